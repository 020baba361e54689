// What a TOML parser says of a broken file, put into words that tell what to do.
#pragma once
#include <string>
#include <string_view>

namespace snnflow {

struct Explanation {
  std::string message, remedy;
  std::string name;     // the key or letters it is about, where there are some
  bool twice = false;   // a key that was there before
  bool number = false;  // a number that cannot be one; it may have been read to its end
};

// Of toml++'s description: "Error while parsing array: expected comma or closing ']', saw '2'", and of what
// stands in the line before the place.
Explanation explain_syntax(std::string_view description, std::string_view before = {});

}  // namespace snnflow

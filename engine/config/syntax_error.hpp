// What a TOML parser says of a broken file, put into words that tell what to do.
#pragma once
#include <string>
#include <string_view>

namespace snnflow {

struct Explanation {
  std::string message, remedy;
  std::string name;    // the key or letters it is about, where there are some
  bool twice = false;  // a key that was there before
};

// Of toml++'s description: "Error while parsing array: expected comma or closing ']', saw '2'".
Explanation explain_syntax(std::string_view description);

}  // namespace snnflow

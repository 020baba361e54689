// The line of a file that a message is about, with carets below the place.
#pragma once
#include <string>
#include <string_view>

#include "snnflow/value.hpp"

namespace snnflow {

struct Excerpt {
  std::string
      line;        // tabs as four blanks, control characters replaced, cut around the place where it is long
  int before = 0;  // how many columns of a terminal stand before the carets
  int carets = 1;  // and how many carets there are
};

// The n-th line of a text, from 1, without its end; false where the text has no such line.
bool find_line(std::string_view text, int n, std::string_view& line);

// What to show of a line, where a place counts code points from 1.
Excerpt make_excerpt(std::string_view line, int column, int length);

}  // namespace snnflow

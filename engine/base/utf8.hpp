// Reading UTF-8 one code point at a time, and how wide each stands on a terminal.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace snnflow {

// One code point and the bytes it took; a broken byte is U+FFFD, one byte long, not ok.
struct Rune {
  char32_t value = 0xFFFD;
  std::size_t bytes = 1;
  bool ok = false;
};

// The code point that begins at a byte of the text; the byte must exist.
Rune rune_at(std::string_view text, std::size_t at);

// The first byte that is not UTF-8; npos where all of it is.
std::size_t first_broken_byte(std::string_view text);

// How many code points there are; a broken byte counts as one.
int count_runes(std::string_view text);

// How many columns a terminal gives to a code point: 0 to combining marks, 2 to wide letters, 1 to all
// others.
int columns_of(char32_t rune);

std::string to_utf8(char32_t rune);

// The text with control characters and broken bytes replaced, so that it cannot steer a terminal.
std::string printable(std::string_view text);

}  // namespace snnflow

// Writing values and lists as text: numbers that read back as the same number, values as TOML, lists as
// English.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "snnflow/value.hpp"

namespace snnflow {

// The shortest text that reads back as the same number: 20, 0.1, 1e-5, inf.
std::string number_text(double x);

// The same as a TOML float: 20.0, 0.1, 1e-5, inf, nan.
std::string toml_number(double x);

// The same as JSON, which has neither inf nor nan: null.
std::string json_number(double x);

// A text in double quotes that JSON and TOML both read; broken UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

// A key as TOML writes it: bare where that is possible, else in double quotes.
bool is_bare_key(std::string_view key);
std::string toml_key(std::string_view key);

// A value as TOML on one line, tables in braces; a missing value is empty.
std::string to_toml(const Value& value);

// The same for a message: cut after some letters, and nothing that could steer a terminal.
std::string short_toml(const Value& value, int longest = 40);

// A message with words of more than 100 letters cut after 60, unless they are paths of files.
std::string cut_long_words(std::string_view text);

// "a, b, c"
std::string join(const std::vector<std::string>& items, std::string_view between = ", ");

// "'a', 'b' and 'c'"; the last link may be "or".
std::string quoted_list(const std::vector<std::string>& items, std::string_view last_link = "and");

// "1 error", "3 errors"; `many` for nouns that do not take an s.
std::string plural(std::int64_t n, std::string_view one, std::string_view many = {});

}  // namespace snnflow

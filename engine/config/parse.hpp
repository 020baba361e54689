// TOML text to values that know where they stand.
#pragma once
#include <string>
#include <string_view>

#include "snnflow/issue.hpp"
#include "snnflow/value.hpp"

namespace snnflow {

// Always a table, in the order of the file; an empty one where the text is not TOML, with one issue that says
// why. Dates and times are issues too, and are left out. `file` is what the places say. Tables written over
// several lines stand where their key stands.
Value parse(std::string_view text, int file, Issues& issues);

// Of toml++: "3.3.0".
std::string parser_version();

}  // namespace snnflow

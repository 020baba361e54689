// One value from the command line: --set layer.hidden.size=20.
#pragma once
#include <span>
#include <string>

#include "snnflow/issue.hpp"
#include "snnflow/value.hpp"

namespace snnflow {

// Lays "path=value" over an experiment as a file of one line would be, with two things more: a bare word is a
// text, and a text at a pick-one path selects that plugin, with the table that the experiment has for it.
// `source` is what the places say.
void set_value(Value& root, const std::string& argument, int source, Issues& issues);

// The same where path and value are known. Answers what stands in the way, if anything does: "'title' is a
// text".
std::string set_value(Value& root, std::span<const std::string> path, Value value);

}  // namespace snnflow

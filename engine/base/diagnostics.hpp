// All that is wrong with an experiment, as a person reads it and as a program reads it.
#pragma once
#include <string>
#include <vector>

#include "base/sources.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {

// One paragraph for each issue, by file and position: what is wrong, the line it stands in, what to do.
// The last line counts them: "3 errors, 1 warning". Nothing where there is no issue. Messages are one line
// each.
std::string render(const std::vector<Issue>& issues, const Sources& sources, bool colour);

// One JSON array on one line, in the same order; file, line, column and length are null where there is no
// place.
std::string render_json(const std::vector<Issue>& issues, const Sources& sources);

// "3 errors, 1 warning"
std::string summary(const std::vector<Issue>& issues);

}  // namespace snnflow

// An experiment from its file: with the files that it extends, and with what the command line sets.
#pragma once
#include <string>
#include <vector>

#include "base/sources.hpp"
#include "snnflow/issue.hpp"
#include "snnflow/value.hpp"

namespace snnflow {

struct Document {
  Value root;       // always a table, without `extends`
  Sources sources;  // the file itself first, then what it extends, then one "--set" for each argument
};

struct LoadOptions {
  std::vector<std::string> sets;  // the arguments of --set: "layer.hidden.size=20"
};

// Reads all that can be read; what cannot is in the issues.
Document load(const std::string& path, const LoadOptions& options, Issues& issues);

// The same for a text in memory; `name` is its path in messages, and what `extends` is relative to.
Document load_text(std::string text, const std::string& name, const LoadOptions& options, Issues& issues);

}  // namespace snnflow

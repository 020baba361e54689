// From a document to a plan: every check that can be made before work is done, and all of what it finds at once.
#pragma once
#include "base/sources.hpp"
#include "plan/plan.hpp"

namespace snnflow {

struct PlanOptions {
  std::vector<std::string> data_folders;  // --data
  bool load_plugins = true;               // false: libraries named in the file are looked at, not loaded
  bool quick = false;                     // do not read the samples
};

// The plan is whole only if no error was reported. Loads the plugins that the file names into the registry.
Plan resolve(const Value& root, const Sources& sources, Registry& registry, const PlanOptions& options, Issues& issues);

}  // namespace snnflow

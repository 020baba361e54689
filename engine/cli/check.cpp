// `snnflow check`: the plan, or all that is wrong.
#include <iostream>

#include "cli/options.hpp"
#include "plan/describe.hpp"

namespace snnflow::cli {

int check(const Options& o) {
  Registry registry = open_registry(o);
  const Loaded l = open_experiment(o, registry, o.load_plugins, true);
  if (!l.good()) return Exit::bad_input;
  std::cout << (o.json ? plan_json(l.plan) + "\n" : describe(l.plan, l.document.sources));
  return Exit::done;
}

}  // namespace snnflow::cli

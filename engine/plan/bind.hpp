// Tables against declarations: unknown keys, wrong types and values out of range become issues; defaults are
// filled in.
#pragma once
#include <set>
#include <string>

#include "plan/fits.hpp"
#include "plan/plan.hpp"

namespace snnflow {

// What a table says of a declaration.
struct BoundTable {
  Value settings;                   // every setting, in the order of the declaration
  std::vector<const Entry*> model;  // numbers of the model that were given, by place among the parameters
};

// Checks `table` (may be missing) against `about`. Keys in `others` belong to somebody else and are passed
// over. `what` is how the owner is called in messages: "neuron 'lif'", "[train]".
BoundTable bind_table(Scope scope, const About& about, const Value& table, const std::string& path,
                      const std::string& what, const std::set<std::string>& others = {});

// A struct of settings (train, engine, ...) from its table.
template <class S>
S settings(Scope scope, const Value& table, const std::string& path, const std::string& what, Value& resolved,
           const std::set<std::string>& others = {}) {
  const About about = describe<Tensor>("settings", S::about(), S());
  const BoundTable bound = bind_table(scope, about, table, path, what, others);
  S result;
  std::apply(
      [&](const auto&... field) {
        ((bound.settings.find(field.name)
              ? read(field, *bound.settings.find(field.name), result.*(field.member))
              : void()),
         ...);
      },
      S::about().fields);
  for (const Entry& e : bound.settings.table()) resolved[e.key] = e.value;
  return result;
}

// The names that a struct of settings declares.
template <class S>
std::set<std::string> setting_names() {
  std::set<std::string> names;
  std::apply([&](const auto&... field) { (names.insert(field.name), ...); }, S::about().fields);
  return names;
}

}  // namespace snnflow

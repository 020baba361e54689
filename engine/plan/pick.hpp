// Tables whose keys are plugins: exactly one of them, or any number.
#pragma once
#include "plan/bind.hpp"

namespace snnflow {

// The one plugin that a pick-one table names, and its table with settings checked. Nothing, and an issue,
// where there is none, more than one, or none of that name. `model` receives the given numbers of the model.
std::optional<Use> pick_one(Scope scope, const std::string& kind, const Value& table, Place parent,
                            const std::string& path, const std::set<std::string>& others = {},
                            std::vector<const Entry*>* model = nullptr);

/// The one entry of a table that takes exactly one, each of the `names`; null, and an issue, where it is no
/// table, or holds none or several. `what`: "neuron", "engine".
const Entry* only_entry(Scope scope, const std::string& what, const Value& table, const std::string& path,
                        const std::vector<std::string>& names);

/// The plugin of this kind and name; an issue at `place` with a suggestion where there is none. `siblings`:
/// the table that the name stands in, where that takes one plugin.
const Registered* look_up(Scope scope, const std::string& kind, const std::string& name, Place place,
                          const std::string& path, const Value* siblings = nullptr);

// Every entry of an any-number table: name, table, path ("loss.ttfs-mse", "regulariser.silence.1").
struct Several {
  std::string plugin, path;
  Place place;
  Value table;
};
std::vector<Several> several(Scope scope, const std::string& kind, const Value& table);

}  // namespace snnflow

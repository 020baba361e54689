// Pieces of the schema: a setting, a parameter of the model, a table of them.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.hpp"

namespace snnflow {

using Schema = nlohmann::json;  // sorted by key

/// "#/definitions/<name>". What stands beside a reference is ignored by editors: it must be all there is.
Schema reference(const std::string& name);

/// A table with these keys and no others.
Schema table_of(Schema properties, const std::string& doc);

/// A table that holds some of these keys, one at least.
Schema some_of(Schema properties, const std::string& doc);

/// Adds to a schema that the table at a path below it ("layer.*.neuron"; a star: any key) holds one key at
/// most.
void limit_to_one(Schema& schema, std::string_view path);

/// The table, or an array of such tables, which are defined under `name`.
Schema once_or_several(Schema table, const std::string& name);

/// A number, text, ... as it is declared.
Schema setting(const Parameter& declared);

/// A parameter of the model: a number, an array, or a table with options and a value or an initialiser.
/// `initialisers`: their names, which are defined under "initialiser.<name>".
Schema parameter_value(const Parameter& declared, const std::vector<std::string>& initialisers);

/// The settings that a struct of settings declares.
template <class S>
std::vector<Parameter> settings_of() {
  return describe<Tensor>("settings", S::about(), S()).parameters;
}

/// A plugin's table; `others`: settings that its kind takes besides its own, which go before.
Schema plugin_table(const About& about, const std::vector<Parameter>& others,
                    const std::vector<std::string>& initialisers);

}  // namespace snnflow

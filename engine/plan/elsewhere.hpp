// Keys and names that are right, but not where they stand: what to tell who wrote them there.
#pragma once
#include "plan/scope.hpp"

namespace snnflow {

/// What the parameters of a plugin or of a table are looked up as: "optimiser 'adam'", "[train]".
struct Owner {
  const About& about;
  std::string path;  // of its table: optimiser.adam, train
  std::string what;
};

/// Of a key that `owner` does not have: where it belongs, or else what the owner takes. `known`: all that it
/// takes; `table`: all that was written.
std::string remedy_of_key(Scope scope, const Owner& owner, const std::string& key,
                          const std::vector<std::string>& known, const Value& table);

/// Of a key that no experiment has at its top. `set`: it was written on the command line.
std::string remedy_at_top(Scope scope, const Value& root, const Entry& entry, bool set);

/// Of a name that is no plugin of this kind, in the table at `path`, where `siblings` stand (may be null): it
/// may be a parameter of one, or a plugin of another kind.
std::string remedy_of_plugin(Scope scope, const std::string& kind, const std::string& name,
                             const std::string& path, const Value* siblings);

/// The tables of the language that have a setting of this name: "[engine.event]", "[train]".
std::vector<std::string> tables_with(const std::string& key);

/// "[optimiser.adam]", "neuron.lif = { … }": how a plugin is named in the table at a path.
std::string named_at(const std::string& path, const std::string& plugin, const std::string& inside = "…");

/// "a neuron", "an optimiser", "a data plugin".
std::string article(const std::string& kind);
std::string noun(const std::string& kind);

}  // namespace snnflow

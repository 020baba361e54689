// Names of plugins in the file, found in the registry.
#include "plan/pick.hpp"

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {

std::string article(const std::string& kind) {
  return (std::string("aeiou").find(kind[0]) != std::string::npos ? "an " : "a ") + kind;
}

}  // namespace

const Registered* look_up(Scope scope, const std::string& kind, const std::string& name, Place place, const std::string& path) {
  if (const Registered* found = scope.registry.find(kind, name)) return found;
  std::string remedy = "see `snnflow plugins list " + kind + "`";
  for (const std::string& other : scope.registry.kinds())
    if (scope.registry.find(other, name)) remedy = "'" + name + "' is " + article(other);
  for (const Refused& r : scope.registry.refused()) remedy += "; not loaded: " + r.reason;
  scope.issues.error(place, "no " + kind + " plugin is called '" + name + "'" + did_you_mean(name, scope.registry.names(kind)), remedy, path);
  return nullptr;
}

std::optional<Use> pick_one(Scope scope, const std::string& kind, const Value& table, Place parent, const std::string& path,
                            const std::set<std::string>& others, std::vector<const Entry*>* model) {
  if (table.missing()) {
    scope.issues.error(parent, path + " is missing", "name " + article(kind) + ": `snnflow plugins list " + kind + "`", path);
    return {};
  }
  if (!table.is_table()) {
    const std::string name = table.is_text() ? table.text() : "name";
    scope.issues.error(table.place, path + " must name " + article(kind) + " as a key", "write " + path + "." + name + " = {}", path);
    return {};
  }
  const auto& entries = table.table();
  if (entries.size() != 1) {
    std::vector<std::string> given;
    for (const Entry& e : entries) given.push_back("'" + e.key + "' (line " + std::to_string(e.place.line) + ")");
    scope.issues.error(entries.empty() ? table.place : entries[1].place,
                       "`" + path + "` takes one " + kind + ", but " +
                           (entries.empty() ? "none is given" : join(given, " and ") + " are given"),
                       entries.empty() ? "" : "keep one of them", path);
    return {};
  }
  const Entry& entry = entries[0];
  const Registered* found = look_up(scope, kind, entry.key, entry.place, path);
  if (!found) return {};
  Use use{found, path + "." + entry.key, entry.place, {}};
  BoundTable bound = bind_table(scope, found->about(), entry.value, use.path, kind + " '" + entry.key + "'", others);
  use.table = std::move(bound.settings);
  if (model) *model = std::move(bound.model);
  return use;
}

std::vector<Several> several(Scope scope, const std::string& kind, const Value& table) {
  std::vector<Several> found;
  if (table.missing()) return found;
  if (!table.is_table()) {
    scope.issues.error(table.place, kind + " must be a table of plugins", "write [" + kind + ".name]", kind);
    return found;
  }
  for (const Entry& e : table.table()) {
    if (e.value.is_array()) {
      int i = 0;
      for (const Value& v : e.value.array()) found.push_back({e.key, kind + "." + e.key + "." + std::to_string(i++), v.place, v});
    } else found.push_back({e.key, kind + "." + e.key, e.place, e.value});
  }
  return found;
}

}  // namespace snnflow

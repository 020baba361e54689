// Names of plugins in the file, found in the registry.
#include "plan/pick.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/elsewhere.hpp"

namespace snnflow {
namespace {

std::string example(const std::string& path, const std::vector<std::string>& names,
                    const std::string& wanted) {
  const bool known = std::ranges::find(names, wanted) != names.end();
  if (known) return "write " + named_at(path, wanted, "");
  if (names.empty()) return {};
  return "for example " + named_at(path, names[0], "") +
         (names.size() > 1 ? "; there are " + quoted_list(names) : "");
}

// "'adam' (line 3) and 'sgd' (line 7)"
std::string with_lines(const Value::Table& entries) {
  std::vector<std::string> given;
  for (const Entry& e : entries)
    given.push_back("'" + e.key + "'" +
                    (e.place.line > 0 ? " (line " + std::to_string(e.place.line) + ")" : ""));
  return join(given, " and ");
}

}  // namespace

const Entry* only_entry(Scope scope, const std::string& what, const Value& table, const std::string& path,
                        const std::vector<std::string>& names) {
  if (!table.is_table()) {
    scope.issues.error(table.place, path + " must name " + article(what) + " as a key",
                       example(path, names, table.is_text() ? table.text() : ""), path);
    return nullptr;
  }
  const auto& entries = table.table();
  if (entries.size() == 1) return &entries[0];
  const std::string takes = "`" + path + "` takes one " + noun(what) + ", but ";
  if (entries.empty()) {
    scope.issues.error(table.place, takes + "none is given", example(path, names, ""), path);
    return nullptr;
  }
  const auto known = [&](const Entry& e) { return std::ranges::find(names, e.key) != names.end(); };
  if (std::ranges::none_of(entries, known)) return &entries[0];  // for its name to be told wrong
  scope.issues.error(
      entries[1].place, takes + with_lines(entries) + " are given",
      what == "connection" ? "several from one source are written [[" + path + "]] each" : "keep one of them",
      path);
  return nullptr;
}

const Registered* look_up(Scope scope, const std::string& kind, const std::string& name, Place place,
                          const std::string& path, const Value* siblings) {
  if (const Registered* found = scope.registry.find(kind, name)) return found;
  std::string remedy = remedy_of_plugin(scope, kind, name, path, siblings);
  for (const Refused& r : scope.registry.refused()) remedy += "; not loaded: " + r.reason;
  scope.issues.error(
      place,
      "no " + kind + " plugin is called '" + name + "'" + did_you_mean(name, scope.registry.names(kind)),
      remedy, path);
  return nullptr;
}

std::optional<Use> pick_one(Scope scope, const std::string& kind, const Value& table, Place parent,
                            const std::string& path, const std::set<std::string>& others,
                            std::vector<const Entry*>* model) {
  if (table.missing()) {
    scope.issues.error(parent, path + " is missing",
                       "name " + article(kind) + ": `snnflow plugins list " + kind + "`", path);
    return {};
  }
  const Entry* entry = only_entry(scope, kind, table, path, scope.registry.names(kind));
  if (!entry) return {};
  const Registered* found = look_up(scope, kind, entry->key, entry->place, path, &table);
  if (!found) return {};
  Use use{found, path + "." + entry->key, entry->place, {}};
  BoundTable bound =
      bind_table(scope, found->about(), entry->value, use.path, kind + " '" + entry->key + "'", others);
  use.table = std::move(bound.settings);
  if (model) *model = std::move(bound.model);
  return use;
}

std::vector<Several> several(Scope scope, const std::string& kind, const Value& table) {
  std::vector<Several> found;
  if (table.missing()) return found;
  if (!table.is_table()) {
    const std::string name =
        table.is_text() && scope.registry.find(kind, table.text()) ? table.text() : "NAME";
    scope.issues.error(table.place, kind + " must be a table of plugins",
                       "write [" + kind + "." + name + "], or --set " + kind + "." + name + "={}", kind);
    return found;
  }
  for (const Entry& e : table.table()) {
    if (e.value.is_array()) {
      int i = 0;
      for (const Value& v : e.value.array())
        found.push_back({e.key, kind + "." + e.key + "." + std::to_string(i++), v.place, v});
    } else
      found.push_back({e.key, kind + "." + e.key, e.place, e.value});
  }
  return found;
}

}  // namespace snnflow

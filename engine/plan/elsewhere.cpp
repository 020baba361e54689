// Where a key belongs is asked of the declarations: of the plugins of the same kind, and of the tables of the
// language.
#include "plan/elsewhere.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "config/parameter_value.hpp"
#include "plan/later.hpp"
#include "plan/settings.hpp"

namespace snnflow {
namespace {

using Names = std::vector<std::string>;

constexpr std::size_t most_listed = 12;
constexpr std::string_view keys_at_top[] = {"title", "seed", "notes", "plugins", "extends"};
constexpr std::string_view kinds_at_top[] = {"data", "encoder", "loss", "regulariser", "metric", "optimiser"};
constexpr std::string_view keys_of_layers[] = {"size", "shape", "neuron", "from", "initial"};
// Where other libraries write the name of a class.
constexpr std::string_view habits[] = {"type", "name", "kind", "class"};

template <std::size_t n>
bool among(const std::string_view (&list)[n], const std::string& key) {
  return std::ranges::find(list, key) != std::end(list);
}

bool declares(const About& about, const std::string& key) {
  return std::ranges::any_of(about.parameters, [&](const Parameter& p) { return p.name == key; });
}

template <class Settings>
bool declares(const std::string& key) {
  return declares(describe<Tensor>("settings", Settings::about(), Settings()), key);
}

Names plugins_with(Scope scope, const std::string& kind, const std::string& key) {
  Names found;
  for (const std::string& name : scope.registry.names(kind))
    if (declares(scope.registry.find(kind, name)->about(), key)) found.push_back(name);
  return found;
}

std::string where_else(Scope scope, const Owner& owner, const std::string& key) {
  if (among(keys_at_top, key)) return "'" + key + "' stands at the top of the file, before the first [table]";
  const Names kin = plugins_with(scope, owner.about.kind, key);
  if (!kin.empty()) return "'" + key + "' is a parameter of " + quoted_list(kin);
  // The two engines know each other's settings; other tables are asked only where the language's own tables
  // meet.
  if (owner.about.kind != "settings") return {};
  Names tables = tables_with(key);
  std::erase(tables, "[" + owner.path + "]");
  if (!tables.empty()) return "'" + key + "' belongs to " + join(tables, " or ");
  for (const std::string kind : {"optimiser", "encoder", "surrogate", "schedule"})
    if (const Names owners = plugins_with(scope, kind, key); !owners.empty())
      return "'" + key + "' is a parameter of " + kind + " " + quoted_list(owners, "or");
  return {};
}

// An option of a parameter, written beside it: "write tau_mem = { value = 20.0, train = true }".
std::string option_beside(const About& about, const std::string& key, const Value& table) {
  if (!is_parameter_option(key)) return {};
  const Parameter* meant = nullptr;
  for (const Parameter& p : about.parameters)
    if (p.model && p.trainable && (!meant || (table.find(p.name) && !table.find(meant->name)))) meant = &p;
  if (!meant) return {};
  const Value *given = table.find(meant->name), *option = table.find(key);
  const std::string value = given && given->is_number() ? "value = " + to_toml(*given) + ", " : "";
  const std::string said = option ? short_toml(*option) : "…";
  return "write " + meant->name + " = { " + value + key + " = " + said + " }";
}

// How many of a table's keys a plugin takes.
std::ptrdiff_t taken(const About& about, const Value& table) {
  return std::ranges::count_if(table.table(), [&](const Entry& e) { return declares(about, e.key); });
}

std::string below(const std::string& path, const std::string& key, bool set) {
  return set ? "write --set " + path + "." + key + "=…" : "write it below [" + path + "]";
}

// The one plugin that a table at the top names.
const Registered* picked(Scope scope, const Value& root, const std::string& kind) {
  const Value* table = root.find(kind);
  const bool one = table && table->is_table() && table->table().size() == 1;
  return one ? scope.registry.find(kind, table->table()[0].key) : nullptr;
}

}  // namespace

Names tables_with(const std::string& key) {
  Names found;
  if (declares<EventSettings>(key)) found.push_back("[engine.event]");
  if (declares<ClockSettings>(key) || key == "surrogate") found.push_back("[engine.clock]");
  if (declares<TrainSettings>(key)) found.push_back("[train]");
  return found;
}

std::string noun(const std::string& kind) { return kind == "data" ? "data plugin" : kind; }

std::string article(const std::string& kind) {
  return (std::string("aeiou").find(kind[0]) != std::string::npos ? "an " : "a ") + noun(kind);
}

std::string named_at(const std::string& path, const std::string& plugin, const std::string& inside) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) return "[" + path + "." + plugin + "]";
  return path.substr(dot + 1) + "." + plugin + " = {" + (inside.empty() ? "" : " " + inside + " ") + "}";
}

std::string remedy_of_key(Scope scope, const Owner& owner, const std::string& key, const Names& known,
                          const Value& table) {
  if (const std::string later = not_built_yet(owner.path + "." + key); !later.empty())
    return later + ": leave it out";
  if (const std::string option = option_beside(owner.about, key, table); !option.empty()) return option;
  for (const State& s : owner.about.states)
    if (s.name == key) return "'" + key + "' is a state: where it begins is said by initial." + key + " of the layer";
  const std::string where = where_else(scope, owner, key);
  const std::string takes = known.empty() ? "takes none" : "takes " + join(known);
  return where.empty() ? "it " + takes : where + "; " + owner.what + " " + takes;
}

std::string remedy_at_top(Scope scope, const Value& root, const Entry& entry, bool set) {
  const std::string& key = entry.key;
  if (key == "threads") return "it is an option of the command line: --threads";
  for (const std::string_view kind : kinds_at_top)
    if (const Registered* plugin = picked(scope, root, std::string(kind));
        plugin && declares(plugin->about(), key))
      return below(plugin->about().kind + "." + plugin->about().name, key, set);
  if (key == "schedule") {
    const Registered* optimiser = picked(scope, root, "optimiser");
    return "a schedule belongs to an optimiser: " +
           below("optimiser." + (optimiser ? optimiser->about().name : "adam"), key, set);
  }
  if (among(keys_of_layers, key)) return below("layer.output", key, set) + ", or of another layer";
  Names tables = tables_with(key);
  if (tables.size() > 1 && root.find("engine"))
    std::erase_if(
        tables, [&](const std::string& t) { return !root.find("engine")->find(t.substr(8, t.size() - 9)); });
  if (tables.empty()) return {};
  return below(tables[0].substr(1, tables[0].size() - 2), key, set);
}

std::string remedy_of_plugin(Scope scope, const std::string& kind, const std::string& name,
                             const std::string& path, const Value* siblings) {
  if (const std::string later = not_built_yet(path + "." + name); !later.empty()) return later;
  if (siblings && among(habits, name)) {
    const Value* value = siblings->find(name);
    if (value && value->is_text() && scope.registry.find(kind, value->text()))
      return "write " + named_at(path, value->text());
  }
  const Names owners = plugins_with(scope, kind, name);
  if (!owners.empty()) {
    const auto best =
        !siblings ? owners.begin() : std::ranges::max_element(owners, {}, [&](const std::string& owner) {
          return taken(scope.registry.find(kind, owner)->about(), *siblings);
        });
    return "'" + name + "' is a parameter of " + quoted_list(owners) + ": write " + named_at(path, *best);
  }
  for (const std::string& other : scope.registry.kinds())
    if (scope.registry.find(other, name)) return "'" + name + "' is " + article(other);
  Names names = scope.registry.names(kind);
  if (names.size() > most_listed) names.resize(most_listed);
  return "see `snnflow plugins list " + kind + "`: " + join(names) + (scope.registry.names(kind).size() > most_listed ? ", ..." : "");
}

}  // namespace snnflow

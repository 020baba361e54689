// Names and places of terms.
#include "plan/term_entry.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace snnflow {

std::string term_name(Scope scope, const Several& entry, const std::string& given,
                      const std::vector<std::string>& taken) {
  const std::string name = given.empty() ? entry.plugin : given;
  if (name == "loss")
    scope.issues.error(place_of(entry, "name"),
                       entry.path + " cannot be called 'loss': that is the sum of all losses in the record",
                       "give it another name: name = \"...\"", entry.path + ".name");
  else if (std::find(taken.begin(), taken.end(), name) != taken.end())
    scope.issues.error(place_of(entry, "name"), "two terms are called '" + name + "'",
                       "give each a name of its own: name = \"...\"", entry.path + ".name");
  return name;
}

int readout_of(Scope scope, const Plan& plan, const Several& entry, const std::string& key) {
  if (plan.readout >= 0) return plan.readout;
  if (!plan.broken_layers.empty() || !plan.sources_known) return -1;
  std::vector<std::string> names;
  for (const auto& l : plan.layers)
    if (l.readout) names.push_back(l.name);
  if (names.size() > 1)
    scope.issues.error(
        entry.place,
        "there are several readouts, " + quoted_list(names) + ", so " + entry.path + " must name one",
        "write " + key + " = " +
            (key == "layers" ? "[\"" + names.back() + "\"]" : "\"" + names.back() + "\"") +
            ", or let one of them read from the other",
        entry.path + "." + key);
  return -1;
}

void resolve_entry(const Several& entry, const std::string& kind, const Value& resolved, Plan& plan) {
  Value& place = plan.resolved[kind];
  if (entry.path == kind + "." + entry.plugin) {
    place[entry.plugin] = resolved;
    return;
  }
  if (!place[entry.plugin].is_array()) place[entry.plugin].is = Value::Array{};
  place[entry.plugin].array().push_back(resolved);
}

Place place_of(const Several& entry, const char* key) {
  const Value* v = entry.table.find(key);
  return v ? v->place : entry.place;
}

}  // namespace snnflow

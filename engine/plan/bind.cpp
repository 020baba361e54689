// One walk over a table, one over the declaration.
#include "plan/bind.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/elsewhere.hpp"

namespace snnflow {
namespace {

// How a table is written that stands there as something else: "[train]", "exponential = { decay = 0.95 }".
std::string as_table(const About& about, const std::string& path, const Value& written) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) return "[" + path + "]";
  std::string inside;
  if (written.is_number() && !about.parameters.empty())
    inside = " " + about.parameters[0].name + " = " + to_toml(written) + " ";
  if (written.is_array())
    for (std::size_t i = 0; i < std::min(written.array().size(), about.parameters.size()); ++i)
      inside += (i ? ", " : " ") + about.parameters[i].name + " = " + short_toml(written.array()[i]);
  if (written.is_array()) inside += " ";
  return path.substr(dot + 1) + " = {" + inside + "}";
}

}  // namespace

BoundTable bind_table(Scope scope, const About& about, const Value& table, const std::string& path,
                      const std::string& what, const std::set<std::string>& others) {
  BoundTable bound;
  bound.settings.is = Value::Table{};
  bound.model.assign(about.parameters.size(), nullptr);
  if (!table.missing() && !table.is_table()) {
    scope.issues.error(table.place, path + " must be a table, not " + written_type(table),
                       "write " + as_table(about, path, table), path);
    return bound;
  }
  std::vector<std::string> known;
  for (const Parameter& p : about.parameters) known.push_back(p.name);
  for (const std::string& other : others)
    if (std::ranges::find(known, other) == known.end()) known.push_back(other);
  const std::string key_text = what[0] == '[' ? " has no key '" : " has no parameter '";
  for (const Entry& e : table.is_table() ? table.table() : Value::Table()) {
    if (std::ranges::find(known, e.key) != known.end()) continue;
    scope.issues.error(e.place, what + key_text + e.key + "'" + did_you_mean(e.key, known),
                       remedy_of_key(scope, {about, path, what}, e.key, known, table), path + "." + e.key);
  }
  for (std::size_t i = 0; i < about.parameters.size(); ++i) {
    const Parameter& p = about.parameters[i];
    const Entry* e = table.entry(p.name);
    if (p.model) {
      bound.model[i] = e;
      continue;
    }
    if (e && fits(scope, p, e->value, path + "." + p.name))
      bound.settings[p.name] = e->value;
    else
      bound.settings[p.name] = p.standard;
    if (!e && p.required)
      scope.issues.error(table.place, what + " needs " + p.name + (p.doc.empty() ? "" : ": " + p.doc), {},
                         path + "." + p.name);
  }
  for (const Parameter& p : about.parameters) {
    if (p.model || p.below.empty()) continue;
    const Value *low = bound.settings.find(p.name), *high = bound.settings.find(p.below);
    if (low && high && low->is_number() && high->is_number() && !(low->number() < high->number()))
      scope.issues.error(table.entry(p.name) ? low->place : high->place,
                         p.name + " = " + number_text(low->number()) + " is not below " + p.below + " = " +
                             number_text(high->number()) + ": " + p.below_reason,
                         {}, path + "." + p.name);
  }
  return bound;
}

}  // namespace snnflow

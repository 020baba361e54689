// One walk over a table, one over the declaration.
#include "plan/bind.hpp"

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {

const char* type_text(const Parameter& p) {
  switch (p.type) {
    case Type::number: return "a number";
    case Type::integer: return "a whole number";
    case Type::boolean: return "true or false";
    case Type::text: return "a text in quotes";
    case Type::choice: return "one of its choices, in quotes";
    case Type::numbers: return "an array of numbers";
    case Type::texts: return "an array of texts";
    case Type::tensor: return "a parameter value";
    case Type::any: return "a value";
  }
  return "";
}
const char* written_type(const Value& v) {
  if (v.is_bool()) return "true or false";
  if (v.is_integer()) return "a whole number";
  if (v.is_number()) return "a number";
  if (v.is_text()) return "a text";
  if (v.is_array()) return "an array";
  return "a table";
}
bool type_fits(const Parameter& p, const Value& v) {
  auto all = [&](auto&& test) {
    if (!v.is_array()) return false;
    for (const Value& x : v.array())
      if (!test(x)) return false;
    return true;
  };
  switch (p.type) {
    case Type::number: return v.is_number();
    case Type::integer: return v.is_integer();
    case Type::boolean: return v.is_bool();
    case Type::text:
    case Type::choice: return v.is_text();
    case Type::numbers: return all([](const Value& x) { return x.is_number(); });
    case Type::texts: return all([](const Value& x) { return x.is_text(); });
    case Type::tensor:
    case Type::any: return true;
  }
  return false;
}

}  // namespace

bool in_range(const Parameter& p, double x) {
  if (std::isnan(x)) return false;
  if (std::isinf(x) && !(p.standard.is_number() && std::isinf(p.standard.number()))) return false;
  return (p.low_open ? x > p.low : x >= p.low) && (p.high_open ? x < p.high : x <= p.high);
}

std::string range_text(const Parameter& p) {
  const std::string unit = p.unit.empty() ? "" : " " + p.unit;
  const bool low = p.low > -infinite, high = p.high < infinite;
  if (low && high)
    return std::string("in ") + (p.low_open ? "(" : "[") + number_text(p.low) + ", " + number_text(p.high) +
           (p.high_open ? ")" : "]") + unit;
  if (low) return (p.low_open ? "above " : "at least ") + number_text(p.low) + unit;
  if (high) return (p.high_open ? "below " : "at most ") + number_text(p.high) + unit;
  return "";
}

bool fits(Scope scope, const Parameter& p, const Value& v, const std::string& path) {
  if (!type_fits(p, v)) {
    std::string remedy;
    if (p.type == Type::integer && v.is_number()) remedy = "write it without a decimal point";
    scope.issues.error(v.place, p.name + " must be " + type_text(p) + ", not " + written_type(v), remedy, path);
    return false;
  }
  auto check = [&](const Value& x) {
    if (!x.is_number() || in_range(p, x.number())) return true;
    const std::string range = range_text(p);
    scope.issues.error(x.place, p.name + " = " + number_text(x.number()) + " is out of range: it must be " +
                                    (range.empty() ? "a finite number" : range), {}, path);
    return false;
  };
  if (p.type == Type::number || p.type == Type::integer) return check(v);
  if (p.type == Type::numbers) {
    for (const Value& x : v.array())
      if (!check(x)) return false;
  }
  if (p.type == Type::choice && std::find(p.choices.begin(), p.choices.end(), v.text()) == p.choices.end()) {
    scope.issues.error(v.place, p.name + " cannot be '" + v.text() + "'" + did_you_mean(v.text(), p.choices),
                       "it is one of " + quoted_list(p.choices, "or"), path);
    return false;
  }
  return true;
}

BoundTable bind_table(Scope scope, const About& about, const Value& table, const std::string& path, const std::string& what,
                const std::set<std::string>& others) {
  BoundTable bound;
  bound.settings.is = Value::Table{};
  bound.model.assign(about.parameters.size(), nullptr);
  if (!table.missing() && !table.is_table()) {
    scope.issues.error(table.place, path + " must be a table, not " + written_type(table), "write " + path + " = {}", path);
    return bound;
  }
  std::vector<std::string> known(others.begin(), others.end());
  for (const Parameter& p : about.parameters) known.push_back(p.name);
  if (table.is_table())
    for (const Entry& e : table.table())
      if (std::find(known.begin(), known.end(), e.key) == known.end())
        scope.issues.error(e.place, what + " has no " + (what[0] == '[' ? "key '" : "parameter '") + e.key + "'" + did_you_mean(e.key, known),
                           known.empty() ? "it takes none" : "", path + "." + e.key);
  for (std::size_t i = 0; i < about.parameters.size(); ++i) {
    const Parameter& p = about.parameters[i];
    const Entry* e = table.entry(p.name);
    if (p.model) {
      bound.model[i] = e;
      continue;
    }
    if (e && fits(scope, p, e->value, path + "." + p.name)) bound.settings[p.name] = e->value;
    else bound.settings[p.name] = p.standard;
    if (!e && p.required)
      scope.issues.error(table.place, what + " needs " + p.name + (p.doc.empty() ? "" : ": " + p.doc), {}, path + "." + p.name);
  }
  for (const Parameter& p : about.parameters) {
    if (p.model || p.below.empty()) continue;
    const Value *low = bound.settings.find(p.name), *high = bound.settings.find(p.below);
    if (low && high && low->is_number() && high->is_number() && !(low->number() < high->number()))
      scope.issues.error(table.entry(p.name) ? low->place : high->place,
                         p.name + " = " + number_text(low->number()) + " is not below " + p.below + " = " +
                             number_text(high->number()) + ": " + p.below_reason, {}, path + "." + p.name);
  }
  return bound;
}

}  // namespace snnflow

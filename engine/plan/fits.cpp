// The bounds are the declaration's; what an int can hold is among them (see snnflow/about.hpp).
#include "plan/fits.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/parameter_value.hpp"

namespace snnflow {
namespace {

const char* type_text(const Parameter& p) {
  switch (p.type) {
    case Type::number:
      return "a number";
    case Type::integer:
      return "a whole number";
    case Type::boolean:
      return "true or false";
    case Type::text:
      return "a text in quotes";
    case Type::choice:
      return "one of its choices, in quotes";
    case Type::numbers:
      return "an array of numbers";
    case Type::texts:
      return "an array of texts";
    case Type::tensor:
      return "a parameter value";
    case Type::any:
      return "a value";
  }
  return "";
}

bool item_fits(const Parameter& p, const Value& v) {
  return p.type == Type::numbers ? v.is_number() : v.is_text();
}

bool type_fits(const Parameter& p, const Value& v) {
  switch (p.type) {
    case Type::number:
      return v.is_number();
    case Type::integer:
      return v.is_integer();
    case Type::boolean:
      return v.is_bool();
    case Type::text:
    case Type::choice:
      return v.is_text();
    case Type::numbers:
    case Type::texts:
      return v.is_array() && std::ranges::all_of(v.array(), [&](const Value& x) { return item_fits(p, x); });
    case Type::tensor:
    case Type::any:
      return true;
  }
  return false;
}

// "20 ms": the number that a text begins with, and whether letters follow.
struct NumberInText {
  double number = 0;
  bool there = false, alone = false;
};
NumberInText number_in(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  NumberInText found;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), found.number);
  found.there = error == std::errc() && std::isfinite(found.number);
  found.alone =
      found.there && text.find_first_not_of(' ', std::size_t(end - text.data())) == std::string_view::npos;
  return found;
}

std::string remedy_of_text(const Parameter& p, const std::string& text) {
  const NumberInText found = number_in(text);
  const bool whole = found.number == std::floor(found.number);
  if (!found.there || (p.type == Type::integer && !whole)) return {};
  const std::string number = p.type == Type::integer ? number_text(found.number) : toml_number(found.number);
  if (found.alone) return "write " + number + ", without quotes";
  return "write " + number + (p.unit.empty() ? ", without a unit" : "; " + p.name + " is in " + p.unit);
}

// An option of a parameter of the model, written for a setting: { value = 0.1, train = true }.
bool is_parameter_table(const Value& v) {
  return v.is_table() &&
         std::ranges::any_of(v.table(), [](const Entry& e) { return is_parameter_option(e.key); });
}

bool is_int_limit(const Parameter& p, double bound) {
  return p.type == Type::integer && (bound == least<int>() || bound == most<int>());
}

std::string range_between(const Parameter& p, bool low, bool high) {
  const std::string unit = p.unit.empty() ? "" : " " + p.unit;
  if (low && high)
    return std::string("in ") + (p.low_open ? "(" : "[") + number_text(p.low) + ", " + number_text(p.high) +
           (p.high_open ? ")" : "]") + unit;
  if (low) return (p.low_open ? "above " : "at least ") + number_text(p.low) + unit;
  if (high) return (p.high_open ? "below " : "at most ") + number_text(p.high) + unit;
  return "";
}

bool range_fits(Scope scope, const Parameter& p, const Value& v, const std::string& path) {
  if (!v.is_number() || in_range(p, v.number())) return true;
  scope.issues.error(v.place, out_of_range(p, v), {}, path);
  return false;
}

void report_type(Scope scope, const Parameter& p, const Value& v, const std::string& path) {
  const bool number = p.type == Type::number || p.type == Type::integer;
  if (number && is_parameter_table(v)) {
    const std::string owner = path.substr(0, path.rfind('.'));
    return scope.issues.error(v.place,
                              p.name + " of " + owner + " is a setting, not a parameter of the model",
                              "write " + p.name + " = " + to_toml(p.standard), path);
  }
  const bool items = p.type == Type::numbers || p.type == Type::texts;
  if (items && v.is_array()) {
    const auto odd = std::ranges::find_if(v.array(), [&](const Value& x) { return !item_fits(p, x); });
    return scope.issues.error(odd->place,
                              p.name + " must hold " +
                                  (p.type == Type::numbers ? "numbers" : "texts in quotes") + ", not " +
                                  written_type(*odd),
                              {}, path);
  }
  scope.issues.error(v.place, p.name + " must be " + type_text(p) + ", not " + written_type(v),
                     remedy_of_type(p, v), path);
}

}  // namespace

std::string written_type(const Value& v) {
  if (v.is_bool()) return "true or false";
  if (v.is_integer()) return "a whole number";
  if (v.is_number()) return "a number";
  if (v.is_text()) return "a text";
  if (v.is_array()) return "an array";
  return "a table";
}

std::string remedy_of_type(const Parameter& p, const Value& v) {
  switch (p.type) {
    case Type::integer:
      if (v.is_number() && v.number() == std::floor(v.number()))
        return "write " + number_text(v.number()) + ", without a decimal point or an exponent";
      [[fallthrough]];
    case Type::number:
    case Type::tensor:
      return v.is_text() ? remedy_of_text(p, v.text()) : "";
    case Type::boolean:
      return v.is_text() || v.is_number() ? "write true or false, without quotes" : "";
    case Type::text:
      return v.is_number() || v.is_bool() ? "write \"" + to_toml(v) + "\"" : "";
    case Type::choice:
      return "it is one of " + quoted_list(p.choices, "or");
    case Type::numbers:
    case Type::texts:
      return item_fits(p, v) ? "write " + p.name + " = [" + short_toml(v) + "]" : "";
    case Type::any:
      break;
  }
  return {};
}

bool in_range(const Parameter& p, double x) {
  if (std::isnan(x)) return false;
  if (std::isinf(x) && !(p.standard.is_number() && std::isinf(p.standard.number()))) return false;
  return (p.low_open ? x > p.low : x >= p.low) && (p.high_open ? x < p.high : x <= p.high);
}

std::string range_text(const Parameter& p) {
  return range_between(p, p.low > -infinite && !is_int_limit(p, p.low),
                       p.high < infinite && !is_int_limit(p, p.high));
}

std::string out_of_range(const Parameter& p, const Value& v) {
  const bool beyond =
      p.type == Type::integer && std::fabs(v.number()) > most<int>();  // then the limit of an int is told
  std::string range = beyond ? range_between(p, p.low > -infinite, p.high < infinite) : range_text(p);
  if (range.empty())
    range = "a finite number";
  else if (!std::isfinite(v.number()) && !(p.low > -infinite && p.high < infinite))
    range += " and finite";
  const std::string said = v.is_integer() ? std::to_string(v.integer()) : number_text(v.number());
  return p.name + " = " + said + " is out of range: it must be " + range;
}

bool fits(Scope scope, const Parameter& p, const Value& v, const std::string& path) {
  if (!type_fits(p, v)) {
    report_type(scope, p, v, path);
    return false;
  }
  if (p.type == Type::number || p.type == Type::integer) return range_fits(scope, p, v, path);
  if (p.type == Type::numbers) {
    for (const Value& x : v.array())
      if (!range_fits(scope, p, x, path)) return false;
  }
  if (p.type == Type::choice && std::ranges::find(p.choices, v.text()) == p.choices.end()) {
    scope.issues.error(v.place, p.name + " cannot be '" + v.text() + "'" + did_you_mean(v.text(), p.choices),
                       "it is one of " + quoted_list(p.choices, "or"), path);
    return false;
  }
  return true;
}

}  // namespace snnflow

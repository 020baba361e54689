// Ranges of numbers that are written, and of numbers that are drawn.
#include "plan/parameter_values.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"

namespace snnflow {
namespace {

constexpr int draws_looked_at = 1000;

std::string brackets(const std::vector<int>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

// Draws that are good enough to see where an initialiser goes (splitmix64); no run uses them.
struct TrialRandom final : Random {
  std::uint64_t state = 0;
  std::uint64_t bits() override {
    std::uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
};

bool take(Scope scope, const Parameter& declared, const Value& v, bool inside, const ParameterSite& site,
          std::vector<double>& out) {
  if (!v.is_number()) {
    std::string remedy = remedy_of_type(declared, v);
    if (remedy.empty() && site.sized && !site.shape.empty())
      remedy = "its shape here is " + brackets(site.shape);
    scope.issues.error(
        v.place,
        declared.name + (inside ? " must hold numbers, not " : " must be a number, not ") + written_type(v),
        remedy, site.path);
    return false;
  }
  if (!in_range(declared, v.number())) {
    scope.issues.error(v.place, out_of_range(declared, v), {}, site.path);
    return false;
  }
  out.push_back(v.number());
  return true;
}

bool flatten_level(Scope scope, const Parameter& declared, const Value& v, const std::vector<int>& shape,
                   std::size_t level, const ParameterSite& site, std::vector<double>& out) {
  if (!site.sized && v.is_array()) {
    for (const Value& x : v.array())
      if (!flatten_level(scope, declared, x, shape, level + 1, site, out)) return false;
    return true;
  }
  if (level >= shape.size() || !site.sized || v.is_text())
    return take(scope, declared, v, level > 0, site, out);
  if (!v.is_array() || int(v.array().size()) != shape[level]) {
    scope.issues.error(
        v.place,
        declared.name + " needs " + std::to_string(shape[level]) +
            (level == 0 ? " entries" : " numbers in each row") + ", not " +
            (v.is_array() ? std::to_string(v.array().size()) : "a single value"),
        "its shape here is " + brackets(shape) + (shape.size() > 1 ? ", rows are sources" : ""), site.path);
    return false;
  }
  for (const Value& x : v.array())
    if (!flatten_level(scope, declared, x, shape, level + 1, site, out)) return false;
  return true;
}

}  // namespace

bool flatten(Scope scope, const Parameter& declared, const Value& v, const std::vector<int>& shape,
             const ParameterSite& site, std::vector<double>& out) {
  return flatten_level(scope, declared, v, shape, 0, site, out);
}

std::string range_remedy(const Parameter& declared) {
  const std::string range = range_text(declared);
  return "it must be " + (range.empty() ? "a finite number" : range);
}

void check_bounds(Scope scope, const Parameter& declared, const ParameterPlan& plan, const Value& options,
                  Place value) {
  const int before = scope.issues.errors();
  for (const char* bound : {"min", "max"}) {
    const Value* b = options.find(bound);
    if (!b || !b->is_number() || !std::isfinite(b->number())) continue;
    if (!in_range(declared, b->number()))
      scope.issues.error(b->place,
                         std::string(bound) + " = " + number_text(b->number()) + " is out of the range of " +
                             declared.name + ": " + range_remedy(declared),
                         {}, plan.path + "." + bound);
  }
  if (plan.min >= plan.max || scope.issues.errors() > before) return;  // that was said
  for (double x : plan.given) {
    const bool low = x < plan.min;
    if (!low && !(x > plan.max)) continue;
    return scope.issues.error(value,
                              declared.name + " = " + number_text(x) +
                                  (low ? " is below min = " : " is above max = ") +
                                  number_text(low ? plan.min : plan.max),
                              "begin within the bounds that updates are kept in", plan.path);
  }
}

void check_draws(Scope scope, const Parameter& declared, const ParameterPlan& plan, const Value& written) {
  if (!plan.fill || (declared.low == -infinite && declared.high == infinite)) return;
  TrialRandom random;
  std::vector<double> values(draws_looked_at);
  Initialiser::Shape fans = plan.fans;
  fans.fan_in = std::max(1, fans.fan_in), fans.fan_out = std::max(1, fans.fan_out);
  plan.fill->fill(values, fans, random);
  for (double x : values) {
    if (in_range(declared, x)) continue;
    Place place = plan.initialiser->place;
    if (written.is_table())
      for (const Entry& e : written.table())
        if (e.value.is_number() && !in_range(declared, e.value.number())) place = e.value.place;
    return scope.issues.error(
        place, declared.name + " may begin with " + fmt::format("{:.3g}", x) + ", which is out of its range",
        range_remedy(declared), plan.path);
  }
}

}  // namespace snnflow

// Reads one parameter value and all of its options.
#include "plan/parameter.hpp"

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/parse.hpp"

namespace snnflow {
namespace {

// The options of a parameter's table, declared like any other settings.
struct Options {
  enum class Scale { value, log };
  Per per = Per::layer;
  bool train = false;
  double lr = 1, min = -infinite, max = infinite;
  Scale as = Scale::value;
  static constexpr auto about() {
    return snnflow::about("parameter", "Options of a parameter's value.",
                          param("per", &Options::per).choices("layer", "unit").doc("One number for the layer, or one per unit."),
                          param("train", &Options::train).doc("Whether it is learned."),
                          param("lr", &Options::lr).at_least(0).doc("Multiplies the optimiser's learning rate."),
                          param("min", &Options::min).below("max", "there would be no value left").doc("Lower bound after each update."),
                          param("max", &Options::max).doc("Upper bound after each update."),
                          param("as", &Options::as).choices("value", "log").doc("log: the logarithm is what is learned."));
  }
};

std::string brackets(const std::vector<int>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

// Flattens a nested array of this shape; false and an issue where it has another.
bool flatten(Scope scope, const Parameter& declared, const Value& v, const std::vector<int>& shape, std::size_t level,
             const std::string& path, std::vector<double>& out) {
  if (level == shape.size()) {
    if (!v.is_number()) {
      scope.issues.error(v.place, declared.name + " must hold numbers", "its shape here is " + brackets(shape), path);
      return false;
    }
    if (!in_range(declared, v.number())) {
      const std::string range = range_text(declared);
      scope.issues.error(v.place, declared.name + " = " + number_text(v.number()) + " is out of range: it must be " +
                                      (range.empty() ? "a finite number" : range), {}, path);
      return false;
    }
    out.push_back(v.number());
    return true;
  }
  if (!v.is_array() || int(v.array().size()) != shape[level]) {
    scope.issues.error(v.place,
                       declared.name + " needs " + std::to_string(shape[level]) + (level == 0 ? " entries" : " numbers in each row") +
                           ", not " + (v.is_array() ? std::to_string(v.array().size()) : "a single value"),
                       "its shape here is " + brackets(shape) + (shape.size() > 1 ? ", rows are sources" : ""), path);
    return false;
  }
  for (const Value& x : v.array())
    if (!flatten(scope, declared, x, shape, level + 1, path, out)) return false;
  return true;
}

// A table: options, and a value or one initialiser.
void read_table(Scope scope, const Parameter& declared, const Value& table, const ParameterSite& site, ParameterPlan& plan, Value& resolved) {
  const std::set<std::string> own = setting_names<Options>();
  Value rest;
  rest.is = Value::Table{};
  Value options;
  options.is = Value::Table{};
  options.place = table.place;
  const Entry* value = nullptr;
  for (const Entry& e : table.table()) {
    if (e.key == "value") value = &e;
    else (own.count(e.key) ? options : rest).table().push_back(e);
  }
  rest.place = table.place;
  Value settled;
  const Options o = settings<Options>(scope, options, site.path, "parameter '" + declared.name + "'", settled);
  const bool drawn = !rest.table().empty();
  const bool per_unit = options.find("per") ? o.per == Per::unit : declared.per == Per::unit || (value && value->value.is_array());
  if (!site.tensor) plan.shape = per_unit ? site.shape : std::vector<int>{};
  if (site.tensor && options.find("per"))
    scope.issues.error(options.entry("per")->place, declared.name + " is not a parameter per unit or layer: it has a number for each "
                       "connection", "leave out per", site.path + ".per");
  plan.train = options.find("train") ? o.train : declared.trained;
  plan.lr = o.lr, plan.min = o.min, plan.max = o.max, plan.logarithm = o.as == Options::Scale::log;
  if (plan.train && !declared.trainable)
    scope.issues.error(options.entry("train") ? options.entry("train")->place : table.place, declared.name + " cannot be trained",
                       "leave out train = true", site.path + ".train");
  if (plan.logarithm && declared.low < 0 && plan.min <= 0)
    scope.issues.error(options.entry("as")->place, "as = \"log\" needs a parameter that is above 0, and " + declared.name + " may be negative",
                       "leave out as, or give min above 0", site.path + ".as");
  for (const Entry& e : options.table()) resolved[e.key] = e.value;
  if (value && drawn)
    scope.issues.error(rest.table()[0].place, declared.name + " has a value and an initialiser", "keep one of them", site.path);
  else if (value) {
    if (value->value.is_number()) flatten(scope, declared, value->value, {}, 0, site.path, plan.given);
    else flatten(scope, declared, value->value, site.tensor ? site.shape : plan.shape.empty() ? site.shape : plan.shape, 0, site.path, plan.given);
    resolved["value"] = value->value;
  } else if (drawn) {
    if (auto use = pick_one(scope, "initialiser", rest, table.place, site.path)) {
      plan.fill = scope.registry.make<Initialiser>(*use->plugin, use->table);
      resolved[use->about().name] = use->table;
      plan.initialiser = std::move(use);
    }
  } else if (!site.tensor) {
    plan.given = {declared.standard.number()};
    resolved["value"] = declared.standard;
  } else plan.fires = true;
}

}  // namespace

ParameterPlan parameter(Scope scope, const Parameter& declared, const Entry* given, const ParameterSite& site, Value& resolved) {
  ParameterPlan plan;
  plan.path = site.path, plan.unit = declared.unit, plan.fans = site.fans;
  plan.place = given ? given->place : site.owner;
  plan.train = declared.trained, plan.trainable = declared.trainable;
  plan.low = declared.low, plan.high = declared.high, plan.low_open = declared.low_open, plan.high_open = declared.high_open;
  if (site.tensor) plan.shape = site.shape;
  else if (declared.per == Per::unit) plan.shape = site.shape;
  if (!given && !declared.drawn.empty()) {
    Issues none;
    Value table = parse(declared.drawn, -1, none);
    table["per"] = Value(declared.per == Per::unit ? "unit" : "layer");
    resolved.is = Value::Table{};
    read_table(scope, declared, table, site, plan, resolved);
    plan.train = declared.trained;
    return plan;
  }
  if (!given) {
    if (site.tensor) plan.fires = true;
    else plan.given = {declared.standard.number()};
    if (!site.tensor) resolved = declared.standard;
    return plan;
  }
  const Value& v = given->value;
  if (v.is_table()) {
    resolved.is = Value::Table{};
    resolved.place = v.place;
    read_table(scope, declared, v, site, plan, resolved);
    return plan;
  }
  resolved = v;
  if (v.is_number()) flatten(scope, declared, v, {}, 0, site.path, plan.given);
  else if (v.is_array()) {
    if (!site.tensor) plan.shape = site.shape;
    flatten(scope, declared, v, site.shape, 0, site.path, plan.given);
  } else
    scope.issues.error(v.place, declared.name + " must be a number, an array of numbers, or a table such as { value = 1.0, train = true }", {},
                       site.path);
  return plan;
}

Parameter initial_state(const State& state) {
  Parameter p;
  p.name = state.name, p.unit = state.unit, p.doc = state.doc;
  p.standard = Value(state.initial);
  p.model = p.trainable = true;
  return p;
}

void check_order(Scope scope, const std::vector<Parameter>& declared, const std::vector<ParameterPlan>& plans) {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (declared[i].below.empty() || plans[i].given.empty()) continue;
    for (std::size_t k = 0; k < declared.size(); ++k) {
      if (declared[k].name != declared[i].below || plans[k].given.empty()) continue;
      const auto &low = plans[i].given, &high = plans[k].given;
      for (std::size_t j = 0; j < std::max(low.size(), high.size()); ++j) {
        const double a = low[low.size() > 1 ? j : 0], b = high[high.size() > 1 ? j : 0];
        if (a < b) continue;
        const bool low_written = plans[i].place.line != 0;
        scope.issues.error(low_written ? plans[i].place : plans[k].place,
                           declared[i].name + " = " + number_text(a) + " is not below " + declared[k].name + " = " + number_text(b) + ": " +
                               declared[i].below_reason, {}, plans[i].path);
        break;
      }
    }
  }
}

}  // namespace snnflow

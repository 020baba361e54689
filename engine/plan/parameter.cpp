// Reads one parameter value and all of its options.
#include "plan/parameter.hpp"

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/parse.hpp"
#include "plan/parameter_values.hpp"
#include "plan/settings.hpp"

namespace snnflow {
namespace {

// The table of a parameter, taken apart.
struct Parts {
  const Entry* value = nullptr;
  Value options{Value::Table{}}, drawn{Value::Table{}};
};

// The initialiser that takes the most of these keys, if one takes any.
std::string owner_of(Scope scope, const Value& keys) {
  std::string best;
  int most = 0;
  for (const std::string& name : scope.registry.names("initialiser")) {
    int known = 0;
    for (const Parameter& p : scope.registry.find("initialiser", name)->about().parameters)
      known += keys.entry(p.name) != nullptr;
    if (known > most) most = known, best = name;
  }
  return best;
}

// Sorts the keys; what is neither an option nor, by its table, an initialiser is an issue.
Parts take_apart(Scope scope, const Parameter& declared, const Value& table, const ParameterSite& site) {
  const std::set<std::string> own = setting_names<ParameterOptions>();
  Parts parts;
  Value strange{Value::Table{}};
  for (const Entry& e : table.table()) {
    if (e.key == "value")
      parts.value = &e;
    else if (own.count(e.key))
      parts.options.table().push_back(e);
    else if (scope.registry.find("initialiser", e.key) || e.value.is_table())
      parts.drawn.table().push_back(e);
    else
      strange.table().push_back(e);
  }
  parts.options.place = parts.drawn.place = table.place;
  if (strange.table().empty()) return parts;
  const Entry& first = strange.table()[0];
  if (const std::string owner = owner_of(scope, strange); !owner.empty()) {
    scope.issues.error(
        first.place, "'" + first.key + "' is not a parameter of " + declared.name + ", but of an initialiser",
        "write " + declared.name + "." + owner + " = { " + first.key + " = " + short_toml(first.value) +
            (strange.table().size() > 1 ? ", ... }" : " }"),
        site.path);
    return parts;
  }
  std::vector<std::string> known(own.begin(), own.end());
  known.push_back("value");
  for (const Entry& e : strange.table())
    scope.issues.error(
        e.place,
        "parameter '" + declared.name + "' has no option '" + e.key + "'" + did_you_mean(e.key, known),
        "it takes value or an initialiser, and " + quoted_list({own.begin(), own.end()}),
        site.path + "." + e.key);
  return parts;
}

// per, train, lr, min, max and as, where the declaration allows them.
void read_options(Scope scope, const Parameter& declared, const Value& table, const Parts& parts,
                  const ParameterSite& site, ParameterPlan& plan) {
  Value settled;
  const ParameterOptions o =
      settings<ParameterOptions>(scope, parts.options, site.path, "parameter '" + declared.name + "'", settled);
  const Entry *per = parts.options.entry("per"), *train = parts.options.entry("train"),
              *as = parts.options.entry("as");
  const bool list = parts.value && parts.value->value.is_array();
  const bool per_unit = per ? o.per == Per::unit : declared.per == Per::unit || list;
  if (!site.tensor) plan.shape = per_unit ? site.shape : std::vector<int>{};
  if (site.tensor && per)
    scope.issues.error(
        per->place,
        declared.name + " is not a parameter per unit or layer: it has a number for each connection",
        "leave out per", site.path + ".per");
  plan.train = train ? o.train : declared.trained;
  plan.lr = o.lr, plan.min = o.min, plan.max = o.max, plan.logarithm = o.as == ParameterOptions::Scale::log;
  if (plan.train && !declared.trainable)
    scope.issues.error(train ? train->place : table.place, declared.name + " cannot be trained",
                       "leave out train = true", site.path + ".train");
  if (plan.logarithm && declared.low < 0 && plan.min <= 0)
    scope.issues.error(
        as->place,
        "as = \"log\" needs a parameter that is above 0, and " + declared.name + " may be negative",
        "leave out as, or give min above 0", site.path + ".as");
}

// A table: options, and a value or one initialiser.
void read_table(Scope scope, const Parameter& declared, const Value& table, const ParameterSite& site,
                ParameterPlan& plan, Value& resolved) {
  const Parts parts = take_apart(scope, declared, table, site);
  read_options(scope, declared, table, parts, site, plan);
  for (const Entry& e : parts.options.table()) resolved[e.key] = e.value;
  Place stands = table.place;
  if (parts.value && !parts.drawn.table().empty())
    scope.issues.error(parts.drawn.table()[0].place, declared.name + " has a value and an initialiser",
                       "keep one of them", site.path);
  else if (parts.value) {
    const Value& v = parts.value->value;
    stands = v.place;
    if (v.is_array() && !site.tensor && plan.shape.empty())
      scope.issues.error(v.place,
                         declared.name + " is given as an array, but per = \"layer\" asks for one number",
                         "write one number, or per = \"unit\"", site.path);
    else
      flatten(scope, declared, v, v.is_number() ? std::vector<int>{} : site.shape, site, plan.given);
    resolved["value"] = v;
  } else if (!parts.drawn.table().empty()) {
    if (auto use = pick_one(scope, "initialiser", parts.drawn, table.place, site.path)) {
      plan.fill = scope.registry.make<Initialiser>(*use->plugin, use->table);
      resolved[use->about().name] = use->table;
      plan.initialiser = std::move(use);
      check_draws(scope, declared, plan, parts.drawn.table()[0].value);
    }
  } else if (!site.tensor) {
    plan.given = {declared.standard.number()};
    resolved["value"] = declared.standard;
  } else
    plan.fires = true;
  check_bounds(scope, declared, plan, parts.options, stands);
}

// Neither a number nor an array nor a table.
void refuse(Scope scope, const Parameter& declared, const Value& v, const ParameterSite& site) {
  std::string remedy = remedy_of_type(declared, v);
  if (v.is_text() && scope.registry.find("initialiser", v.text()))
    remedy = "write " + declared.name + "." + v.text() + " = {}";
  else if (v.is_text() && remedy.empty()) {
    std::vector<std::string> names = scope.registry.names("initialiser");
    remedy = "its initialisers are written as tables: " + declared.name + "." + names[0] +
             " = {}; there are " + quoted_list(names);
  } else if (v.is_bool())
    remedy = "write " + declared.name + " = " +
             (declared.standard.is_number() ? short_toml(declared.standard) : "0.0");
  scope.issues.error(
      v.place,
      declared.name +
          " must be a number, an array of numbers, or a table such as { value = 1.0, train = true }",
      remedy, site.path);
}

}  // namespace

ParameterPlan parameter(Scope scope, const Parameter& declared, const Entry* given, const ParameterSite& site,
                        Value& resolved) {
  ParameterPlan plan;
  plan.path = site.path, plan.unit = declared.unit, plan.fans = site.fans;
  plan.place = given ? given->place : site.owner, plan.written = given != nullptr;
  plan.train = declared.trained, plan.trainable = declared.trainable;
  plan.low = declared.low, plan.high = declared.high, plan.low_open = declared.low_open,
  plan.high_open = declared.high_open;
  if (site.tensor)
    plan.shape = site.shape;
  else if (declared.per == Per::unit)
    plan.shape = site.shape;
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
    if (site.tensor)
      plan.fires = true;
    else
      plan.given = {declared.standard.number()};
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
  if (v.is_number())
    flatten(scope, declared, v, {}, site, plan.given);
  else if (v.is_array()) {
    if (!site.tensor) plan.shape = site.shape;
    flatten(scope, declared, v, site.shape, site, plan.given);
  } else
    refuse(scope, declared, v, site);
  return plan;
}

Parameter initial_state(const State& state) {
  Parameter p;
  p.name = state.name, p.unit = state.unit, p.doc = state.doc;
  p.standard = Value(state.initial);
  p.model = p.trainable = true;
  return p;
}

void check_order(Scope scope, const std::vector<Parameter>& declared,
                 const std::vector<ParameterPlan>& plans) {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    for (std::size_t k = 0; k < declared.size(); ++k) {
      if (declared[i].below.empty() || declared[k].name != declared[i].below) continue;
      const auto &low = plans[i].given, &high = plans[k].given;
      if (low.empty() || high.empty() || (low.size() > 1 && high.size() > 1 && low.size() != high.size()))
        continue;
      for (std::size_t j = 0; j < std::max(low.size(), high.size()); ++j) {
        const double a = low[low.size() > 1 ? j : 0], b = high[high.size() > 1 ? j : 0];
        if (a < b) continue;
        const bool said_low = plans[i].written || !plans[k].written;
        const std::string small = declared[i].name + " = " + number_text(a),
                          large = declared[k].name + " = " + number_text(b);
        scope.issues.error(plans[said_low ? i : k].place,
                           (said_low ? small + " is not below " + large : large + " is not above " + small) +
                               ": " + declared[i].below_reason,
                           {}, plans[said_low ? i : k].path);
        break;
      }
    }
  }
}

}  // namespace snnflow

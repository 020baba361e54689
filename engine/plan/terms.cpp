// Losses and metrics, fitted to the layers they look at.
#include "plan/terms.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "plan/regularisers.hpp"
#include "plan/term_fit.hpp"

namespace snnflow {
namespace {

// The units that a term looks at; false and issues where some are not there.
bool choose_units(Scope scope, const Several& entry, const LayerPlan& layer, const TermSettings& settings,
                  std::vector<int>& chosen) {
  const Value* written = entry.table.find("units");
  const int before = scope.issues.errors();
  for (std::size_t i = 0; i < settings.units.size(); ++i) {
    const double u = settings.units[i];
    const Place place = written && written->is_array() && i < written->array().size()
                            ? written->array()[i].place
                            : entry.place;
    const std::string path = entry.path + ".units";
    const bool there = u == std::floor(u) && u >= 0 && u < layer.units;
    if (there && std::find(chosen.begin(), chosen.end(), int(u)) != chosen.end())
      scope.issues.error(place, "unit " + number_text(u) + " of layer '" + layer.name + "' is named twice",
                         "name each unit once", path);
    else if (there)
      chosen.push_back(int(u));
    else if (layer.sized)
      scope.issues.error(place, "layer '" + layer.name + "' has no unit " + number_text(u),
                         "its units are 0 to " + std::to_string(layer.units - 1), path);
  }
  if (settings.units.empty())
    for (int u = 0; u < layer.units; ++u) chosen.push_back(u);
  return scope.issues.errors() == before;
}

void check_window(Scope scope, const Plan& plan, const Several& entry, const TermSettings& settings) {
  const std::string from = "from = " + number_text(settings.from), path = entry.path + ".from";
  if (!(settings.from < settings.until))
    scope.issues.error(place_of(entry, entry.table.find("from") ? "from" : "until"),
                       from + " is not before until = " + number_text(settings.until), {}, path);
  else if (plan.t_end() > 0 && !(settings.from < plan.t_end()))
    scope.issues.error(
        place_of(entry, "from"),
        from + " is not before t_end = " + number_text(plan.t_end()) + ": there is nothing to see", {}, path);
}

// A metric looks where the only loss looks, unless its table says otherwise.
void inherit(const Plan& plan, const Several& entry, TermSettings& settings) {
  if (plan.losses.size() != 1 || entry.table.find("layer") || entry.table.find("units")) return;
  const TermSettings& loss = plan.losses[0].settings;
  settings.layer = loss.layer, settings.units = loss.units;
  if (!entry.table.find("population")) settings.population = loss.population;
  if (!entry.table.find("state")) settings.state = loss.state;
  if (!entry.table.find("at")) settings.at = loss.at;
}

// One entry; false where it was not understood.
template <class P>
bool plan_reader(Scope scope, const Value& root, const char* kind, const Several& entry, Plan& plan,
                 std::vector<Term<P>>& terms) {
  const Registered* found =
      look_up(scope, kind, entry.plugin, entry.place, kind, &or_missing(root.find(kind)));
  if (!found) return false;
  Term<P> term;
  const std::string what = std::string(kind) + " '" + entry.plugin + "'";
  std::set<std::string> shared = setting_names<TermSettings>();
  if constexpr (std::is_same_v<P, Metric>) shared.erase("weight");
  BoundTable bound = bind_table(scope, found->about(), entry.table, entry.path, what, shared);
  if (!entry.table.is_table()) return false;
  std::set<std::string> own = {"weight"};
  for (const Parameter& p : found->about().parameters) own.insert(p.name);
  term.use = {found, entry.path, entry.place, bound.settings};
  Value resolved = bound.settings;
  term.settings = settings<TermSettings>(scope, entry.table, entry.path, what, resolved, own);
  if constexpr (std::is_same_v<P, Metric>)
    std::erase_if(resolved.table(), [](const Entry& e) { return e.key == "weight"; });
  term.plugin = scope.registry.make<P>(*found, bound.settings);
  term.name = term_name(scope, entry, term.settings.name, names_of(terms));
  if constexpr (std::is_same_v<P, Metric>) inherit(plan, entry, term.settings);
  check_window(scope, plan, entry, term.settings);
  const int at = term.settings.layer.empty() ? readout_of(scope, plan, entry, "layer")
                                             : find_layer(scope, plan, term.settings.layer,
                                                          place_of(entry, "layer"), entry.path + ".layer");
  if (at < 0) return false;
  const LayerPlan& layer = plan.layers[std::size_t(at)];
  term.layers = {at};
  const Reads reads = term.plugin->reads();
  if (reads != Reads::trace && !entry.table.find("at")) term.settings.at.clear();
  if ((reads == Reads::first_spikes || reads == Reads::counts) && !entry.table.find("state")) term.settings.state.clear();
  const Reader reader{kind, reads, term.plugin->wants_labels(), term.settings.state, term.settings.at};
  const bool units_fit = choose_units(scope, entry, layer, term.settings, term.units);
  if (!looks_fit(scope, plan, entry, reader, layer)) return false;
  if (!layer_gives(scope, plan, entry, reader, layer)) return false;
  const int units = int(term.units.size());
  if (units_fit && layer.sized && units % term.settings.population)
    scope.issues.error(place_of(entry, "population"),
                       plural(units, "unit") + " cannot be divided into groups of " +
                           std::to_string(term.settings.population),
                       {}, entry.path + ".population");
  else if (units_fit)
    check_targets(scope, root, plan, entry, reader, layer, term.settings, units);
  resolve_entry(entry, kind, resolved, plan);
  terms.push_back(std::move(term));
  return true;
}

template <class P>
void plan_readers(Scope scope, const Value& root, const char* kind, Plan& plan, std::vector<Term<P>>& terms) {
  for (const Several& entry : several(scope, kind, or_missing(root.find(kind))))
    plan.terms_known &= plan_reader(scope, root, kind, entry, plan, terms);
}

}  // namespace

void plan_terms(Scope scope, const Value& root, Plan& plan) {
  plan_readers(scope, root, "loss", plan, plan.losses);
  plan_regularisers(scope, root, plan);
  plan_readers(scope, root, "metric", plan, plan.metrics);
}

}  // namespace snnflow

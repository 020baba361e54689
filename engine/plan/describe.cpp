// The text that `snnflow check` prints.
#include "plan/describe.hpp"

#include <fmt/format.h>

#include "base/path.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {

void collect(const Value& v, std::vector<std::string>& path, const Sources& sources, std::vector<Origin>& out) {
  const bool leaf = !v.is_table() || v.table().empty();
  if (!leaf) {
    for (const Entry& e : v.table()) {
      path.push_back(e.key);
      collect(e.value, path, sources, out);
      path.pop_back();
    }
    return;
  }
  if (v.missing()) return;
  const bool written = v.place.file >= 0 && v.place.file < int(sources.size()) && v.place.line > 0;
  const std::string from = !written ? "default"
                           : sources[std::size_t(v.place.file)].path == "--set"
                               ? "--set"
                               : fmt::format("{}:{}", sources[std::size_t(v.place.file)].path, v.place.line);
  out.push_back({join_path(path), short_toml(v, 60), from});
}

std::string shape_text(const std::vector<int>& shape) {
  std::vector<std::string> sizes;
  for (int s : shape) sizes.push_back(std::to_string(s));
  return sizes.empty() ? "one number" : join(sizes, " x ");
}

std::string begins(const ParameterPlan& p) {
  if (p.initialiser) return p.initialiser->about().name;
  if (p.fires) return "scaled until the layer fires";
  if (p.given.size() == 1) return number_text(p.given[0]);
  return "given";
}

std::int64_t trained_numbers(const Plan& plan, std::int64_t* all = nullptr) {
  std::int64_t trained = 0;
  for (const LayerPlan& l : plan.layers)
    each_parameter(l, [&](const ParameterPlan& p) {
      if (all) *all += std::int64_t(p.size());
      if (p.train) trained += std::int64_t(p.size());
    });
  return trained;
}

// Why a layer cannot run on the fast engine; null: it can, or time does not pass continuously.
const char* slow(const Plan& plan, const LayerPlan& layer) {
  if (plan.engine != EngineKind::event) return nullptr;
  if (!layer.traits().lanes) return "equations only";
  const char* why = nullptr;
  auto look = [&](const auto& terms) {
    for (const auto& t : terms) {
      const Reads reads = t.plugin->reads();
      if ((reads != Reads::integral && reads != Reads::maximum) || &plan.layers[std::size_t(t.layers[0])] != &layer) continue;
      const std::string& state = t.settings.state;
      if (!layer.traits().windows) why = "asked for integrals or largest values, which its neuron does not give in closed form";
      else if (!state.empty() && state != layer.use.about().states[0].name) why = "asked for more than its first state";
    }
  };
  look(plan.losses), look(plan.metrics);
  return why;
}

void layers_text(const Plan& plan, std::string& out) {
  for (const LayerPlan& l : plan.layers) {
    out += fmt::format("\nlayer {}: {} {}{}\n", l.name, shape_text(l.shape), l.use.about().name, l.readout ? ", readout" : "");
    out += fmt::format("  {}\n", l.use.about().doc);
    if (const char* why = slow(plan, l))
      out += fmt::format("  ({}: runs on the exact engine, one neuron at a time, and slowly)\n", why);
    if (l.surrogate) out += fmt::format("  surrogate {}: {}\n", l.surrogate_use.about().name, l.surrogate_use.about().doc);
    auto line = [&](const ParameterPlan& p) {
      if (p.path.empty()) return;
      const std::string name = p.path.substr(p.path.find('.', 6) + 1);
      out += fmt::format("  {:<34} {:>14}  {}{}{}\n", name, shape_text(p.shape), begins(p), p.unit.empty() ? "" : " " + p.unit,
                         p.train ? (p.logarithm ? ", trained as its logarithm" : ", trained") : "");
    };
    for (const ConnectionPlan& c : l.from) {
      out += fmt::format("  from {}: {}\n", c.source < 0 ? "input" : c.itself ? l.name : plan.layers[std::size_t(c.source)].name, c.use.about().name);
      for (const auto& p : c.parameters) line(p);
    }
    for (const auto& p : l.parameters) line(p);
    for (const auto& p : l.initial) line(p);
  }
}

// ", state v, at 5, 10 ms"; ", from 5 to 20 ms"
std::string where(const TermSettings& s) {
  std::vector<std::string> moments;
  for (double t : s.at) moments.push_back(number_text(t));
  std::string text = s.state.empty() ? "" : ", state " + s.state;
  if (!moments.empty()) text += ", at " + join(moments) + " ms";
  if (s.from > 0 || s.until < never) text += ", from " + number_text(s.from) + (s.until < never ? " to " + number_text(s.until) : "") + " ms";
  return text;
}

template <class P>
void terms_text(const Plan& plan, const char* kind, const std::vector<Term<P>>& terms, std::string& out) {
  for (const auto& t : terms) {
    std::vector<std::string> looked;
    for (int l : t.layers) looked.push_back(plan.layers[std::size_t(l)].name);
    out += fmt::format("{:<12}{:<22} of {}{}{}\n", kind, t.name, join(looked), where(t.settings), t.settings.weight != 1 ? fmt::format(", times {}", number_text(t.settings.weight)) : "");
  }
}

}  // namespace

std::vector<Origin> origins(const Plan& plan, const Sources& sources) {
  std::vector<Origin> out;
  std::vector<std::string> path;
  collect(plan.resolved, path, sources, out);
  return out;
}

std::int64_t memory_needed(const Plan& plan, int threads) {
  std::int64_t all = 0;
  const std::int64_t trained = trained_numbers(plan, &all);
  const std::int64_t slots = plan.optimiser ? plan.optimiser->slots() : 0;
  std::int64_t samples = 0;
  for (std::int64_t s : plan.sizes) samples += s;
  std::int64_t rows = 0;
  for (const LayerPlan& l : plan.layers)
    for (const ConnectionPlan& c : l.from) rows += std::int64_t(c.ends.sources()) * (l.units + 15);
  return 8 * (all * 3 + trained * (slots + std::min(plan.train.shards, plan.train.batch)) + rows * (1 + threads)) + samples * 8 * (plan.inputs + 8);
}

std::string describe(const Plan& plan, const Sources& sources) {
  std::string out = fmt::format("{}\n\n", plan.title.empty() ? "(no title)" : plan.title);
  out += fmt::format("data        {}: {} train, {} valid, {} test; {}", plan.data_use.about().name, plan.sizes[0], plan.sizes[1], plan.sizes[2],
                     plural(plan.data_shape.channels(), "channel"));
  out += plan.data_shape.classes ? fmt::format(", {}\n", plural(plan.data_shape.classes, "class", "classes"))
                                 : fmt::format(", {}\n", plural(plan.data_shape.targets, "target"));
  if (plan.encoder_use)
    out += fmt::format("encoder     {}: {}, the last spike at {} ms\n", plan.encoder_use->about().name, plural(plan.inputs, "channel"),
                       number_text(plan.encoder->last(plan.data_shape.channels())));
  if (plan.engine == EngineKind::event)
    out += fmt::format("engine      event: exact spike times and gradients over [0, {}] ms, x86-64-v{}\n", number_text(plan.t_end()), plan.level);
  else
    out += fmt::format("engine      clock: {} of {} ms, surrogate gradients, {} precision, x86-64-v{}\n", plural(plan.clock.steps(), "step"), number_text(plan.clock.dt),
                       plan.clock.precision == ClockSettings::Precision::single ? "single" : "double", plan.level);
  layers_text(plan, out);
  out += "\n";
  terms_text(plan, "loss", plan.losses, out);
  terms_text(plan, "regulariser", plan.regularisers, out);
  terms_text(plan, "metric", plan.metrics, out);
  std::int64_t all = 0;
  const std::int64_t trained = trained_numbers(plan, &all);
  out += fmt::format("optimiser   {}, schedule {}\n", plan.optimiser_use->about().name, plan.schedule.use.about().name);
  out += fmt::format("train       {}, batches of {} in {} shards; the result is {}\n", plural(plan.train.epochs, "epoch"), plan.train.batch, plan.train.shards,
                     plan.select < 0 ? "the last epoch" : "the best by " + plan.train.select);
  out += fmt::format("numbers     {} of the model, {} of them trained\nmemory      about {:.1f} MB\n", all, trained, double(memory_needed(plan, 1)) / 1e6);
  out += "\nWhere each value came from\n";
  std::size_t wide = 0, values = 0;
  const auto list = origins(plan, sources);
  for (const Origin& o : list) wide = std::max(wide, o.path.size()), values = std::max(values, o.value.size());
  for (const Origin& o : list) out += fmt::format("  {:<{}}  {:<{}}  {}\n", o.path, wide, o.value, values, o.from);
  return out;
}

}  // namespace snnflow

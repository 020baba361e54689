// Losses, metrics and regularisers on traces, spike times or counts of a batch.
#include <algorithm>

#include "base/text.hpp"
#include "port/try_plugin.hpp"

namespace snnflow {
namespace {

constexpr int most_labels = 1 << 24;

// What a batch gives to a loss or metric.
struct Batch {
  struct One {
    Row values;
    int units = 0, steps = 1;
    std::vector<int> top;  // per unit, the step of its largest value, where that is what is read
    Target target;
    Row numbers;
    std::vector<std::size_t> spikes;  // per unit, how many were given
  };
  std::vector<One> samples;
  double t_end = 0, dt = 1;
  std::string key;
};

// Integrals and largest values may be given as such, or as the traces that they are of.
std::string needed(Reads reads, const JsonIn& in) {
  if (reads == Reads::first_spikes || reads == Reads::counts) return "spikes";
  return reads == Reads::trace || !in.has("values") ? "traces" : "values";
}

// From a trace [step][unit] to what is read of it.
void reduce(Reads reads, double dt, Batch::One& one) {
  const std::size_t n = std::size_t(one.units);
  if (reads == Reads::trace) return;
  Row seen(n, reads == Reads::maximum ? -never : 0.0);
  one.top.assign(n, 0);
  for (std::size_t i = 0; i < one.values.size(); ++i)
    if (reads == Reads::integral) seen[i % n] += one.values[i] * dt;
    else if (one.values[i] > seen[i % n]) seen[i % n] = one.values[i], one.top[i % n] = int(i / n);
  one.values = seen;
}

// dL/d(trace) from dL/d(what was read of it): [step][unit].
Matrix spread_back(Reads reads, double dt, const Batch::One& one, const Row& g) {
  Matrix m(std::size_t(one.steps), Row(std::size_t(one.units)));
  for (std::size_t t = 0; t < m.size(); ++t)
    for (std::size_t u = 0; u < m[t].size(); ++u)
      m[t][u] = reads == Reads::trace ? g[t * m[t].size() + u] : reads == Reads::integral ? g[u] * dt : one.top[u] == int(t) ? g[u] : 0.0;
  return m;
}

void read_target(const JsonIn& in, bool labels, Batch::One& one) {
  if (labels) {
    one.target.label = in.integer(0, most_labels);
    if (one.target.label >= one.units) in.fail("the label must be below the number of units, " + std::to_string(one.units));
    return;
  }
  one.numbers = in.json().is_array() ? in.row() : Row{in.number()};
  if (int(one.numbers.size()) != one.units) in.fail("there must be a target for each of the " + plural(one.units, "unit"));
}

Batch read_batch(const JsonIn& in, Reads reads, bool labels) {
  in.allow({"spikes", "traces", "values", "targets", "t_end", "dt"});
  Batch batch;
  const std::string key = batch.key = needed(reads, in);
  if (in.has("dt")) batch.dt = in.at("dt").number();
  const JsonIn given = in.at(key), targets = in.at("targets");
  if (targets.size() != given.size()) targets.fail("there must be a target for each of the " + plural(std::int64_t(given.size()), "sample"));
  if (key == "spikes") batch.t_end = in.at("t_end").number();
  for (std::size_t s = 0; s < given.size(); ++s) {
    Batch::One one;
    const JsonIn sample = given.at(s);
    if (key == "spikes") {
      one.units = int(sample.size());
      for (std::size_t u = 0; u < sample.size(); ++u) {
        Row t = sample.at(u).row();
        std::erase(t, never);
        one.spikes.push_back(sample.at(u).size());
        one.values.push_back(reads == Reads::counts ? double(t.size()) : t.empty() ? never : *std::min_element(t.begin(), t.end()));
      }
    } else if (key == "traces") {
      const Matrix m = sample.matrix();
      one.steps = int(m.size());
      one.units = m.empty() ? 0 : int(m[0].size());
      for (const Row& r : m) one.values.insert(one.values.end(), r.begin(), r.end());
      if (one.units) reduce(reads, batch.dt, one);
    } else {
      one.values = sample.row();
      one.units = int(one.values.size());
    }
    if (one.units == 0) sample.fail("a sample needs at least one unit");
    read_target(targets.at(s), labels, one);
    batch.samples.push_back(std::move(one));
  }
  for (auto& one : batch.samples) one.target.numbers = one.numbers;
  return batch;
}

Readout readout(Reads reads, const Batch& batch, const Batch::One& one) { return {one.values, one.units, reads == Reads::trace ? one.steps : 1, batch.t_end, batch.dt}; }

}  // namespace

Json try_loss(const Trial& trial, const JsonIn& in) {
  const auto loss = trial.registry.make<Loss>(trial.plugin, trial.settings);
  const Batch batch = read_batch(in, loss->reads(), loss->wants_labels());
  double sum = 0;
  Json gradients = Json::array();
  for (std::size_t s = 0; s < batch.samples.size(); ++s) {
    const Batch::One& one = batch.samples[s];
    Row g(one.values.size());
    sum += loss->evaluate(readout(loss->reads(), batch, one), one.target, g);
    for (double& x : g) x /= double(batch.samples.size());
    Json shown = Json::array();
    if (loss->reads() == Reads::first_spikes) {
      for (std::size_t u = 0; u < one.spikes.size(); ++u) {
        const Row t = in.at("spikes").at(s).at(u).row();
        Row row(t.size(), 0.0);
        if (!t.empty()) row[std::size_t(std::min_element(t.begin(), t.end()) - t.begin())] = g[u];
        shown.push_back(json_of(row));
      }
    } else if (batch.key == "traces") shown = json_of(spread_back(loss->reads(), batch.dt, one, g));
    else shown = json_of(g);
    gradients.push_back(std::move(shown));
  }
  return {{"value", json_of(sum / double(std::max<std::size_t>(1, batch.samples.size())))}, {"gradient", gradients}};
}

Json try_metric(const Trial& trial, const JsonIn& in) {
  const auto metric = trial.registry.make<Metric>(trial.plugin, trial.settings);
  const Batch batch = read_batch(in, metric->reads(), metric->wants_labels());
  double sum = 0;
  Json predictions = Json::array();
  for (const Batch::One& one : batch.samples) {
    const Metric::Verdict v = metric->judge(readout(metric->reads(), batch, one), one.target);
    sum += v.score;
    predictions.push_back(v.prediction == std::floor(v.prediction) && std::abs(v.prediction) < 1e9 ? Json(std::int64_t(v.prediction)) : json_of(v.prediction));
  }
  return {{"value", json_of(metric->finish(sum / double(std::max<std::size_t>(1, batch.samples.size()))))}, {"predictions", predictions}};
}

Json try_regulariser(const Trial& trial, const JsonIn& in) {
  in.allow({"counts", "charge", "targets"});
  const auto regulariser = trial.registry.make<Regulariser>(trial.plugin, trial.settings);
  const JsonIn counts = in.at("counts");
  if (!counts.json().is_object()) counts.fail("this must be an object with a matrix [sample][unit] for each layer");
  double sum = 0;
  Json count_gradients = Json::object(), charge_gradients = Json::object();
  for (const auto& item : counts.json().items()) {
    const Matrix m = counts.at(item.key()).matrix();
    const std::size_t samples = m.size(), units = samples ? m[0].size() : 0;
    Row flat, charge;
    for (const Row& r : m) flat.insert(flat.end(), r.begin(), r.end());
    if (in.has("charge") && in.at("charge").has(item.key()))
      for (const Row& r : in.at("charge").at(item.key()).matrix(samples, units)) charge.insert(charge.end(), r.begin(), r.end());
    else if (regulariser->reads_charge()) in.fail("this regulariser needs charge: {\"" + item.key() + "\": [sample][unit]}");
    charge.resize(samples * units, 0.0);
    std::vector<Target> targets(samples);
    if (regulariser->wants_labels())
      for (std::size_t s = 0; s < samples; ++s) {
        const JsonIn t = in.at("targets");
        if (t.size() != samples) t.fail("there must be a target for each sample");
        targets[s].label = t.at(s).integer(0, int(units) - 1);
      }
    Row count_pull(flat.size()), charge_pull(flat.size());
    const std::size_t step = regulariser->over() == Regulariser::Over::batch ? samples : 1;
    for (std::size_t s = 0; s < samples; s += step) {
      auto part = [&](Row& r) { return std::span(r).subspan(s * units, step * units); };
      sum += regulariser->evaluate({part(flat), part(charge), std::span(targets).subspan(s, step), int(units), int(samples)}, part(count_pull), part(charge_pull));
    }
    auto shaped = [&](const Row& r) {
      Json j = Json::array();
      for (std::size_t s = 0; s < samples; ++s) j.push_back(json_of(Row(r.begin() + std::ptrdiff_t(s * units), r.begin() + std::ptrdiff_t((s + 1) * units))));
      return j;
    };
    if (regulariser->pulls_counts()) count_gradients[item.key()] = shaped(count_pull);
    if (regulariser->reads_charge()) charge_gradients[item.key()] = shaped(charge_pull);
  }
  Json gradient = Json::object();
  gradient["counts"] = count_gradients;
  if (regulariser->reads_charge()) gradient["charge"] = charge_gradients;
  return {{"value", json_of(sum)}, {"gradient", gradient}};
}

}  // namespace snnflow

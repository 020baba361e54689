// A neuron in continuous time, any wiring of neurons of one kind: the exact engine, numbers in and out.
#include <algorithm>

#include "base/text.hpp"
#include "port/exact_wiring.hpp"

namespace snnflow {
namespace {

Json by_state(const std::vector<State>& states, const auto& make) {
  Json j = Json::object();
  for (std::size_t k = 0; k < states.size(); ++k) j[states[k].name] = make(k);
  return j;
}

// [state][unit] gradients, or those of observations.
void read_pulls(const Trial& trial, const JsonIn& in, const ExactAnswer& answer, const ExactProblem& problem, ExactPull& pull) {
  const auto& states = trial.plugin.about().states;
  std::vector<std::string> names;
  for (const State& s : states) names.push_back(s.name);
  const std::size_t units = std::size_t(problem.units);
  pull.spikes.assign(answer.spikes.size(), 0.0);
  if (in.has("spike_gradient")) {
    const JsonIn g = in.at("spike_gradient");
    if (g.size() != units) g.fail("spike_gradient is [unit][spike]");
    std::vector<std::size_t> seen(units, 0);
    for (std::size_t s = 0; s < answer.spikes.size(); ++s) {
      const std::size_t u = std::size_t(answer.spikes[s].unit), k = seen[u]++;
      if (k < g.at(u).size()) pull.spikes[s] = g.at(u).at(k).number();
    }
    for (std::size_t u = 0; u < units; ++u)
      if (g.at(u).size() > seen[u]) g.at(u).fail("unit " + std::to_string(u) + " fires " + plural(std::int64_t(seen[u]), "time") + ", but there are more gradients");
  }
  std::vector<std::string> allowed = names;
  allowed.push_back("v");
  auto per_state = [&](const char* key, auto&& read) {
    if (!in.has(key)) return;
    in.at(key).allow(allowed);
    for (std::size_t k = 0; k < names.size(); ++k)
      if (in.at(key).has(names[k])) read(k, in.at(key).at(names[k]));
  };
  if (in.has("state_gradient")) pull.observed.resize(states.size());
  per_state("state_gradient", [&](std::size_t k, const JsonIn& g) { pull.observed[k] = g.matrix(problem.observe.size(), units); });
  if (in.has("integral_gradient")) pull.integrals.assign(1, Matrix(states.size()));
  per_state("integral_gradient", [&](std::size_t k, const JsonIn& g) { pull.integrals[0][k] = g.row(units); });
  if (in.has("maximum_gradient")) pull.maxima.assign(1, Matrix(states.size()));
  per_state("maximum_gradient", [&](std::size_t k, const JsonIn& g) { pull.maxima[0][k] = g.row(units); });
}

// v where it is no state: it follows from the states that were observed.
struct Potential {
  const ExactNetwork& network;
  const ExactProblem& problem;
  bool exists = false;
  std::vector<double> slopes;

  Potential(const ExactNetwork& n, const ExactProblem& p) : network(n), problem(p), slopes(p.initial.size()) {
    double v = 0;
    exists = value(0, Row(p.initial.size(), 0.5), v);
  }
  bool value(std::size_t unit, const Row& states, double& v) {
    Row parameters;
    for (const Row& p : problem.parameters) parameters.push_back(p[unit]);
    return network.potential(parameters.data(), states.data(), v, slopes.data());
  }
  Row at(const ExactAnswer& answer, std::size_t look) {
    Row r(std::size_t(problem.units));
    for (std::size_t u = 0; u < r.size(); ++u) value(u, states(answer, look, u), r[u]);
    return r;
  }
  void pull(const ExactAnswer& answer, std::size_t look, const Row& by_unit, ExactPull& into) {
    into.observed.resize(answer.observed.size());
    for (std::size_t u = 0; u < by_unit.size(); ++u) {
      double v = 0;
      value(u, states(answer, look, u), v);
      for (std::size_t k = 0; k < slopes.size(); ++k) {
        if (into.observed[k].empty()) into.observed[k].assign(problem.observe.size(), Row(by_unit.size(), 0.0));
        into.observed[k][look][u] += by_unit[u] * slopes[k];
      }
    }
  }

 private:
  static Row states(const ExactAnswer& answer, std::size_t look, std::size_t unit) {
    Row s;
    for (const auto& state : answer.observed) s.push_back(state[look][unit]);
    return s;
  }
};

Json weights_json(const ExactGradient& g, std::size_t first, std::size_t rows, const Wiring& w) {
  auto channel = [&](std::size_t c) {
    Matrix m(rows, Row(w.units));
    for (std::size_t s = 0; s < rows; ++s)
      for (std::size_t u = 0; u < w.units; ++u) m[s][u] = g.weights[first + s * w.units + u][c];
    return json_of(m);
  };
  if (w.channels == 1) return channel(0);
  Json j = Json::array();
  for (std::size_t c = 0; c < w.channels; ++c) j.push_back(channel(c));
  return j;
}

Json delays_json(const ExactGradient& g, std::size_t first, std::size_t rows, const Wiring& w) {
  Matrix m(rows, Row(w.units));
  for (std::size_t s = 0; s < rows; ++s)
    for (std::size_t u = 0; u < w.units; ++u) m[s][u] = g.delays[first + s * w.units + u];
  return json_of(m);
}

}  // namespace

Json try_neuron_event(const Trial& trial, const JsonIn& in) {
  in.allow({"weights", "input", "recurrent", "delays", "parameters", "initial", "t_end", "observe", "spike_gradient", "state_gradient", "integral_gradient",
            "maximum_gradient"});
  const auto& states = trial.plugin.about().states;
  auto network = trial.registry.exact(trial.plugin, trial.settings);
  if (!network) throw Error("neuron '" + trial.plugin.about().name + "' does not run in continuous time; use --engine clock");
  Wiring w;
  w.channels = std::size_t(trial.plugin.registration.traits.channels);
  ExactProblem problem;
  problem.t_end = in.at("t_end").number();
  if (!(problem.t_end > 0 && problem.t_end < never)) in.at("t_end").fail("t_end must be above 0 ms");
  read_wiring(in, w, problem);
  read_parameters(trial, in, problem);
  read_initial(trial, in, problem);
  std::vector<std::size_t> place;  // of each observation, in order of time
  if (in.has("observe")) {
    const Row asked = in.at("observe").row();
    for (double t : asked)
      if (!(t >= 0 && t <= problem.t_end)) in.at("observe").fail("times must be in [0, t_end]");
    place.resize(asked.size());
    for (std::size_t i = 0; i < place.size(); ++i) place[i] = i;
    std::stable_sort(place.begin(), place.end(), [&](std::size_t a, std::size_t b) { return asked[a] < asked[b]; });
    for (std::size_t i : place) problem.observe.push_back(asked[i]);
  }
  problem.windows.push_back({});
  const ExactAnswer answer = network->forward(problem);

  Matrix spikes(w.units);
  for (const ExactSpike& s : answer.spikes) spikes[std::size_t(s.unit)].push_back(s.t);
  Json out{{"spikes", json_of(spikes)}};
  out["states"] = by_state(states, [&](std::size_t k) {
    Matrix m(place.size());
    for (std::size_t i = 0; i < place.size(); ++i) m[place[i]] = answer.observed[k][i];
    return json_of(m);
  });
  Potential potential(*network, problem);
  if (potential.exists) {
    Matrix m(place.size());
    for (std::size_t i = 0; i < place.size(); ++i) m[place[i]] = potential.at(answer, i);
    out["states"]["v"] = json_of(m);
  }
  out["integrals"] = by_state(states, [&](std::size_t k) { return json_of(answer.integrals[0][k]); });
  out["maxima"] = by_state(states, [&](std::size_t k) {
    Json j = Json::array();
    for (const auto& m : answer.maxima[0][k]) j.push_back(json_of(Row{m.t, m.value}));
    return j;
  });

  ExactPull pull;
  read_pulls(trial, in, answer, problem, pull);
  if (!pull.observed.empty())
    for (auto& of_state : pull.observed) {
      if (of_state.empty()) continue;
      Matrix sorted(of_state.size());
      for (std::size_t i = 0; i < place.size(); ++i) sorted[i] = of_state[place[i]];
      of_state = std::move(sorted);
    }
  if (potential.exists && in.has("state_gradient") && in.at("state_gradient").has("v")) {
    const Matrix asked = in.at("state_gradient").at("v").matrix(problem.observe.size(), w.units);
    for (std::size_t i = 0; i < place.size(); ++i) potential.pull(answer, i, asked[place[i]], pull);
  }
  const ExactGradient g = network->backward(pull);
  Json gradient{{"weights", weights_json(g, 0, w.inputs, w)}, {"input_times", json_of(g.inputs)}};
  Json delays{{"input", delays_json(g, 0, w.inputs, w)}};
  if (w.recurrent) {
    gradient["recurrent"] = weights_json(g, w.inputs * w.units, w.units, w);
    delays["recurrent"] = delays_json(g, w.inputs * w.units, w.units, w);
  }
  gradient["delays"] = delays;
  Json parameters = Json::object();
  std::size_t k = 0;
  for (const Parameter& p : trial.plugin.about().parameters) {
    if (!p.model) continue;
    const Row& row = g.parameters[k++];
    const bool per_unit = in.has("parameters") && in.at("parameters").has(p.name) && in.at("parameters").at(p.name).json().is_array();
    double sum = 0;
    for (double x : row) sum += x;
    parameters[p.name] = per_unit ? json_of(row) : json_of(sum);
  }
  gradient["parameters"] = parameters;
  gradient["initial"] = by_state(states, [&](std::size_t s) { return json_of(g.initial[s]); });
  out["gradient"] = gradient;
  return out;
}

}  // namespace snnflow

// A neuron in continuous time, any wiring of neurons of one kind: the exact engine, numbers in and out.
#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "port/try_plugin.hpp"

namespace snnflow {
namespace {

constexpr std::size_t most_units = 4096, most_inputs = 100000, most_synapses = 4000000;

struct Wiring {
  std::size_t inputs = 0, units = 0, channels = 1;
  bool recurrent = false;
  std::vector<double> input_time;
  std::vector<int> input_channel;
};

// Weights are [input][unit], or [channel][input][unit] where a synapse carries several numbers.
std::vector<Matrix> read_weights(const JsonIn& in, std::size_t channels, std::size_t rows, std::size_t columns) {
  std::vector<Matrix> w;
  auto shaped = [&](const JsonIn& j) { return rows ? j.matrix(rows, columns) : j.matrix(); };
  if (channels == 1) return {shaped(in)};
  if (in.size() != channels) in.fail("this neuron's synapses carry " + std::to_string(channels) + " numbers: weights are [channel][input][unit]");
  for (std::size_t c = 0; c < channels; ++c) w.push_back(shaped(in.at(c)));
  return w;
}

// A number or one per unit.
Row spread(const JsonIn& in, std::size_t units) { return in.json().is_array() ? in.row(units) : Row(units, in.number()); }

void check_range(const JsonIn& in, const Parameter& p, const Row& values) {
  for (double x : values)
    if (!in_range(p, x)) in.fail(p.name + " = " + number_text(x) + " is out of range: it must be " + (range_text(p).empty() ? "finite" : range_text(p)));
}

void read_parameters(const Trial& trial, const JsonIn& in, ExactProblem& problem) {
  std::vector<std::string> names;
  for (const Parameter& p : trial.plugin.about().parameters)
    if (p.model) names.push_back(p.name);
  if (in.has("parameters")) in.at("parameters").allow(names);
  const std::size_t units = std::size_t(problem.units);
  std::map<std::string, Row> by_name;
  for (const Parameter& p : trial.plugin.about().parameters) {
    if (!p.model) continue;
    Row values(units, p.standard.number());
    if (const auto set = trial.numbers.find(p.name); set != trial.numbers.end()) std::fill(values.begin(), values.end(), set->second.number());
    if (in.has("parameters") && in.at("parameters").has(p.name)) {
      const JsonIn given = in.at("parameters").at(p.name);
      values = spread(given, units);
      check_range(given, p, values);
    }
    by_name[p.name] = values;
    problem.parameters.push_back(values);
  }
  for (const Parameter& p : trial.plugin.about().parameters) {
    if (p.below.empty()) continue;
    for (std::size_t u = 0; u < units; ++u)
      if (!(by_name[p.name][u] < by_name[p.below][u]))
        in.fail(p.name + " = " + number_text(by_name[p.name][u]) + " is not below " + p.below + " = " + number_text(by_name[p.below][u]) + ": " + p.below_reason);
  }
}

void read_initial(const Trial& trial, const JsonIn& in, ExactProblem& problem) {
  std::vector<std::string> names;
  for (const State& s : trial.plugin.about().states) names.push_back(s.name);
  if (in.has("initial")) in.at("initial").allow(names);
  for (const std::string& name : names) {
    problem.initial.emplace_back();
    if (in.has("initial") && in.at("initial").has(name)) problem.initial.back() = spread(in.at("initial").at(name), std::size_t(problem.units));
  }
}

void read_wiring(const JsonIn& in, Wiring& w, ExactProblem& problem) {
  const auto weights = read_weights(in.at("weights"), w.channels, 0, 0);
  w.inputs = weights[0].size();
  w.units = w.inputs ? weights[0][0].size() : 0;
  if (w.units == 0 && in.has("recurrent")) w.units = in.at("recurrent").size();
  if (w.units == 0) in.at("weights").fail("weights are [input][unit], with at least one of each");
  if (w.units > most_units || w.inputs * w.units + w.units * w.units > most_synapses) in.fail("this is too large a network to try");
  problem.units = int(w.units);
  auto delays = [&](const char* key, std::size_t rows) {
    Matrix d(rows, Row(w.units, 0.0));
    if (in.has("delays") && in.at("delays").has(key)) d = in.at("delays").at(key).matrix(rows, w.units);
    for (const Row& r : d)
      for (double x : r)
        if (!(x >= 0)) in.at("delays").at(key).fail("a delay must be at least 0 ms");
    return d;
  };
  if (in.has("delays")) in.at("delays").allow({"input", "recurrent"});
  auto connect = [&](const std::vector<Matrix>& m, const Matrix& d, bool input) {
    for (std::size_t s = 0; s < d.size(); ++s)
      for (std::size_t u = 0; u < w.units; ++u) {
        ExactProblem::Synapse y{input ? -1 - int(s) : int(s), int(u), d[s][u], {}};
        for (std::size_t c = 0; c < w.channels; ++c) y.weight[c] = m[c][s][u];
        problem.synapses.push_back(y);
      }
  };
  connect(weights, delays("input", w.inputs), true);
  if (in.has("recurrent")) {
    w.recurrent = true;
    connect(read_weights(in.at("recurrent"), w.channels, w.units, w.units), delays("recurrent", w.units), false);
  }
  const JsonIn input = in.at("input");
  if (input.size() > most_inputs) input.fail("these are too many input spikes to try");
  for (std::size_t i = 0; i < input.size(); ++i) {
    const JsonIn one = input.at(i);
    if (one.size() != 2) one.fail("an input spike is [t, input]");
    const double t = one.at(0).number();
    if (!(t >= 0 && t < never)) one.at(0).fail("a time must be at least 0 ms");
    problem.inputs.push_back({t, one.at(1).integer(0, int(w.inputs) - 1)});
  }
}

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

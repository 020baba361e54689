// Sizes are held within what one may try before anything is made of them.
#include "port/exact_wiring.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace snnflow {
namespace {

constexpr std::size_t units_to_try = 4096, inputs_to_try = 100000, synapses_to_try = 4000000;

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

}  // namespace

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
  if (w.units > units_to_try || w.inputs * w.units + w.units * w.units > synapses_to_try) in.fail("this is too large a network to try");
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
  if (input.size() > inputs_to_try) input.fail("these are too many input spikes to try");
  for (std::size_t i = 0; i < input.size(); ++i) {
    const JsonIn one = input.at(i);
    if (one.size() != 2) one.fail("an input spike is [t, input]");
    const double t = one.at(0).number();
    if (!(t >= 0 && t < never)) one.at(0).fail("a time must be at least 0 ms");
    problem.inputs.push_back({t, one.at(1).integer(0, int(w.inputs) - 1)});
  }
}

}  // namespace snnflow

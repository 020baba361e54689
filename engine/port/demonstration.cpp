// What `snnflow try` shows of a plugin to whom nobody gave numbers.
#include "port/try_plugin.hpp"

namespace snnflow {
namespace {

// Spikes or traces, and a target for them.
Json readout(Reads reads, bool labels) {
  if (reads == Reads::first_spikes || reads == Reads::counts)
    return {{"spikes", Json::parse("[[[12.3], [12.9], [14.0]]]")}, {"targets", Json::parse(labels ? "[0]" : "[[10, 12, 14]]")}, {"t_end", 30.0}};
  return {{"traces", Json::parse("[[[0, 1, 0], [1, 1, 0], [0, 1, 1]]]")}, {"targets", Json::parse(labels ? "[1]" : "[[0.5, 1, 0]]")}};
}

}  // namespace

Json demonstration(const Trial& trial, const std::string& engine) {
  const std::string& kind = trial.plugin.about().kind;
  if (kind == "surrogate") return Json::parse(R"({"u": [-2, -1, -0.5, -0.1, 0, 0.1, 0.5, 1, 2]})");
  if (kind == "neuron" && engine == "clock") {
    Json input = Json::array();
    for (int t = 0; t < 20; ++t) input.push_back(Json::array({0.4}));
    return {{"input", input}};
  }
  if (kind == "neuron") {
    Json weights = Json::array();
    const int channels = trial.plugin.registration.traits.channels;
    const Json one = Json::parse("[[8.0], [4.0]]");
    if (channels == 1) weights = one;
    else
      for (int c = 0; c < channels; ++c) weights.push_back(one);
    return {{"weights", weights}, {"input", Json::parse("[[1.0, 0], [6.0, 1], [7.0, 0]]")}, {"t_end", 50.0}, {"observe", Json::parse("[0, 5, 10, 15, 20, 30, 40, 50]")}};
  }
  if (kind == "loss") {
    const auto loss = trial.registry.make<Loss>(trial.plugin, trial.settings);
    return readout(loss->reads(), loss->wants_labels());
  }
  if (kind == "metric") {
    const auto metric = trial.registry.make<Metric>(trial.plugin, trial.settings);
    return readout(metric->reads(), metric->wants_labels());
  }
  if (kind == "regulariser") return Json::parse(R"({"counts": {"output": [[1, 0], [0, 2]]}, "charge": {"output": [[3, 1], [2, 4]]}, "targets": [1, 1]})");
  if (kind == "encoder") return Json::parse(R"({"values": [[0.1, 0.5, 0.9]]})");
  if (kind == "data") return Json::parse(R"({"split": "train", "indices": [0]})");
  if (kind == "initialiser") return Json::parse(R"({"shape": [2, 3], "seed": 0})");
  if (kind == "optimiser") return Json::parse(R"({"parameters": [1.0, -2.0], "gradients": [[0.1, -0.2], [0.05, 0.4]]})");
  if (kind == "schedule") return Json::parse(R"({"steps": [0, 1, 2, 5, 10, 50]})");
  if (kind == "sampler")
    return Json::parse(R"({"space": {"lr": {"float": [1e-4, 0.1], "log": true, "points": 4}, "neuron": {"choice": ["lif", "qif"]},
                           "tau": {"int": [2, 5], "when": {"neuron": "lif"}}}, "ask": 5})");
  if (kind == "pruner")
    return Json::parse(R"({"curves": {"0": [0.5, 0.6, 0.7], "1": [0.4, 0.5, 0.6], "2": [0.5, 0.7, 0.8], "3": [0.3, 0.5, 0.7],
                           "4": [0.5, 0.6, 0.9], "5": [0.2]}, "trial": 5, "direction": "maximise"})");
  if (kind == "connection") return Json::parse(R"({"shape": [2, 2], "values": [[1, 0], [1, 1]], "parameters": {"weight": [[0.5, 1], [2, -1]]}, "output_gradient": [[1, 1], [1, 0]]})");
  return Json::object();
}

}  // namespace snnflow

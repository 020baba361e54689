// One plugin alone, on numbers from outside: the functions behind `snnflow try`.
#pragma once
#include "plan/bind.hpp"
#include "port/json.hpp"

namespace snnflow {

// What a try is about: the plugin, its settings, and the model's numbers given by --set.
struct Trial {
  const Registry& registry;
  const Registered& plugin;
  Value settings;
  std::map<std::string, Value> numbers;  // by parameter
  std::vector<std::string> data_folders;
  bool single = false;
};

Json try_loss(const Trial& trial, const JsonIn& in);
Json try_metric(const Trial& trial, const JsonIn& in);
Json try_regulariser(const Trial& trial, const JsonIn& in);
Json try_encoder(const Trial& trial, const JsonIn& in);
Json try_data(const Trial& trial, const JsonIn& in);
Json try_initialiser(const Trial& trial, const JsonIn& in);
Json try_optimiser(const Trial& trial, const JsonIn& in);
Json try_schedule(const Trial& trial, const JsonIn& in);
Json try_connection(const Trial& trial, const JsonIn& in);
Json try_neuron_event(const Trial& trial, const JsonIn& in);
Json try_neuron_clock(const Trial& trial, const JsonIn& in);
Json try_surrogate(const Trial& trial, const JsonIn& in);
Json try_sampler(const Trial& trial, const JsonIn& in);
Json try_pruner(const Trial& trial, const JsonIn& in);

// What each kind takes where no input is given.
Json demonstration(const Trial& trial, const std::string& engine);

}  // namespace snnflow

// Which tables name a plugin, and which hold the value of a parameter.
#include "config/pick_one.hpp"

#include <catch2/catch.hpp>

#include "base/path.hpp"
#include "config/parameter_value.hpp"

using namespace snnflow;

namespace {

bool picks(const char* path) { return is_pick_one(split_path(path).keys); }
bool parameter(const char* path) { return is_parameter_value(split_path(path).keys); }

}  // namespace

TEST_CASE("pick-one tables are known by their path") {
  for (const char* path : {"data", "encoder", "engine", "optimiser", "layer.a.neuron", "layer.neuron.neuron",
                           "layer.a.surrogate", "layer.a.from.b", "engine.clock.surrogate",
                           "optimiser.adam.schedule", "sweep.sampler", "sweep.pruner"}) {
    CAPTURE(path);
    CHECK(picks(path));
  }
  for (const char* path :
       {"loss", "layer", "layer.a", "layer.a.from", "layer.a.neuron.lif", "data.hdf5", "sweep",
        "engine.clock", "optimiser.adam.lr", "layer.a.from.b.dense", "train", "\"layer.a.neuron\""}) {
    CAPTURE(path);
    CHECK_FALSE(picks(path));
  }
  CHECK_FALSE(is_pick_one({}));
}

TEST_CASE("the values of parameters are known by their path") {
  for (const char* path : {"layer.a.neuron.lif.tau_mem", "layer.a.from.b.dense.weight", "layer.a.initial.v",
                           "layer.a.axonal_delay"}) {
    CAPTURE(path);
    CHECK(parameter(path));
  }
  for (const char* path : {"layer.a.neuron.lif", "layer.a.from.b.dense", "layer.a.initial",
                           "optimiser.adam.lr", "layer.a.from.b.dense.weight.normal"}) {
    CAPTURE(path);
    CHECK_FALSE(parameter(path));
  }
}

TEST_CASE("an initialiser is every key that is no option") {
  CHECK(gives_value("normal"));
  CHECK(gives_value("value"));
  CHECK_FALSE(gives_value("train"));
}

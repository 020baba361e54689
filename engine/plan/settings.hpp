// The tables of the language that are not plugins, declared as plugins are: each key once, with default and range.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "snnflow/about.hpp"
#include "snnflow/scalar.hpp"

namespace snnflow {

enum class Outside { error, drop };

// [engine.event]
struct EventSettings {
  double t_end = 0;
  Outside outside = Outside::error;
  double min_slope = 1e-6;

  static constexpr auto about() {
    using M = EventSettings;
    return snnflow::about(
        "event", "Continuous time: exact spike times and exact gradients (EventProp).",
        param("t_end", &M::t_end).required().unit("ms").above(0).doc("The last moment of a sample, included."),
        param("outside", &M::outside).choices("error", "drop").doc("What becomes of input spikes after t_end."),
        param("min_slope", &M::min_slope).unit("1/ms").at_least(0)
            .doc("Spikes whose potential rises slower than this are divided by it in the gradient, and counted as clipped."));
  }
};

// [engine.clock], besides its surrogate
struct ClockSettings {
  enum class Bins { binary, count };
  enum class Precision { single, full };
  double dt = 1, t_end = 0;
  Bins bins = Bins::binary;
  Outside outside = Outside::error;
  Precision precision = Precision::single;
  int side_by_side = 16;
  double dense_above = 0.3;
  double min_slope = 1e-3;

  static constexpr auto about() {
    using M = ClockSettings;
    return snnflow::about(
        "clock", "Discrete time: steps of dt, surrogate gradients through time (BPTT).",
        param("dt", &M::dt).required().unit("ms").above(0).doc("Length of a step."),
        param("t_end", &M::t_end).required().unit("ms").above(0).doc("Length of a sample; a spike at t belongs to step floor(t/dt)."),
        param("bins", &M::bins).choices("binary", "count").doc("Several input spikes of a channel in one step: one, or as many."),
        param("outside", &M::outside).choices("error", "drop").doc("What becomes of input spikes after t_end."),
        param("precision", &M::precision).choices("single", "double").doc("Of all numbers in the network."),
        param("side_by_side", &M::side_by_side).at_least(1).at_most(256)
            .doc("Samples that run together where a layer recurs; part of the result's identity."),
        param("dense_above", &M::dense_above).between(0, 1)
            .doc("Share of sources that fire above which a layer's spikes are multiplied densely; counted per layer and sample."),
        param("min_slope", &M::min_slope).at_least(0).unit("1/ms")
            .doc("Losses on spike times: slower rises are divided by this in the gradient, and counted as clipped."));
  }
  int steps() const;
};
// Whole steps that cover [0, t_end].
inline int ClockSettings::steps() const { return int(std::ceil(t_end / dt - 1e-9)); }

// [train]
struct TrainSettings {
  int epochs = 10, batch = 32, shards = 16;
  bool shuffle = true;
  std::string select;
  int patience = 0, stop_when_silent = 3, checkpoint = 1;
  double clip_norm = never, clip_value = never;

  static constexpr auto about() {
    using M = TrainSettings;
    return snnflow::about(
        "train", "How long and in which steps the network learns.",
        param("epochs", &M::epochs).at_least(0).at_most(1e7).doc("Passes over the training split."),
        param("batch", &M::batch).at_least(1).at_most(1e7).doc("Samples per update; the last batch may be smaller."),
        param("shards", &M::shards).at_least(1).at_most(4096)
            .doc("Fixed parts of a batch that run side by side; part of the result's identity, unlike the threads."),
        param("shuffle", &M::shuffle).doc("Draw a new order of the samples in each epoch."),
        param("select", &M::select).doc("Which epoch's weights are the result, for example \"valid.ttfs-accuracy\"; empty: the last."),
        param("patience", &M::patience).at_least(0).doc("Stop after so many epochs without a better one; 0: never."),
        param("stop_when_silent", &M::stop_when_silent).at_least(0)
            .doc("Stop after so many epochs in which the readout never fired; 0: never."),
        param("clip_norm", &M::clip_norm).above(0).doc("Longer gradients (all trained numbers as one vector) are shortened to this."),
        param("clip_value", &M::clip_value).above(0).doc("Each number of the gradient is kept within this."),
        param("checkpoint", &M::checkpoint).at_least(1).doc("Epochs between checkpoints."));
  }
};

// Every `schedule` table takes these besides its plugin's own.
struct ScheduleSettings {
  enum class Per { epoch, batch };
  Per per = Per::epoch;
  double every = 1;
  bool staircase = false;

  static constexpr auto about() {
    using M = ScheduleSettings;
    return snnflow::about("schedule", "How a schedule counts.",
                          param("per", &M::per).choices("epoch", "batch").doc("What is counted."),
                          param("every", &M::every).above(0).doc("How many of them make one period."),
                          param("staircase", &M::staircase).doc("Change once per period, not gradually."));
  }
};

// Every loss, regulariser and metric takes these besides its plugin's own.
struct TermSettings {
  double weight = 1.0;
  std::string name, layer, state;
  std::vector<double> units, at;
  double from = 0, until = never;
  int population = 1;

  static constexpr auto about() {
    using M = TermSettings;
    return snnflow::about(
        "term", "What a term looks at.", param("weight", &M::weight).doc("Factor of the term in the sum."),
        param("name", &M::name).doc("What the record calls it; empty: the plugin's name."),
        param("layer", &M::layer).doc("The layer it looks at; empty: the readout."),
        param("units", &M::units).doc("The units it looks at; empty: all."),
        param("state", &M::state)
            .doc("In continuous time, whose trace it sees; empty: a readout's first state, and of a layer that fires its spikes."),
        param("at", &M::at).unit("ms").at_least(0).doc("The moments at which it sees a trace; empty: all steps of a clock."),
        param("from", &M::from).unit("ms").at_least(0).doc("Start of the window it looks at."),
        param("until", &M::until).unit("ms").above(0).doc("End of that window."),
        param("population", &M::population).at_least(1).doc("So many neighbouring units make one class."));
  }
};

// What regularisers take instead of `layer` and the window.
struct RegulariserSettings {
  double weight = 1.0;
  std::string name;
  std::vector<std::string> layers;
  static constexpr auto about() {
    using M = RegulariserSettings;
    return snnflow::about("term", "What a regulariser looks at.",
                          param("weight", &M::weight).doc("Factor of the term in the sum."),
                          param("name", &M::name).doc("What the record calls it; empty: the plugin's name."),
                          param("layers", &M::layers).doc("The layers it looks at."));
  }
};

// A parameter's table takes these besides `value` or an initialiser.
struct ParameterOptions {
  enum class Scale { value, log };
  Per per = Per::layer;
  bool train = false;
  double lr = 1, min = -infinite, max = infinite;
  Scale as = Scale::value;

  static constexpr auto about() {
    using M = ParameterOptions;
    return snnflow::about(
        "parameter", "Options of a parameter's value.",
        param("per", &M::per).choices("layer", "unit").doc("One number for the layer, or one per unit."),
        param("train", &M::train).doc("Whether it is learned."),
        param("lr", &M::lr).at_least(0).doc("Multiplies the optimiser's learning rate."),
        param("min", &M::min)
            .below("max", "there would be no value left")
            .doc("Lower bound after each update."),
        param("max", &M::max).doc("Upper bound after each update."),
        param("as", &M::as).choices("value", "log").doc("log: the logarithm is what is learned."));
  }
};

}  // namespace snnflow

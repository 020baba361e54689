// The experiment that `snnflow init` writes: small enough to train in seconds, and every table of the language once.
#pragma once
#include <string_view>

namespace snnflow::cli {

inline constexpr std::string_view first_experiment = R"toml(# A first experiment: two layers of spiking neurons learn to tell three
# regions of the plane apart.
#     snnflow check FILE        what it will do, or all that is wrong with it
#     snnflow run FILE          trains it, and writes runs/<name>/<n>/run.h5
#     snnflow plugins list      what else can stand in each table
# Times are in ms. Any value can be changed for one run: --set layer.hidden.size=50

title = "My first experiment"
seed = 0                       # the same seed gives the same result, bit for bit, on every machine

[data.yin-yang]                # points in a square; each belongs to yin, yang or a dot
train = 1000
valid = 300
test = 300

[encoder.latency]              # a value x in [0, 1] becomes one spike at x t_max
t_max = 30.0
bias_at = 0.0                  # and one more channel fires at this time

[engine.event]                 # exact spike times and exact gradients; [engine.clock] would work in steps
t_end = 60.0

[layer.hidden]
size = 50
neuron.lif = { tau_mem = 20.0, tau_syn = 5.0, threshold = 1.0 }
[layer.hidden.from.input]      # "input" is what the encoder sends
dense.weight.normal = { mean = 1.5, std = 0.78 }

[layer.output]                 # nobody reads from this layer: it is the readout, one unit per class
size = 3
neuron.lif = { tau_mem = 20.0, tau_syn = 5.0, threshold = 1.0 }
[layer.output.from.hidden]
dense.weight.normal = { mean = 1.0, std = 0.4 }

[loss.ttfs-cross-entropy]      # the unit of the right class should fire first

[metric.ttfs-accuracy]         # how often it does

[optimiser.adam]
lr = 5e-3

[train]
epochs = 10
batch = 32
select = "valid.ttfs-accuracy" # the result are the weights of the best epoch
)toml";

}  // namespace snnflow::cli

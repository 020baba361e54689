// The keys of the language that hold neither a plugin's nor a struct's settings: sections, keys of layers and
// of [record].
#pragma once
#include <span>
#include <string>
#include <vector>

namespace snnflow {

/// One key and what it is for.
struct Key {
  const char *name, *doc;
};

/// The top level of an experiment; `extends` is taken out while files are read.
inline constexpr Key kSections[] = {
    {"title", "What the experiment is called in its record."},
    {"seed", "Of all random numbers; the same seed gives the same bits."},
    {"notes", "Anything to be kept with the result."},
    {"plugins", "Files with plugins of your own, for example [\"./my.so\"]; relative to this file."},
    {"data", "Where the samples come from: one data plugin."},
    {"encoder", "What makes spikes of values: one encoder. Data that are spikes need none."},
    {"engine",
     "How time passes: `event` (continuous, exact gradients) or `clock` (steps, surrogate gradients)."},
    {"layer", "The layers by their names. The layer that no other reads from is the readout."},
    {"loss", "What is to be made small: any number of losses, which add up."},
    {"regulariser", "Terms on the activity of layers, added to the losses."},
    {"metric", "Figures that are recorded but not trained."},
    {"optimiser", "How gradients change the numbers of the model: one optimiser."},
    {"train", "How long and in which steps the network learns."},
    {"record", "What the run keeps besides its figures: spikes, states, weights."},
    {"sweep", "What is tried: `snnflow run` trains the experiment again and again, with other values or seeds."},
};
inline constexpr Key kExtends = {"extends",
                                 "The experiment to begin from; the tables of this file are laid over it."};

/// [layer.<name>]
inline constexpr Key kLayerKeys[] = {
    {"size", "How many units the layer has."},
    {"shape", "Its sizes along several axes, for example [2, 34, 34]; instead of size."},
    {"neuron", "What a unit does: one neuron."},
    {"from", "What the layer reads: `input`, other layers, or itself, each through a connection."},
    {"initial", "States that a sample begins with: parameter values by the names of the neuron's states."},
    {"surrogate", "On a clock: the slope of a spike for gradients, in place of the engine's."},
};

/// [record]
inline constexpr Key kRecordKeys[] = {
    {"spikes", "Spikes of layers by their names."},
    {"states", "States of layers by their names: all, or a table for each state."},
    {"weights", "The numbers of the model, every so many epochs."},
};
/// record.spikes.<layer>, record.states.<layer>
inline constexpr Key kRecordItemKeys[] = {
    {"samples", "How many samples of the split, from the first on; or their indices."},
    {"every", "Epochs between two records; epoch 0 is before training."},
    {"split", "train, valid or test; left out: valid, or train where there is no valid split."},
};

/// [sweep] besides its settings
inline constexpr Key kSweepKeys[] = {
    {"budget", "When the sweep ends."},
    {"sampler", "How the values of the next trial are found: one sampler. A sweep over seeds alone needs none."},
    {"pruner", "Which trials are given up before their end: one pruner; left out: none is."},
    {"space", "Paths into this file, in quotes, and what may stand there."},
};

inline constexpr int most_units = 1 << 22;         // of a layer
inline constexpr int most_axes = 4;                // of a layer's shape
inline constexpr int most_epochs_apart = 1 << 30;  // of two records

inline std::vector<std::string> key_names(std::span<const Key> keys) {
  std::vector<std::string> names;
  for (const Key& k : keys) names.emplace_back(k.name);
  return names;
}

}  // namespace snnflow

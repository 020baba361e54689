// What a network looks like from outside: its blocks of numbers by name, and spikes, states and weights that were recorded.
// Plain data.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace snnflow {

// Spikes and state traces of some samples at one epoch.
struct SpikeRecord {
  std::string layer;
  std::vector<int> samples;              // indices into the split
  std::vector<std::int64_t> offsets;     // [sample + 1] into time and unit
  std::vector<double> time;              // ms
  std::vector<int> unit;
};
struct StateRecord {
  std::string layer, state;
  std::vector<int> samples;
  std::vector<double> time;              // ms
  std::vector<double> values;            // [sample][time][unit]
  int units = 0;
};
struct EpochRecord {
  int epoch = 0;
  std::vector<SpikeRecord> spikes;
  std::vector<StateRecord> states;
  std::vector<double> weights;  // every number of the model; empty where not asked for
};

// One block of the model's numbers, as the record names it.
struct BlockInfo {
  std::string path;            // layer.hidden.from.input.dense.weight
  std::vector<int> shape;      // {} for one number
  std::vector<std::string> axes;  // "source", "target", "unit", ...
  std::size_t offset = 0, size = 0;
  bool trained = false, logarithm = false;
  std::string unit, doc;
};

}  // namespace snnflow

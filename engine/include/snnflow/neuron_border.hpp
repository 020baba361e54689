// The border of a neuron plugin: what the engines ask of it. Virtual calls, one per layer and sample; spans, no templates.
#pragma once
#include "snnflow/clock/layer.hpp"
#include "snnflow/event/layer.hpp"
#include "snnflow/event/problem.hpp"
#include "snnflow/pack.hpp"
#include "snnflow/plugin_base.hpp"

namespace snnflow {

// Which instruction set this file is built for: 2, 3 or 4 (x86-64-v2, -v3, -v4).
#if SNNFLOW_PACK_BYTES == 64
inline constexpr int built_level = 4;
#elif SNNFLOW_PACK_BYTES == 32
inline constexpr int built_level = 3;
#else
inline constexpr int built_level = 2;
#endif

// A neuron with its settings read. Layers are made per worker and layer; all are const towards this object.
class Neuron : public Plugin {
 public:
  static constexpr const char* kind = "neuron";
  // Null where the neuron has no closed flow or no promise on its turns, or cannot answer to windows.
  virtual std::unique_ptr<EventLayer> event_layer(const EventLayerShape& shape) const = 0;
  virtual std::unique_ptr<ClockLayer<double>> clock_layer(const ClockLayerShape& shape, double) const = 0;
  virtual std::unique_ptr<ClockLayer<float>> clock_layer(const ClockLayerShape& shape, float) const = 0;
  // Null in files built above x86-64-v2: the exact engine is built once.
  virtual std::unique_ptr<ExactNetwork> exact_network() const = 0;
};

}  // namespace snnflow

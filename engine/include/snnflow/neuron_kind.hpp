// From an author's struct of equations to a neuron plugin: one template answers all that the engines ask.
#pragma once
#include "snnflow/clock/lanes.hpp"
#include "snnflow/event/backward.hpp"
#include "snnflow/event/exact.hpp"
#include "snnflow/event/riccati_layer.hpp"
#include "snnflow/kit.hpp"
#include "snnflow/neuron_border.hpp"

namespace snnflow {

template <template <class> class M>
class NeuronOf final : public Neuron {
  M<double> settings_;

 public:
  using N = M<double>;
  explicit NeuronOf(const Value& table) {
    std::apply([&](const auto&... f) { (set(f, table), ...); }, M<double>::about().fields);
  }
  static constexpr NeuronTraits traits() {
    NeuronTraits t;
    t.channels = snnflow::channels<N>();
    t.spikes = HasDistance<N>;
    t.continuous = Continuous<N>;
    if constexpr (Continuous<N>) t.lanes = event::Laned<M> || event::HasRiccati<N>;
    if constexpr (Continuous<N>) t.windows = event::Windowed<M>;
    t.stepped = Stepped<N>;
    t.fires_first = FiresFirst<N>;
    if constexpr (requires { N::recurrent; }) t.recurrent = N::recurrent;
    return t;
  }
  std::unique_ptr<EventLayer> event_layer(const EventLayerShape& shape) const override {
    if (shape.windows && !event::Windowed<M>) return nullptr;
    if constexpr (event::HasRiccati<N>) return std::make_unique<event::riccati::RiccatiLayer<M>>(settings_, shape);
    else if constexpr (traits().lanes) {
      if (shape.shared) return std::make_unique<event::LanesLayer<M, true>>(settings_, shape);
      return std::make_unique<event::LanesLayer<M, false>>(settings_, shape);
    } else return nullptr;
  }
  std::unique_ptr<ClockLayer<double>> clock_layer(const ClockLayerShape& shape, double) const override { return on_clock<double>(shape); }
  std::unique_ptr<ClockLayer<float>> clock_layer(const ClockLayerShape& shape, float) const override { return on_clock<float>(shape); }
  std::unique_ptr<ExactNetwork> exact_network() const override {
    if constexpr (built_level == 2 && Continuous<N>) return std::make_unique<event::Exact<M>>(settings_);
    else return nullptr;
  }

 private:
  template <class R>
  std::unique_ptr<ClockLayer<R>> on_clock(const ClockLayerShape& shape) const {
    if (shape.shared) return std::make_unique<clock::Lanes<M, R, true>>(settings_, shape);
    return std::make_unique<clock::Lanes<M, R, false>>(settings_, shape);
  }
  // Numbers of the model come with each binding; what else is declared is a setting.
  template <class F>
  void set(const F& field, const Value& table) {
    using T = std::remove_reference_t<decltype(settings_.*(field.member))>;
    if constexpr (!std::is_same_v<T, double>)
      if (const Value* v = table.find(field.name)) read(field, *v, settings_.*(field.member));
  }
};

template <template <class> class M>
void Kit::neuron() {
  static_assert(NeuronModel<M>, "a neuron needs about(), and either flow() or derivative() with receive(), or charge() or advance()");
  list.push_back({describe<double>("neuron", M<double>::about(), M<double>()),
                  [](const Value& table) -> std::unique_ptr<Plugin> { return std::make_unique<NeuronOf<M>>(table); },
                  NeuronOf<M>::traits()});
}

}  // namespace snnflow

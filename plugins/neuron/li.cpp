// Leaky integrator: a readout that never fires.
//   tau_mem dv/dt = -v + i + bias,   tau_syn di/dt = -i,   a spike of weight w: i += w
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct Li {
  T tau_mem = 20.0, tau_syn = 5.0, bias = 0.0;
  T v = 0.0, i = 0.0;

  static constexpr auto about() {
    return snnflow::about(
               "li", "Leaky integrator, a readout without spikes: tau_mem v' = -v + i + bias, tau_syn i' = -i.",
               param("tau_mem", &Li::tau_mem).unit("ms").above(0).trainable().doc("Membrane time constant."),
               param("tau_syn", &Li::tau_syn).unit("ms").above(0).trainable().doc("Synaptic time constant."),
               param("bias", &Li::bias).trainable().doc("Constant input current."),
               state("v", &Li::v).doc("Membrane potential, the readout's output."),
               state("i", &Li::i).doc("Synaptic current."))
        .source("Wunderlich & Pehle, Sci. Rep. 11, 12829 (2021), readout of the MNIST network");
  }
  std::array<T, 3> prepare(T dt) const {
    const T r = 1.0 / tau_mem, s = 1.0 / tau_syn, a = exp(-dt * r), b = exp(-dt * s);
    return {a, b, r * exp_gap(dt, r, s, a, b)};
  }
  void flow(const auto& step) {
    const auto& [a, b, c] = step;
    v = bias + (v - bias) * a + i * c;
    i = i * b;
  }
  void receive(T w) { i += w; }

  static constexpr int turns = 1;  // a sum of two exponentials and a constant
  T turn() const { return log_gap(T(1.0 / tau_syn - 1.0 / tau_mem), T((i + bias - v) * tau_syn / i)); }
  // Of v, from its equation: v = i + bias - tau_mem v', i = -tau_syn i'.
  T area(const Li& end, T dt) const { return (i - end.i) * tau_syn + bias * dt - (end.v - v) * tau_mem; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<Li>(); }

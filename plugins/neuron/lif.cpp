// Leaky integrate-and-fire with exponential current synapses: the plainest neuron, and the one to copy.
//   tau_mem dv/dt = -v + i + bias,   tau_syn di/dt = -i,   a spike of weight w: i += w
//   spikes where v rises through threshold; then v = v_reset
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct Lif {
  T tau_mem = 20.0, tau_syn = 5.0, threshold = 1.0, v_reset = 0.0, bias = 0.0;  // parameters
  T v = 0.0, i = 0.0;                                                           // states
  T peak = 0.0;  // the largest membrane response to a unit of current

  static constexpr auto about() {
    return snnflow::about(
               "lif", "Leaky integrate-and-fire: tau_mem v' = -v + i + bias, tau_syn i' = -i; v = v_reset after a spike.",
               param("tau_mem", &Lif::tau_mem).unit("ms").above(0).trainable().doc("Membrane time constant."),
               param("tau_syn", &Lif::tau_syn).unit("ms").above(0).trainable().doc("Synaptic time constant."),
               param("threshold", &Lif::threshold).trainable().doc("Potential at which the neuron fires."),
               param("v_reset", &Lif::v_reset).trainable().doc("Potential after a spike.")
                   .below("threshold", "the neuron would fire without end"),
               param("bias", &Lif::bias).trainable().doc("Constant input current."),
               state("v", &Lif::v).doc("Membrane potential."), state("i", &Lif::i).doc("Synaptic current."),
               derived("peak", &Lif::peak))
        .source("Wunderlich & Pehle, Sci. Rep. 11, 12829 (2021), eq. 1; eventax LIF");
  }

  void derive() {
    const T r = 1.0 / tau_mem, s = 1.0 / tau_syn, t = log_gap(T(s - r), tau_syn);
    peak = r * exp_gap(t, r, s, T(exp(-t * r)), T(exp(-t * s)));
  }
  std::array<T, 3> prepare(T dt) const {
    const T r = 1.0 / tau_mem, s = 1.0 / tau_syn, a = exp(-dt * r), b = exp(-dt * s);
    return {a, b, r * exp_gap(dt, r, s, a, b)};
  }
  void flow(const auto& step) {  // auto: the coefficients may be plainer than the states
    const auto& [a, b, c] = step;
    v = bias + (v - bias) * a + i * c;
    i = i * b;
  }
  void receive(T w) { i += w; }
  T distance() const { return v - threshold; }
  void reset() { v = v_reset; }

  static constexpr int turns = 1;  // a sum of two exponentials and a constant
  T turn() const { return log_gap(T(1.0 / tau_syn - 1.0 / tau_mem), T((i + bias - v) * tau_syn / i)); }
  T bound() const { return larger(v, bias) + larger(i, T(0.0)) * peak - threshold; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<Lif>(); }

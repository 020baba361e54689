// Quadratic integrate-and-fire, as eventax integrates it: as a phase, so that a spike is no infinity.
//   tau_mem dv/dt = v (v - 1) + i + bias,   tau_syn di/dt = -i,   v = -pi cot(pi phi),   a spike of weight w: i += w
//   spikes where v escapes (phi reaches 1), and returns from minus infinity (phi = 0)
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct Qif {
  T tau_mem = 20.0, tau_syn = 5.0, bias = 0.0;
  T phi = 0.5, i = 0.0;

  static constexpr auto about() {
    return snnflow::about(
               "qif", "Quadratic integrate-and-fire as a phase: tau_mem v' = v (v - 1) + i + bias, tau_syn i' = -i, v = -pi cot(pi phi).",
               param("tau_mem", &Qif::tau_mem).unit("ms").above(0).trainable().doc("Membrane time constant."),
               param("tau_syn", &Qif::tau_syn).unit("ms").above(0).trainable().doc("Synaptic time constant."),
               param("bias", &Qif::bias).trainable().doc("Constant input current; above 1/4 the neuron fires by itself."),
               state("phi", &Qif::phi).at_least(0).below(1).doc("Phase: 1/2 is rest (v = 0); v is -pi cot(pi phi)."),
               state("i", &Qif::i).doc("Synaptic current."))
        .source("eventax QIF (its code; its documentation prints v^2 + i); Klos & Memmesheimer, PRL 134, 027301 (2025)");
  }
  void derivative(Qif& rate) const {
    const T s = sin(phi * pi), c = cos(phi * pi);
    rate.phi = (c * (c + s * (1 / pi)) + s * s * (i + bias) * (1 / (pi * pi))) / tau_mem;
    rate.i = -i / tau_syn;
  }
  Riccati<T> riccati() const { return {tau_mem, tau_syn, bias}; }
  T potential() const { return -cos(phi * pi) / sin(phi * pi) * pi; }
  void receive(T w) { i += w; }
  T distance() const { return phi - 1.0; }
  void reset() { phi = phi - 1.0; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<Qif>(); }

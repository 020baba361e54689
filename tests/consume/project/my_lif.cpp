// A neuron of somebody else's: equations and nothing else.
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct MyLif {
  T tau_mem = 20.0, tau_syn = 5.0, threshold = 1.0;
  T v = 0.0, i = 0.0;

  static constexpr auto about() {
    return snnflow::about("my-lif", "Leaky integrate-and-fire, from outside the tree.",
                          param("tau_mem", &MyLif::tau_mem).unit("ms").above(0).trainable().doc("Membrane time constant."),
                          param("tau_syn", &MyLif::tau_syn).unit("ms").above(0).trainable().doc("Synaptic time constant."),
                          param("threshold", &MyLif::threshold).trainable().doc("Potential at which the neuron fires."),
                          state("v", &MyLif::v).doc("Membrane potential."), state("i", &MyLif::i).doc("Synaptic current."));
  }
  void derivative(MyLif& rate) const {
    rate.v = (i - v) / tau_mem;
    rate.i = -i / tau_syn;
  }
  void receive(T w) { i += w; }
  T distance() const { return v - threshold; }
  void reset() { v = 0.0; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<MyLif>(); }

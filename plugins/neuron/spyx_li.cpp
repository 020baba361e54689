// spyx's leaky integrator readout.
//   v' = clip(beta, 0, 1) v + x,   the output is v'
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct SpyxLi {
  T beta = 0.8;
  T v = 0.0;

  static constexpr auto about() {
    return snnflow::about("spyx-li", "spyx LI, a readout: v = clip(beta, 0, 1) v + x, which is the output.",
                          param("beta", &SpyxLi::beta).per_unit().trained().doc("Decay per step, clipped to [0, 1] on use."),
                          state("v", &SpyxLi::v).doc("Membrane potential, the output."))
        .source("spyx.nn.LI 1.0");
  }
  void charge(T input) { v = clip(beta, 0.0, 1.0) * v + input; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<SpyxLi>(); }

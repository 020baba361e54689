// spyx's leaky integrate-and-fire: fires from the old potential, resets by subtraction, nothing detached.
//   s = H(v - threshold),   v' = clip(beta, 0, 1) v + x - s threshold
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct SpyxLif {
  T beta = 0.5, threshold = 1.0;
  T v = 0.0;

  static constexpr auto about() {
    return snnflow::about("spyx-lif", "spyx LIF: s = H(v - threshold) from the old v, then v = clip(beta, 0, 1) v + x - s threshold.",
                          param("beta", &SpyxLif::beta).per_unit().trained().drawn("truncated-normal = { mean = 0.5, std = 0.25 }")
                              .doc("Decay per step, clipped to [0, 1] on use."),
                          param("threshold", &SpyxLif::threshold).doc("Potential above which the neuron fires."),
                          state("v", &SpyxLif::v).doc("Membrane potential."))
        .source("spyx.nn.LIF 1.0");
  }
  T distance() const { return v - threshold; }
  void advance(T input, T spike) { v = clip(beta, 0.0, 1.0) * v + input - spike * threshold; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<SpyxLif>(); }

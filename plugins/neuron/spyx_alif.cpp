// spyx's adaptive leaky integrate-and-fire: each spike lifts the threshold.
//   s = H(v - (threshold + t)),   v' = beta v + x - s (threshold + t),   t' = gamma t + (1 - gamma) s
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct SpyxAlif {
  T beta = 0.5, gamma = 0.5, threshold = 1.0;
  T v = 0.0, t = 0.0;

  static constexpr auto about() {
    using M = SpyxAlif;
    return snnflow::about("spyx-alif", "spyx ALIF: the threshold rises with t = gamma t + (1 - gamma) s; beta and gamma clipped to [0, 1].",
                          param("beta", &M::beta).per_unit().trained().drawn("truncated-normal = { mean = 0.5, std = 0.25 }")
                              .doc("Decay of the potential per step, clipped to [0, 1] on use."),
                          param("gamma", &M::gamma).per_unit().trained().drawn("truncated-normal = { mean = 0.5, std = 0.25 }")
                              .doc("Decay of the adaptation per step, clipped to [0, 1] on use."),
                          param("threshold", &M::threshold).doc("Threshold at rest."),
                          state("v", &M::v).doc("Membrane potential."), state("t", &M::t).doc("What spikes have added to the threshold."))
        .source("spyx.nn.ALIF 1.0");
  }
  T distance() const { return v - (threshold + t); }
  void advance(T input, T spike) {
    const T kept = clip(gamma, 0.0, 1.0);
    v = clip(beta, 0.0, 1.0) * v + input - spike * (threshold + t);
    t = kept * t + (1.0 - kept) * spike;
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<SpyxAlif>(); }

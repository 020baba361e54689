// spyx's recurrent leaky integrate-and-fire: spyx-lif with a connection from the layer to itself, which acts at once.
//   s = H(v - threshold),   v' = clip(beta, 0, 1) v + x + s W - s threshold
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct SpyxRlif {
  T beta = 0.5, threshold = 1.0;
  T v = 0.0;

  static constexpr bool recurrent = true;  // W is the connection `from` the layer itself
  static constexpr auto about() {
    return snnflow::about("spyx-rlif", "spyx RLIF: spyx-lif with recurrence, v = clip(beta, 0, 1) v + x + s W - s threshold.",
                          param("beta", &SpyxRlif::beta).per_unit().trained().drawn("truncated-normal = { mean = 0.5, std = 0.25 }")
                              .doc("Decay per step, clipped to [0, 1] on use."),
                          param("threshold", &SpyxRlif::threshold).doc("Potential above which the neuron fires."),
                          state("v", &SpyxRlif::v).doc("Membrane potential."))
        .source("spyx.nn.RLIF 1.0");
  }
  T distance() const { return v - threshold; }
  void advance(T input, T spike) { v = clip(beta, 0.0, 1.0) * v + input - spike * threshold; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<SpyxRlif>(); }

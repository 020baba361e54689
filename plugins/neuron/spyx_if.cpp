// spyx's integrate-and-fire: no leak.
//   s = H(v - threshold),   v' = v + x - s threshold
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct SpyxIf {
  T threshold = 1.0;
  T v = 0.0;

  static constexpr auto about() {
    return snnflow::about("spyx-if", "spyx IF: s = H(v - threshold) from the old v, then v = v + x - s threshold.",
                          param("threshold", &SpyxIf::threshold).doc("Potential above which the neuron fires."),
                          state("v", &SpyxIf::v).doc("Membrane potential."))
        .source("spyx.nn.IF 1.0");
  }
  T distance() const { return v - threshold; }
  void advance(T input, T spike) { v = v + input - spike * threshold; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<SpyxIf>(); }

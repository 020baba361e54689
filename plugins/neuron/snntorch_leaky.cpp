// snnTorch's Leaky: fires from the new potential; the reset of a spike acts on the next step (or at once).
//   r = H(v - threshold) of the last step,   v' = beta v + x - r threshold  (subtract),  beta (1 - r) v + x  (zero)
//   s = H(v' - threshold);   without reset_delay the reset is made at once: v' -= (s - r) threshold, or (s - r) v'
#include <snnflow/plugin.hpp>

namespace {
using namespace snnflow;

template <class T>
struct SnntorchLeaky {
  enum class Reset { subtract, zero, none };
  T beta = 0.9, threshold = 1.0;
  Reset mode = Reset::subtract;
  bool cut = true, reset_delay = true;
  T v = 0.0, last = 0.0;

  static constexpr auto about() {
    using M = SnntorchLeaky;
    return snnflow::about(
               "snntorch-leaky", "snnTorch Leaky: v = beta v + x - reset, s = H(v - threshold); the reset follows one step later.",
               param("beta", &M::beta).trainable().doc("Decay per step, clamped to [0, 1] on use."),
               param("threshold", &M::threshold).trainable().doc("Potential above which the neuron fires."),
               param("reset", &M::mode).choices("subtract", "zero", "none").doc("What a spike does to the potential."),
               param("detach", &M::cut).doc("Whether the gradient is cut at the reset; snnTorch cuts it."),
               param("reset_delay", &M::reset_delay).doc("false: the reset is made in the step of the spike."),
               state("v", &M::v).doc("Membrane potential."), state("last", &M::last).doc("The last step's spike, where detach = false."))
        .source("snntorch.Leaky 1.0; Eshraghian et al. 2023");
  }
  // The value is that of the comparison; a gradient comes only through `last`, the spike itself.
  T to_reset() const {
    const T fired = select(v > threshold, T(1.0), T(0.0));
    return cut || !reset_delay ? fired : fired + (last - detach(last));
  }
  void charge(T input) {
    const T decay = smaller(larger(T(0.0), beta), T(1.0)), r = to_reset();
    if (mode == Reset::zero) v = (1.0 - r) * v;
    v = decay * v + input;
    if (mode == Reset::subtract) v = v - r * threshold;
    done = r;
  }
  T distance() const { return v - threshold; }
  void reset(T spike) {
    last = spike;
    if (reset_delay) return;
    if (mode == Reset::subtract) v = v - (spike - done) * threshold;
    if (mode == Reset::zero) v = v - (spike - done) * v;
  }
  T done = 0.0;  // what charge() has reset already; lives within a step only
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.neuron<SnntorchLeaky>(); }

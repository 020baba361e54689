// Cross-entropy of first-spike times: the label's neuron shall fire first, and soon.
//   corrected (the authors' own code):  L = -log p_l + alpha (e^(t_l/tau1) - 1),   p_k = softmax(-t/tau0)_k
//   eventax   (that library's example): L = -log (p_l + alpha (e^(t_l/tau1) - 1)), which rewards late labels
#include <algorithm>
#include <cmath>
#include <snnflow/objective.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct TtfsCrossEntropy final : Loss {
  enum class Form { corrected, eventax };
  enum class Silent { drop, at_t_end };
  double tau0 = 0.5, tau1 = 6.4, alpha = 0.003;
  Form form = Form::corrected;
  Silent silent = Silent::drop;

  static constexpr auto about() {
    using M = TtfsCrossEntropy;
    return snnflow::about(
               "ttfs-cross-entropy", "Cross-entropy of first-spike times: the label's neuron shall fire first, and soon.",
               param("tau0", &M::tau0).unit("ms").above(0).doc("Time scale of the softmax over -t/tau0."),
               param("tau1", &M::tau1).unit("ms").above(0).doc("Time scale on which late labels are punished."),
               param("alpha", &M::alpha).at_least(0).doc("Strength of that punishment."),
               param("form", &M::form).choices("corrected", "eventax")
                   .doc("corrected: -log p + alpha (e^(t/tau1) - 1). eventax: that library's example, "
                        "-log(p + alpha (e^(t/tau1) - 1)); beware, it rewards LATE label spikes once p is near 1 and can "
                        "become negative: for comparison only."),
               param("silent", &M::silent).choices("drop", "at-t-end")
                   .doc("drop: silent neurons leave the softmax, a silent label gives no loss and no gradient; at-t-end: "
                        "silent neurons count as firing at t_end, without a gradient of their own."))
        .source("Wunderlich & Pehle 2021, code of the paper (eventprop/loss_layer.py); eventax classification example");
  }
  Reads reads() const override { return Reads::first_spikes; }

  double evaluate(const Readout& readout, const Target& target, std::span<double> gradient) const override {
    const std::size_t n = readout.values.size(), l = std::size_t(target.label);
    std::fill(gradient.begin(), gradient.end(), 0.0);
    auto time = [&](std::size_t k) {
      const double t = readout.values[k];
      return t < never || silent == Silent::drop ? t : readout.t_end;
    };
    if (!(time(l) < never)) return 0;
    double first = never, sum = 0;
    for (std::size_t k = 0; k < n; ++k) first = std::min(first, time(k));
    for (std::size_t k = 0; k < n; ++k) sum += std::exp(-(time(k) - first) / tau0);  // exp(-inf) = 0 drops the silent
    const double late = std::exp(time(l) / tau1), p = std::exp(-(time(l) - first) / tau0) / sum;
    const double q = form == Form::corrected ? 1 : p + alpha * (late - 1);
    for (std::size_t k = 0; k < n; ++k) {
      if (!(readout.values[k] < never)) continue;
      const double one = k == l ? 1 : 0, share = std::exp(-(time(k) - first) / tau0) / sum;
      if (form == Form::corrected) gradient[k] = (one - share) / tau0 + one * alpha / tau1 * late;
      else gradient[k] = (p * (one - share) / tau0 - one * alpha / tau1 * late) / q;
    }
    if (form == Form::corrected) return (time(l) - first) / tau0 + std::log(sum) + alpha * (late - 1);
    return -std::log(q);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<TtfsCrossEntropy>(); }

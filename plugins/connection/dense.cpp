// Dense: every source acts on every target, with a weight of its own.
#include <algorithm>
#include <snnflow/connection.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Dense final : Connection {
  Tensor weight, bias;

  static constexpr auto about() {
    return snnflow::about("dense", "Every source acts on every target.",
                          param("weight", &Dense::weight).trained()
                              .doc("[source][target], rows are sources; where a neuron has several channels "
                                   "[channel][source][target]."),
                          param("bias", &Dense::bias).trained().optional()
                              .doc("[target], added once per step; exists on the clock only."));
  }
  std::vector<int> shape(const std::string& parameter, const Ends& ends) const override {
    if (parameter == "bias") return {ends.targets()};
    if (ends.channels > 1) return {ends.channels, ends.sources(), ends.targets()};
    return {ends.sources(), ends.targets()};
  }
  void rows(Parameters parameters, const Ends& ends, double* rows, int stride) const override {
    const std::span<const double> w = parameters[0];
    walk(ends, stride, [&](std::size_t at, std::size_t row) { std::copy_n(w.data() + at, ends.targets(), rows + row); });
  }
  void rows_back(const Ends& ends, const double* rows, int stride, Gradients gradients) const override {
    const std::span<double> g = gradients[0];
    if (g.empty()) return;
    const std::size_t targets = std::size_t(ends.targets());
    walk(ends, stride, [&](std::size_t at, std::size_t row) {
      double* into = g.data() + at;
      const double* from = rows + row;
      for (std::size_t t = 0; t < targets; ++t) into[t] += from[t];
    });
  }
  int bias_parameter() const override { return 1; }

 private:
  // f(where a row of weights begins, where it stands among the rows)
  template <class F>
  static void walk(const Ends& ends, int stride, F&& f) {
    const int sources = ends.sources();
    const std::size_t targets = std::size_t(ends.targets());
    for (int c = 0; c < ends.channels; ++c)
      for (int s = 0; s < sources; ++s) f(std::size_t(c * sources + s) * targets, std::size_t(s * ends.channels + c) * std::size_t(stride));
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Dense>(); }

// Every trial is drawn on its own.
#include <snnflow/kit.hpp>
#include <snnflow/sampler.hpp>

namespace {
using namespace snnflow;

struct RandomSampler final : Sampler {
  static constexpr auto about() {
    return snnflow::about(
               "random",
               "Every trial is drawn from the ranges of the space; trial i depends on the seed and i only.")
        .source("Bergstra and Bengio 2012, JMLR 13:281");
  }
  void propose(const Ask& ask, std::span<double> point) const override {
    draw_uniform(ask.space, ask.random, point);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<RandomSampler>(); }

// The learning rate shrinks by a factor per period.
#include <cmath>
#include <snnflow/optimiser.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Exponential final : Schedule {
  double decay = 0.95;

  static constexpr auto about() {
    return snnflow::about("exponential", "The learning rate is multiplied by decay, again and again.",
                          param("decay", &Exponential::decay).above(0).at_most(1).doc("Factor per period."))
        .source("optax.exponential_decay");
  }
  double factor(double passed) const override { return std::pow(decay, passed); }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Exponential>(); }

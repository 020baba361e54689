// The learning rate stays as it is.
#include <snnflow/optimiser.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct ConstantSchedule final : Schedule {
  static constexpr auto about() { return snnflow::about("constant", "The learning rate stays as it is."); }
  double factor(double) const override { return 1; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<ConstantSchedule>(); }

// Which engine a plan asks for.
#include "model/engines.hpp"

namespace snnflow {

std::unique_ptr<Network> make_network(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers) {
  if (plan.engine == EngineKind::event) return make_event_network(plan, registry, blocks, workers);
  return make_clock_network(plan, registry, blocks, workers);
}

}  // namespace snnflow

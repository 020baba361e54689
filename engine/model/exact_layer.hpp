// A feed-forward layer run by the exact engine: for neurons that have equations only, or no promise on their turns.
#pragma once
#include <memory>

#include "plan/plan.hpp"

namespace snnflow {

std::unique_ptr<EventLayer> exact_layer(std::unique_ptr<ExactNetwork> network, const LayerPlan& plan, const EventLayerShape& shape, int sources);

}  // namespace snnflow

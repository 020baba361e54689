// The engines by name; everybody else asks for a Network.
#pragma once
#include "model/network.hpp"

namespace snnflow {

std::unique_ptr<Network> make_event_network(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers);
std::unique_ptr<Network> make_clock_network(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers);

}  // namespace snnflow

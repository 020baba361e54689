// Weights that nobody gave: drawn, then scaled layer by layer until the layer fires; and what updates may do to numbers.
#pragma once
#include "model/network.hpp"

namespace snnflow {

// Fills the blocks whose plan says `fires`. Uses the first training samples; the same numbers each time.
void make_fire(const Plan& plan, const Blocks& blocks, Network& network, std::vector<double>& values);

// Keeps a block within its min and max. Throws Error where it left the range that its declaration allows.
void project(const Block& block, std::span<double> values, int epoch);

}  // namespace snnflow

// Is a gradient right? The event engine's against central differences of the loss; the clock's, whose surrogates are no
// derivative of the loss, against forward derivatives along the same spikes with the same slopes.
#pragma once
#include "model/network.hpp"

namespace snnflow {

struct GradientCheck {
  struct Row {
    std::string path;
    std::size_t numbers = 0, looked = 0;       // in the block, and looked at
    std::int64_t compared = 0, set_aside = 0;  // pairs of a number (clock: a direction) and a sample
    double largest = 0;                        // gradient in the block
    double worst = 0;                          // difference, relative to that
  };
  std::vector<Row> rows;
  double tolerance = 1e-6;
  double worst() const;
  bool passed() const { return worst() <= tolerance; }
};

// `values` in the order of the blocks of `plan`. entries: how many numbers of a block are looked at; 0: all of them.
GradientCheck check_gradients(const Plan& plan, const Registry& registry, const std::vector<double>& values, const std::vector<Encoded>& samples, int entries);

GradientCheck check_differences(const Plan& plan, const Registry& registry, const std::vector<double>& values, const std::vector<Encoded>& samples, int entries);
// `directions` random ones for each block, and one through all blocks at once.
GradientCheck check_directions(const Plan& plan, const Registry& registry, const std::vector<double>& values, const std::vector<Encoded>& samples, int directions);

}  // namespace snnflow

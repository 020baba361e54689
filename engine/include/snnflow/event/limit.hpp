// A bound on spikes: a layer whose weights are absurd would fire until time and memory run out.
#pragma once
#include "snnflow/issue.hpp"

namespace snnflow::event {

// Spikes of a layer in one sample: what no experiment means.
constexpr double most_spikes(int units) { return double(1 << 20) + 1000.0 * units; }

[[noreturn, gnu::cold, gnu::noinline]] inline void fires_without_end(int spikes, double t) {
  throw Error("fired " + std::to_string(spikes) + " times until t = " + std::to_string(t) +
                  " ms of one sample, and does not rest",
              1);
}

}  // namespace snnflow::event

// Written orders of summation.
#include "train/sums.hpp"

namespace snnflow {
void add_outcome(const Outcome& outcome, double batch, PassSums& sums) {
  ++sums.samples;
  for (std::size_t t = 0; t < sums.terms.size(); ++t) sums.terms[t] += outcome.terms[t] * batch;
  for (std::size_t m = 0; m < sums.scores.size(); ++m) sums.scores[m] += outcome.scores[m];
  for (std::size_t l = 0; l < sums.spikes.size(); ++l)
    for (std::size_t u = 0; u < sums.fired[l].size(); ++u) {
      sums.spikes[l] += outcome.fired[l][u];
      sums.fired[l][u] += outcome.fired[l][u];
    }
  sums.clipped += outcome.clipped;
}

}  // namespace snnflow

// Written orders of summation.
#include "train/sums.hpp"

#include <algorithm>

namespace snnflow {
namespace {

// Below this many additions the threads are not worth waking.
constexpr std::size_t numbers_per_part = 1 << 15;

void sum_range(std::vector<std::vector<double>>& parts, int count, std::size_t from, std::size_t to) {
  for (int stride = 1; stride < count; stride *= 2)
    for (int i = 0; i + stride < count; i += 2 * stride) {
      double* a = parts[std::size_t(i)].data();
      const double* b = parts[std::size_t(i + stride)].data();
      for (std::size_t k = from; k < to; ++k) a[k] += b[k];
    }
}

}  // namespace

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

void tree_sum(Pool& pool, std::vector<std::vector<double>>& parts, int count) {
  const std::size_t n = parts[0].size();
  const int ranges = int((n * std::size_t(count) + numbers_per_part - 1) / numbers_per_part);
  if (ranges <= 1) return sum_range(parts, count, 0, n);
  pool.each_shard(ranges, [&](int r, int) { sum_range(parts, count, n * std::size_t(r) / std::size_t(ranges), n * std::size_t(r + 1) / std::size_t(ranges)); });
}

}  // namespace snnflow

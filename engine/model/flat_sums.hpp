// Gradients of shards as plain arrays, added up in a fixed order: neighbours first, then neighbours of these.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

namespace snnflow {

// Below this many numbers of one shard a part is not worth a thread.
inline constexpr std::size_t numbers_per_part = 1 << 13;

inline int parts_of(std::size_t numbers) { return int(std::max<std::size_t>(1, (numbers + numbers_per_part - 1) / numbers_per_part)); }

// parts[0][from, to) becomes the sum over all shards; `at` answers where a shard's numbers begin.
template <class R, class At>
void tree_sum(int shards, std::size_t from, std::size_t to, At&& at) {
  for (int stride = 1; stride < shards; stride *= 2)
    for (int i = 0; i + stride < shards; i += 2 * stride) {
      R* a = at(i);
      const R* b = at(i + stride);
      for (std::size_t k = from; k < to; ++k) a[k] += b[k];
    }
}

}  // namespace snnflow

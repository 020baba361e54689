// Spikes from bits to lists, and from lists by row to lists by source.
#include <bit>
#include <cstring>

#include "kernels/kernels.hpp"

namespace snnflow {

int list_spikes(const std::uint16_t* bits, int words, int rows, int first_row, int* first, int* index) {
  int n = first[first_row];
  for (int r = first_row; r < first_row + rows; ++r) {
    const std::uint16_t* row = bits + std::int64_t(r) * words;
    int w = 0;
    for (; w + 4 <= words; w += 4) {
      std::uint64_t four;
      std::memcpy(&four, row + w, sizeof four);
      for (; four; four &= four - 1) index[n++] = w * 16 + std::countr_zero(four);
    }
    for (; w < words; ++w)
      for (unsigned one = row[w]; one; one &= one - 1) index[n++] = w * 16 + std::countr_zero(one);
    first[r + 1] = n;
  }
  return n;
}

void lists_by_source(const SpikeLists& by_row, int rows, int sources, int* first, int* row) {
  std::memset(first, 0, std::size_t(sources + 1) * sizeof(int));
  const int* const index = by_row.index;
  const int n = by_row.first[rows];
  for (int i = by_row.first[0]; i < n; ++i) ++first[index[i] + 1];
  for (int s = 0; s < sources; ++s) first[s + 1] += first[s];
  // Each source's place moves on while it is filled, and ends where the next one's begins.
  for (int r = 0, i = by_row.first[0]; r < rows; ++r)
    for (const int end = by_row.first[r + 1]; i < end; ++i) row[first[index[i]]++] = r;
  std::memmove(first + 1, first, std::size_t(sources) * sizeof(int));
  first[0] = 0;
}

}  // namespace snnflow

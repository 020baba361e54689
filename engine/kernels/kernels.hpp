// The kernels of the clock engine: sparse and dense products of spikes, weights and deltas. Built once for each level and
// found through one table; plain pointers only.
#pragma once
#include <cstdint>

namespace snnflow {

// Spikes as lists: row r (a step of a sample) fired the sources index[first[r]] to index[first[r + 1] - 1].
struct SpikeLists {
  const int* first = nullptr;
  const int* index = nullptr;
};

template <class R>
struct ClockKernels {
  // x[row][0..n) += the sum of the weight rows that the row's spikes name; rows of x are `x_stride` apart. With `start`
  // (a row): not added to x, but to that row.
  void (*add_rows)(const SpikeLists& spikes, int rows, const R* weights, int weight_stride, const R* start, R* x, std::int64_t x_stride, int n);
  // gradient[source][0..n) += the sum of delta[row] over the rows in which the source fired (lists by source).
  void (*add_outer)(const SpikeLists& by_source, int sources, const R* delta, std::int64_t delta_stride, R* gradient, int gradient_stride, int n);
  // The same two with numbers instead of spikes: a[row][source], `a_stride` apart.
  void (*add_dense)(const R* a, std::int64_t a_stride, int rows, int sources, const R* weights, int weight_stride, R* x, std::int64_t x_stride, int n);
  void (*add_dense_outer)(const R* a, std::int64_t a_stride, int rows, int sources, const R* delta, std::int64_t delta_stride, R* gradient, int gradient_stride, int n);
  // Panels of a matrix, transposed: what product() multiplies by. weights[n][k] -> panels; `columns` are the n.
  void (*pack)(const R* weights, int weight_stride, int columns, int k, R* panels);
  std::int64_t (*packed_size)(int columns, int k);
  // c[row][column] (+)= sum over k of a[row][k] weights[column][k].
  void (*product)(const R* a, std::int64_t a_stride, int rows, int k, const R* panels, int columns, R* c, std::int64_t c_stride, bool add);
};

struct KernelTable {
  int level;
  ClockKernels<float> single;
  ClockKernels<double> full;
  template <class R>
  const ClockKernels<R>& of() const;
};
template <>
inline const ClockKernels<float>& KernelTable::of<float>() const { return single; }
template <>
inline const ClockKernels<double>& KernelTable::of<double>() const { return full; }

// Bits to lists: rows of `words` times 16 bits; answers how many there are. `first` has rows + 1 numbers.
int list_spikes(const std::uint16_t* bits, int words, int rows, int first_row, int* first, int* index);
// Lists by row to lists by source: rows in ascending order.
void lists_by_source(const SpikeLists& by_row, int rows, int sources, int* first, int* row);

}  // namespace snnflow

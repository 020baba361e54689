// Register-blocked products on packs, with fused multiply-adds where the level has them. One instantiation per level.
#include <snnflow/lanes.hpp>

#include "kernels/kernels.hpp"

namespace {
using namespace snnflow;

// Registers: 32 at level 4, 16 below. A tile is `tile_rows` rows by two packs.
constexpr int tile_rows = SNNFLOW_PACK_BYTES == 64 ? 14 : 6;
constexpr int k_block = 128;   // of k: a block of a panel stays in the first cache
constexpr int row_packs = 8;   // packs of a row that stay in registers while rows are added

template <class R>
constexpr int panel = 2 * Pack<R>::lanes;

// ---- sparse ----

template <class R, int N>
inline __attribute__((always_inline)) void add_block(const SpikeLists& spikes, int rows, const R* weights, int weight_stride, const R* start, R* x,
                                                     std::int64_t x_stride) {
  using P = Pack<R>;
  for (int r = 0; r < rows; ++r) {
    const int begin = spikes.first[r], end = spikes.first[r + 1];
    if (begin == end && !start) continue;
    R* row = x + r * x_stride;
    const R* from = start ? start : row;
    P sum[N];
    unroll<N>([&](auto j) SNNFLOW_FLAT { sum[j] = P::load(from + j * P::lanes); });
    for (int s = begin; s < end; ++s) {
      const R* w = weights + std::int64_t(spikes.index[s]) * weight_stride;
      unroll<N>([&](auto j) SNNFLOW_FLAT { sum[j] += P::load(w + j * P::lanes); });
    }
    unroll<N>([&](auto j) SNNFLOW_FLAT { sum[j].store(row + j * P::lanes); });
  }
}

// f.template operator()<packs>(first number) for blocks that cover n numbers.
template <class R, class F>
inline __attribute__((always_inline)) void each_block(int n, F&& f) {
  constexpr int lanes = Pack<R>::lanes;
  int packs = (n + lanes - 1) / lanes, at = 0;
  for (; packs >= row_packs; packs -= row_packs, at += row_packs * lanes) f.template operator()<row_packs>(at);
  for (; packs >= 4; packs -= 4, at += 4 * lanes) f.template operator()<4>(at);
  for (; packs >= 2; packs -= 2, at += 2 * lanes) f.template operator()<2>(at);
  for (; packs >= 1; packs -= 1, at += lanes) f.template operator()<1>(at);
}

template <class R>
void add_rows(const SpikeLists& spikes, int rows, const R* weights, int weight_stride, const R* start, R* x, std::int64_t x_stride, int n) {
  each_block<R>(n, [&]<int N>(int at) { add_block<R, N>(spikes, rows, weights + at, weight_stride, start ? start + at : nullptr, x + at, x_stride); });
}

// The same walk with roles exchanged: a source's gradient is the sum of the deltas of its rows.
template <class R>
void add_outer(const SpikeLists& by_source, int sources, const R* delta, std::int64_t delta_stride, R* gradient, int gradient_stride, int n) {
  each_block<R>(n, [&]<int N>(int at) {
    using P = Pack<R>;
    for (int s = 0; s < sources; ++s) {
      const int begin = by_source.first[s], end = by_source.first[s + 1];
      if (begin == end) continue;
      R* row = gradient + std::int64_t(s) * gradient_stride + at;
      P sum[N];
      unroll<N>([&](auto j) SNNFLOW_FLAT { sum[j] = P::load(row + j * P::lanes); });
      for (int i = begin; i < end; ++i) {
        const R* d = delta + by_source.index[i] * delta_stride + at;
        unroll<N>([&](auto j) SNNFLOW_FLAT { sum[j] += P::load(d + j * P::lanes); });
      }
      unroll<N>([&](auto j) SNNFLOW_FLAT { sum[j].store(row + j * P::lanes); });
    }
  });
}

// ---- dense ----

template <class R>
std::int64_t packed_size(int columns, int k) {
  return std::int64_t((columns + panel<R> - 1) / panel<R>) * panel<R> * k;
}

template <class R>
void pack(const R* weights, int weight_stride, int columns, int k, R* panels) {
  for (int c = 0; c < columns; c += panel<R>)
    for (int kk = 0; kk < k; ++kk)
      for (int i = 0; i < panel<R>; ++i)
        panels[std::int64_t(c) * k + std::int64_t(kk) * panel<R> + i] = c + i < columns ? weights[std::int64_t(c + i) * weight_stride + kk] : R(0);
}

// c[r][two packs] (+)= sum over k of a(r, k) b[k][two packs]; `across`: a's rows run over k, not over r.
template <class R, int rows, bool across>
inline __attribute__((always_inline)) void tile(const R* a, std::int64_t a_stride, const R* b, std::int64_t b_stride, int k, R* c, std::int64_t c_stride,
                                                int columns, bool add) {
  using P = Pack<R>;
  P sum[rows][2];
  const bool wide = columns > P::lanes;
  const std::int64_t second = wide ? P::lanes : 0;  // a narrow tile computes its one pack twice
  unroll<rows>([&](auto r) SNNFLOW_FLAT {
    sum[r][0] = add ? P::load(c + r * c_stride) : P(0.0);
    sum[r][1] = add && wide ? P::load(c + r * c_stride + P::lanes) : P(0.0);
  });
#pragma GCC unroll 2
  for (int kk = 0; kk < k; ++kk) {
    const P b0 = P::load(b), b1 = P::load(b + second);
    b += b_stride;
    unroll<rows>([&](auto r) SNNFLOW_FLAT {
      const P x = P(typename P::Lanes((across ? a[kk * a_stride + r] : a[r * a_stride + kk]) - typename P::Lanes{}));
      sum[r][0] = multiply_add(x, b0, sum[r][0]);
      sum[r][1] = multiply_add(x, b1, sum[r][1]);
    });
  }
  unroll<rows>([&](auto r) SNNFLOW_FLAT {
    sum[r][0].store(c + r * c_stride);
    if (wide) sum[r][1].store(c + r * c_stride + P::lanes);
  });
}

// f.operator()<N>(first row) for tiles that cover the rows; sixteen rows are two tiles of eight, not fourteen and two.
template <class F>
inline __attribute__((always_inline)) void each_tile(int rows, F&& f) {
  int r = 0;
  for (; rows - r >= tile_rows && (tile_rows < 8 || rows - r != 16); r += tile_rows) f.template operator()<tile_rows>(r);
  for (; rows - r >= 8 && tile_rows > 8; r += 8) f.template operator()<8>(r);
  for (; rows - r >= 4; r += 4) f.template operator()<4>(r);
  for (; rows - r >= 1; r += 1) f.template operator()<1>(r);
}

template <class R>
void product(const R* a, std::int64_t a_stride, int rows, int k, const R* panels, int columns, R* c, std::int64_t c_stride, bool add) {
  for (int at = 0; at < columns; at += panel<R>)
    for (int k0 = 0; k0 < k; k0 += k_block) {
      const int depth = k - k0 < k_block ? k - k0 : k_block;
      const R* p = panels + std::int64_t(at) * k + std::int64_t(k0) * panel<R>;
      each_tile(rows, [&]<int N>(int r) SNNFLOW_FLAT {
        tile<R, N, false>(a + r * a_stride + k0, a_stride, p, panel<R>, depth, c + r * c_stride + at, c_stride, columns - at, add || k0 > 0);
      });
    }
}

template <class R>
void add_dense(const R* a, std::int64_t a_stride, int rows, int sources, const R* weights, int weight_stride, R* x, std::int64_t x_stride, int n) {
  for (int at = 0; at < n; at += panel<R>)
    for (int k0 = 0; k0 < sources; k0 += k_block) {
      const int depth = sources - k0 < k_block ? sources - k0 : k_block;
      each_tile(rows, [&]<int N>(int r) SNNFLOW_FLAT {
        tile<R, N, false>(a + r * a_stride + k0, a_stride, weights + std::int64_t(k0) * weight_stride + at, weight_stride, depth, x + r * x_stride + at, x_stride,
                          n - at, true);
      });
    }
}

template <class R>
void add_dense_outer(const R* a, std::int64_t a_stride, int rows, int sources, const R* delta, std::int64_t delta_stride, R* gradient, int gradient_stride, int n) {
  for (int at = 0; at < n; at += panel<R>)
    for (int r0 = 0; r0 < rows; r0 += k_block) {
      const int depth = rows - r0 < k_block ? rows - r0 : k_block;
      each_tile(sources, [&]<int N>(int s) SNNFLOW_FLAT {
        tile<R, N, true>(a + r0 * a_stride + s, a_stride, delta + r0 * delta_stride + at, delta_stride, depth, gradient + std::int64_t(s) * gradient_stride + at,
                         gradient_stride, n - at, true);
      });
    }
}

template <class R>
constexpr ClockKernels<R> kernels{add_rows<R>, add_outer<R>, add_dense<R>, add_dense_outer<R>, pack<R>, packed_size<R>, product<R>};

constexpr int built_level = SNNFLOW_PACK_BYTES == 64 ? 4 : SNNFLOW_PACK_BYTES == 32 ? 3 : 2;

}  // namespace

extern "C" __attribute__((visibility("default"))) const snnflow::KernelTable snnflow_kernels;
const snnflow::KernelTable snnflow_kernels{built_level, kernels<float>, kernels<double>};

// Lanes as sets: masks as bits, compaction of the chosen lanes, gather and scatter. One place per instruction set.
#pragma once
#include "snnflow/pack.hpp"

namespace snnflow {

using PackD = Pack<double>;
inline constexpr int lanes_d = lanes_of<double>;
inline constexpr unsigned all_lanes_d = (1u << lanes_d) - 1;

// The first n lanes.
SNNFLOW_INLINE unsigned first_lanes(int n) { return n >= lanes_d ? all_lanes_d : (1u << n) - 1; }

#if SNNFLOW_PACK_BYTES == 64
SNNFLOW_INLINE unsigned bits(Mask<double> a) { return a.m; }
SNNFLOW_INLINE unsigned bits(Mask<float> a) { return a.m; }
SNNFLOW_INLINE Mask<double> mask_of(unsigned b) { return {__mmask8(b)}; }
// In the register first: compressing straight to memory is microcode on some machines, and ten times slower.
// Writes a whole pack: the row behind p must have room for it.
SNNFLOW_INLINE void compress(double* p, PackD a, unsigned m) {
  _mm512_storeu_pd(p, _mm512_maskz_compress_pd(__mmask8(m), __m512d(a.v)));
}
SNNFLOW_INLINE PackD gather(const double* p, const int* j) {
  return VectorD(_mm512_i32gather_pd(_mm256_loadu_si256((const __m256i*)j), p, 8));
}
#elif SNNFLOW_PACK_BYTES == 32
SNNFLOW_INLINE unsigned bits(Mask<double> a) { return unsigned(_mm256_movemask_pd(__m256d(a.m))); }
SNNFLOW_INLINE unsigned bits(Mask<float> a) { return unsigned(_mm256_movemask_ps(__m256(a.m))); }
#else
SNNFLOW_INLINE unsigned bits(Mask<double> a) { return unsigned(_mm_movemask_pd(__m128d(a.m))); }
SNNFLOW_INLINE unsigned bits(Mask<float> a) { return unsigned(_mm_movemask_ps(__m128(a.m))); }
#endif

#if SNNFLOW_PACK_BYTES < 64
SNNFLOW_INLINE Mask<double> mask_of(unsigned b) {
  MaskD m;
  for (int i = 0; i < lanes_d; ++i) m[i] = -std::int64_t(b >> i & 1);
  return {m};
}
SNNFLOW_INLINE void compress(double* p, PackD a, unsigned m) {
  for (; m; m &= m - 1) *p++ = a.v[__builtin_ctz(m)];
}
SNNFLOW_INLINE PackD gather(const double* p, const int* j) {
  PackD r;
  for (int i = 0; i < lanes_d; ++i) r.v[i] = p[j[i]];
  return r;
}
#endif

SNNFLOW_INLINE void scatter(double* p, const int* j, PackD a, unsigned m) {
  for (; m; m &= m - 1) {
    const int i = __builtin_ctz(m);
    p[j[i]] = a.v[i];
  }
}
template <class R>
SNNFLOW_INLINE bool any(Mask<R> a) {
  return bits(a) != 0;
}

}  // namespace snnflow

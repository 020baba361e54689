// Packs: as many floats or doubles as one register of this build's instruction set holds, moving together.
// exp, log, sin, cos and tanh come from glibc's libmvec (4 ulp); their bits belong to the level and the glibc.
#pragma once
#include <immintrin.h>

#include <cstdint>

#include "snnflow/scalar.hpp"

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define SNNFLOW_PACK_BYTES 64
#define SNNFLOW_MVEC_D(f) _ZGVeN8v_##f
#define SNNFLOW_MVEC_S(name) _ZGVeN16v_##name##f
#elif defined(__AVX2__)
#define SNNFLOW_PACK_BYTES 32
#define SNNFLOW_MVEC_D(f) _ZGVdN4v_##f
#define SNNFLOW_MVEC_S(name) _ZGVdN8v_##name##f
#else
#define SNNFLOW_PACK_BYTES 16
#define SNNFLOW_MVEC_D(f) _ZGVbN2v_##f
#define SNNFLOW_MVEC_S(name) _ZGVbN4v_##name##f
#endif

namespace snnflow {

typedef double VectorD __attribute__((vector_size(SNNFLOW_PACK_BYTES)));
typedef float VectorS __attribute__((vector_size(SNNFLOW_PACK_BYTES)));
typedef std::int64_t MaskD __attribute__((vector_size(SNNFLOW_PACK_BYTES)));
typedef std::int32_t MaskS __attribute__((vector_size(SNNFLOW_PACK_BYTES)));

extern "C" {
#define SNNFLOW_MVEC(f)                                       \
  VectorD SNNFLOW_MVEC_D(f)(VectorD) __attribute__((const)); \
  VectorS SNNFLOW_MVEC_S(f)(VectorS) __attribute__((const));
SNNFLOW_MVEC(exp) SNNFLOW_MVEC(log) SNNFLOW_MVEC(sin) SNNFLOW_MVEC(cos) SNNFLOW_MVEC(tanh)
#undef SNNFLOW_MVEC
}

template <class R>
struct VectorOf;
template <>
struct VectorOf<double> {
  using Lanes = VectorD;
  using Bits = MaskD;
};
template <>
struct VectorOf<float> {
  using Lanes = VectorS;
  using Bits = MaskS;
};

template <class R>
inline constexpr int lanes_of = SNNFLOW_PACK_BYTES / int(sizeof(R));
// Rows of every engine are padded to this many numbers, whatever the level, so that a result's shape does not depend on it.
inline constexpr int row_lanes = 16;
constexpr int padded(int n) { return (n + row_lanes - 1) / row_lanes * row_lanes; }

template <class R>
struct Mask {
  typename VectorOf<R>::Bits m;
  friend SNNFLOW_INLINE Mask operator&(Mask a, Mask b) { return {a.m & b.m}; }
  friend SNNFLOW_INLINE Mask operator|(Mask a, Mask b) { return {a.m | b.m}; }
  friend SNNFLOW_INLINE Mask operator!(Mask a) { return {~a.m}; }
};

template <class R>
struct Pack {
  using Lanes = typename VectorOf<R>::Lanes;
  static constexpr int lanes = lanes_of<R>;
  Lanes v;

  Pack() = default;
  SNNFLOW_INLINE Pack(Lanes x) : v(x) {}
  SNNFLOW_INLINE Pack(double x) : v(R(x) - Lanes{}) {}  // x - 0 is x for every x: a broadcast, no addition

  static SNNFLOW_INLINE Pack load(const R* p) {
    Pack r;
    __builtin_memcpy(&r.v, p, sizeof r.v);
    return r;
  }
  SNNFLOW_INLINE void store(R* p) const { __builtin_memcpy(p, &v, sizeof v); }
  SNNFLOW_INLINE R operator[](int i) const { return v[i]; }
  SNNFLOW_INLINE void set(int i, R x) { v[i] = x; }

#define SNNFLOW_OP(o)                                                                    \
  friend SNNFLOW_INLINE Pack operator o(Pack a, Pack b) { return a.v o b.v; }           \
  friend SNNFLOW_INLINE Pack operator o(Pack a, double b) { return a.v o Pack(b).v; }   \
  friend SNNFLOW_INLINE Pack operator o(double a, Pack b) { return Pack(a).v o b.v; }
  SNNFLOW_OP(+)
  SNNFLOW_OP(-)
  SNNFLOW_OP(*)
  SNNFLOW_OP(/)
#undef SNNFLOW_OP
  friend SNNFLOW_INLINE Pack operator-(Pack a) { return -a.v; }
  SNNFLOW_INLINE Pack& operator+=(Pack b) { return *this = *this + b; }
  SNNFLOW_INLINE Pack& operator-=(Pack b) { return *this = *this - b; }
  SNNFLOW_INLINE Pack& operator*=(Pack b) { return *this = *this * b; }
  friend SNNFLOW_INLINE Mask<R> operator>(Pack a, Pack b) { return {a.v > b.v}; }
  friend SNNFLOW_INLINE Mask<R> operator>=(Pack a, Pack b) { return {a.v >= b.v}; }
  friend SNNFLOW_INLINE Mask<R> operator<(Pack a, Pack b) { return {a.v < b.v}; }
  friend SNNFLOW_INLINE Mask<R> operator<=(Pack a, Pack b) { return {a.v <= b.v}; }
  friend SNNFLOW_INLINE Mask<R> operator==(Pack a, Pack b) { return {a.v == b.v}; }
};

template <class R>
SNNFLOW_INLINE Pack<R> select(Mask<R> c, Pack<R> a, Pack<R> b) {
  return Pack<R>(typename Pack<R>::Lanes(c.m ? a.v : b.v));
}
template <class R>
SNNFLOW_INLINE Pack<R> abs(Pack<R> a) {
  return select(a < Pack<R>(0.0), -a, a);
}
template <class R>
SNNFLOW_INLINE Pack<R> detach(Pack<R> a) {
  return a;
}
template <class R>
SNNFLOW_INLINE Pack<R> chain(Pack<R>, Pack<R> f, Pack<R>) {
  return f;
}
template <class R>
SNNFLOW_INLINE Pack<R> clip(Pack<R> a, double lo, double hi) {
  return larger(smaller(a, Pack<R>(hi)), Pack<R>(lo));
}
template <class R>
SNNFLOW_INLINE double sum(Pack<R> a) {
  double s = 0;
  for (int i = 0; i < Pack<R>::lanes; ++i) s += double(a.v[i]);
  return s;
}

#define SNNFLOW_UNARY(f)                                                                       \
  SNNFLOW_INLINE Pack<double> f(Pack<double> a) { return SNNFLOW_MVEC_D(f)(a.v); }            \
  SNNFLOW_INLINE Pack<float> f(Pack<float> a) { return SNNFLOW_MVEC_S(f)(a.v); }
SNNFLOW_UNARY(exp)
SNNFLOW_UNARY(log)
SNNFLOW_UNARY(sin)
SNNFLOW_UNARY(cos)
SNNFLOW_UNARY(tanh)
#undef SNNFLOW_UNARY

#if SNNFLOW_PACK_BYTES == 64
SNNFLOW_INLINE Pack<double> sqrt(Pack<double> a) { return VectorD(_mm512_sqrt_pd(__m512d(a.v))); }
SNNFLOW_INLINE Pack<float> sqrt(Pack<float> a) { return VectorS(_mm512_sqrt_ps(__m512(a.v))); }
#elif SNNFLOW_PACK_BYTES == 32
SNNFLOW_INLINE Pack<double> sqrt(Pack<double> a) { return VectorD(_mm256_sqrt_pd(__m256d(a.v))); }
SNNFLOW_INLINE Pack<float> sqrt(Pack<float> a) { return VectorS(_mm256_sqrt_ps(__m256(a.v))); }
#else
SNNFLOW_INLINE Pack<double> sqrt(Pack<double> a) { return VectorD(_mm_sqrt_pd(__m128d(a.v))); }
SNNFLOW_INLINE Pack<float> sqrt(Pack<float> a) { return VectorS(_mm_sqrt_ps(__m128(a.v))); }
#endif

// a b + c, rounded once where the level has an instruction for it: for inner loops that ask for it by name.
#if defined(__FMA__) && SNNFLOW_PACK_BYTES == 64
SNNFLOW_INLINE Pack<double> multiply_add(Pack<double> a, Pack<double> b, Pack<double> c) {
  return VectorD(_mm512_fmadd_pd(__m512d(a.v), __m512d(b.v), __m512d(c.v)));
}
SNNFLOW_INLINE Pack<float> multiply_add(Pack<float> a, Pack<float> b, Pack<float> c) {
  return VectorS(_mm512_fmadd_ps(__m512(a.v), __m512(b.v), __m512(c.v)));
}
#elif defined(__FMA__) && SNNFLOW_PACK_BYTES == 32
SNNFLOW_INLINE Pack<double> multiply_add(Pack<double> a, Pack<double> b, Pack<double> c) {
  return VectorD(_mm256_fmadd_pd(__m256d(a.v), __m256d(b.v), __m256d(c.v)));
}
SNNFLOW_INLINE Pack<float> multiply_add(Pack<float> a, Pack<float> b, Pack<float> c) {
  return VectorS(_mm256_fmadd_ps(__m256(a.v), __m256(b.v), __m256(c.v)));
}
#else
template <class R>
SNNFLOW_INLINE Pack<R> multiply_add(Pack<R> a, Pack<R> b, Pack<R> c) {
  return a * b + c;
}
#endif

}  // namespace snnflow

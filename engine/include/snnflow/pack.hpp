// Packs: as many floats or doubles as one register of this build's instruction set holds, moving together.
// exp of doubles is here; the other functions come from glibc's libmvec (4 ulp); their bits belong to the level and the glibc.
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
#if SNNFLOW_PACK_BYTES == 64
  using Bits = __mmask8;
#else
  using Bits = MaskD;
#endif
};
template <>
struct VectorOf<float> {
  using Lanes = VectorS;
#if SNNFLOW_PACK_BYTES == 64
  using Bits = __mmask16;
#else
  using Bits = MaskS;
#endif
};

template <class R>
inline constexpr int lanes_of = SNNFLOW_PACK_BYTES / int(sizeof(R));
// Rows of every engine are padded to this many numbers, whatever the level, so that a result's shape does not depend on it.
inline constexpr int row_lanes = 16;
constexpr int padded(int n) { return (n + row_lanes - 1) / row_lanes * row_lanes; }

// Which lanes: a bit each where the machine has registers for that, else all ones or zeros in the lane.
template <class R>
struct Mask {
  using Bits = typename VectorOf<R>::Bits;
  Bits m;
  friend SNNFLOW_INLINE Mask operator&(Mask a, Mask b) { return {Bits(a.m & b.m)}; }
  friend SNNFLOW_INLINE Mask operator|(Mask a, Mask b) { return {Bits(a.m | b.m)}; }
  friend SNNFLOW_INLINE Mask operator!(Mask a) { return {Bits(~a.m)}; }
};

// Comparison and choice, the way each instruction set does them best.
#if SNNFLOW_PACK_BYTES == 64
#define SNNFLOW_COMPARE(name, o, code)                                                                                       \
  SNNFLOW_INLINE Mask<double> name(VectorD a, VectorD b) { return {_mm512_cmp_pd_mask(__m512d(a), __m512d(b), code)}; } \
  SNNFLOW_INLINE Mask<float> name(VectorS a, VectorS b) { return {_mm512_cmp_ps_mask(__m512(a), __m512(b), code)}; }
SNNFLOW_INLINE VectorD choose(Mask<double> c, VectorD a, VectorD b) { return VectorD(_mm512_mask_blend_pd(c.m, __m512d(b), __m512d(a))); }
SNNFLOW_INLINE VectorS choose(Mask<float> c, VectorS a, VectorS b) { return VectorS(_mm512_mask_blend_ps(c.m, __m512(b), __m512(a))); }
#else
#define SNNFLOW_COMPARE(name, o, code)                                        \
  SNNFLOW_INLINE Mask<double> name(VectorD a, VectorD b) { return {a o b}; } \
  SNNFLOW_INLINE Mask<float> name(VectorS a, VectorS b) { return {a o b}; }
SNNFLOW_INLINE VectorD choose(Mask<double> c, VectorD a, VectorD b) { return c.m ? a : b; }
SNNFLOW_INLINE VectorS choose(Mask<float> c, VectorS a, VectorS b) { return c.m ? a : b; }
#endif
SNNFLOW_COMPARE(above, >, _CMP_GT_OQ)
SNNFLOW_COMPARE(at_least, >=, _CMP_GE_OQ)
SNNFLOW_COMPARE(same, ==, _CMP_EQ_OQ)
#undef SNNFLOW_COMPARE

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
  friend SNNFLOW_INLINE Mask<R> operator>(Pack a, Pack b) { return above(a.v, b.v); }
  friend SNNFLOW_INLINE Mask<R> operator>=(Pack a, Pack b) { return at_least(a.v, b.v); }
  friend SNNFLOW_INLINE Mask<R> operator<(Pack a, Pack b) { return above(b.v, a.v); }
  friend SNNFLOW_INLINE Mask<R> operator<=(Pack a, Pack b) { return at_least(b.v, a.v); }
  friend SNNFLOW_INLINE Mask<R> operator==(Pack a, Pack b) { return same(a.v, b.v); }
};

template <class R>
SNNFLOW_INLINE Pack<R> select(Mask<R> c, Pack<R> a, Pack<R> b) {
  return choose(c, a.v, b.v);
}
// a > b ? a : b, and b where either is not a number, as larger() and smaller() of scalar.hpp are; one instruction.
#if SNNFLOW_PACK_BYTES == 64
SNNFLOW_INLINE Pack<double> larger(Pack<double> a, Pack<double> b) { return VectorD(_mm512_maskz_max_pd(__mmask8(-1), __m512d(a.v), __m512d(b.v))); }
SNNFLOW_INLINE Pack<float> larger(Pack<float> a, Pack<float> b) { return VectorS(_mm512_maskz_max_ps(__mmask16(-1), __m512(a.v), __m512(b.v))); }
SNNFLOW_INLINE Pack<double> smaller(Pack<double> a, Pack<double> b) { return VectorD(_mm512_maskz_min_pd(__mmask8(-1), __m512d(b.v), __m512d(a.v))); }
SNNFLOW_INLINE Pack<float> smaller(Pack<float> a, Pack<float> b) { return VectorS(_mm512_maskz_min_ps(__mmask16(-1), __m512(b.v), __m512(a.v))); }
#endif
SNNFLOW_INLINE Pack<double> abs(Pack<double> a) { return VectorD(MaskD(a.v) & 0x7fffffffffffffff); }
SNNFLOW_INLINE Pack<float> abs(Pack<float> a) { return VectorS(MaskS(a.v) & 0x7fffffff); }
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

// e^x to within one unit in the last place, inline: a call to the library would put all registers into memory and back.
// x = n ln 2 + r, |r| <= ln 2 / 2; e^r by its Taylor polynomial; 2^n from two halves, so that results may be subnormal.
SNNFLOW_INLINE Pack<double> exp(Pack<double> x) {
  using P = Pack<double>;
  constexpr double shift = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number in the lowest bits
  const P in = larger(P(-746.0), smaller(x, P(710.0)));  // in this order both let a NaN through
  const P lifted = multiply_add(in, P(1.4426950408889634), P(shift)), n = lifted - shift;
  const P r = multiply_add(n, P(-1.9082149292705877e-10), multiply_add(n, P(-0.6931471803691238), in));
  const auto line = [&](double c0, double c1) SNNFLOW_FLAT { return multiply_add(r, P(c1), P(c0)); };
  const P r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;  // pairs of terms, pairs of pairs, ...: a short chain of dependent operations
  const P low = multiply_add(r2, line(1.0 / 24, 1.0 / 120), line(1.0 / 2, 1.0 / 6));
  const P middle = multiply_add(r2, line(1.0 / 40320, 1.0 / 362880), line(1.0 / 720, 1.0 / 5040));
  const P high = multiply_add(r2, line(1.0 / 479001600, 1.0 / 6227020800), line(1.0 / 3628800, 1.0 / 39916800));
  const P y = 1.0 + multiply_add(r2, multiply_add(r8, high, multiply_add(r4, middle, low)), r);
  const MaskD whole = (MaskD)lifted.v - 0x4338000000000000, half = whole >> 1;
  const P one_half = VectorD((half + 1023) << 52), other_half = VectorD((whole - half + 1023) << 52);
  return y * one_half * other_half;
}
SNNFLOW_INLINE Pack<float> exp(Pack<float> a) { return SNNFLOW_MVEC_S(exp)(a.v); }

#define SNNFLOW_UNARY(f)                                                                       \
  SNNFLOW_INLINE Pack<double> f(Pack<double> a) { return SNNFLOW_MVEC_D(f)(a.v); }            \
  SNNFLOW_INLINE Pack<float> f(Pack<float> a) { return SNNFLOW_MVEC_S(f)(a.v); }
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

}  // namespace snnflow

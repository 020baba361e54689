// Dual numbers: a value with N derivatives, over double, a pack or an interval; unrolled at compile time, because
// g++ 12 does not split small arrays that are walked in loops (fifty times slower).
// Where `tracked`, a derivative that is known to be zero is not computed with: a compiler may not drop 0 * x, since x
// may be infinite. Once everything is inlined the flags are constants and vanish; where it is not they cost time, so
// only the clock's small kernels ask for them.
#pragma once
#include "snnflow/lanes.hpp"

namespace snnflow {

// Which derivatives are known to be zero.
template <int N, bool tracked>
struct KnownZeros {
  SNNFLOW_INLINE constexpr bool zero(int) const { return false; }
  SNNFLOW_INLINE void set_zero(int, bool) {}
};
template <int N>
struct KnownZeros<N, true> {
  unsigned zeros = 0;  // a bit each
  SNNFLOW_INLINE bool zero(int i) const { return zeros >> i & 1; }
  SNNFLOW_INLINE void set_zero(int i, bool z) { zeros = (zeros & ~(1u << i)) | unsigned(z) << i; }
};

template <class T, int N, bool tracked = false>
struct Dual : KnownZeros<N, tracked> {
  T v;
  T d[N > 0 ? N : 1];

  Dual() = default;
  SNNFLOW_INLINE Dual(const T& x) : v(x) {
    unroll<N>([&](auto i) SNNFLOW_FLAT {
      d[i] = T(0.0);
      this->set_zero(i, true);
    });
  }
  SNNFLOW_INLINE Dual(double x) requires(!std::is_same_v<T, double>) : Dual(T(x)) {}
  // The variable number k.
  static SNNFLOW_INLINE Dual seed(const T& x, int k) {
    Dual r(x);
    r.vary(k);
    return r;
  }
  // This becomes the variable number k.
  SNNFLOW_INLINE void vary(int k) {
    d[k] = T(1.0);
    this->set_zero(k, false);
  }
  // d[i] = f(i), where not all of it is known to be zero.
  template <class Z, class F>
  static SNNFLOW_INLINE Dual make(const T& v, Z&& zero, F&& f) {
    Dual r;
    r.v = v;
    unroll<N>([&](auto i) SNNFLOW_FLAT {
      const bool z = zero(i);
      r.set_zero(i, z);
      r.d[i] = z ? T(0.0) : f(i);
    });
    return r;
  }

#define SNNFLOW_LANE [&](auto i) SNNFLOW_FLAT
#define SNNFLOW_ZERO SNNFLOW_LANE { return a.zero(i); }
#define SNNFLOW_BOTH_ZERO SNNFLOW_LANE { return a.zero(i) && b.zero(i); }
  friend SNNFLOW_INLINE Dual operator-(const Dual& a) {
    return make(-a.v, SNNFLOW_ZERO, SNNFLOW_LANE { return -a.d[i]; });
  }
  friend SNNFLOW_INLINE Dual operator+(const Dual& a, const Dual& b) {
    return make(a.v + b.v, SNNFLOW_BOTH_ZERO, SNNFLOW_LANE {
      return a.zero(i) ? b.d[i] : b.zero(i) ? a.d[i] : a.d[i] + b.d[i];
    });
  }
  friend SNNFLOW_INLINE Dual operator-(const Dual& a, const Dual& b) {
    return make(a.v - b.v, SNNFLOW_BOTH_ZERO, SNNFLOW_LANE {
      return a.zero(i) ? -b.d[i] : b.zero(i) ? a.d[i] : a.d[i] - b.d[i];
    });
  }
  friend SNNFLOW_INLINE Dual operator*(const Dual& a, const Dual& b) {
    return make(a.v * b.v, SNNFLOW_BOTH_ZERO, SNNFLOW_LANE {
      return a.zero(i) ? a.v * b.d[i] : b.zero(i) ? a.d[i] * b.v : a.d[i] * b.v + a.v * b.d[i];
    });
  }
  friend SNNFLOW_INLINE Dual operator/(const Dual& a, const Dual& b) {
    const T r = 1.0 / b.v, q = a.v * r;
    return make(q, SNNFLOW_BOTH_ZERO, SNNFLOW_LANE {
      return b.zero(i) ? a.d[i] * r : a.zero(i) ? -q * b.d[i] * r : (a.d[i] - q * b.d[i]) * r;
    });
  }
  // With a constant of type S: the derivatives cost nothing, or one product.
#define SNNFLOW_MIXED(S, CONDITION)                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator+(const Dual& a, const S& b) {                  \
    return make(a.v + b, SNNFLOW_ZERO, SNNFLOW_LANE { return a.d[i]; });                       \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator+(const S& a, const Dual& b) { return b + a; }  \
  CONDITION friend SNNFLOW_INLINE Dual operator-(const Dual& a, const S& b) {                  \
    return make(a.v - b, SNNFLOW_ZERO, SNNFLOW_LANE { return a.d[i]; });                       \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator-(const S& b, const Dual& a) {                  \
    return make(b - a.v, SNNFLOW_ZERO, SNNFLOW_LANE { return -a.d[i]; });                      \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator*(const Dual& a, const S& b) {                  \
    return make(a.v * b, SNNFLOW_ZERO, SNNFLOW_LANE { return a.d[i] * b; });                   \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator*(const S& a, const Dual& b) { return b * a; }  \
  CONDITION friend SNNFLOW_INLINE Dual operator/(const Dual& a, const S& b) {                  \
    const S r = 1.0 / b;                                                                       \
    return make(a.v * r, SNNFLOW_ZERO, SNNFLOW_LANE { return a.d[i] * r; });                   \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator/(const S& b, const Dual& a) {                  \
    const T r = 1.0 / a.v, q = b * r;                                                          \
    return make(q, SNNFLOW_ZERO, SNNFLOW_LANE { return -q * r * a.d[i]; });                    \
  }
  SNNFLOW_MIXED(double, )
  SNNFLOW_MIXED(S, template <class S> requires(std::is_same_v<S, T> && !std::is_same_v<T, double>))
#undef SNNFLOW_MIXED

  SNNFLOW_INLINE Dual& operator+=(const Dual& b) { return *this = *this + b; }
  SNNFLOW_INLINE Dual& operator-=(const Dual& b) { return *this = *this - b; }
  SNNFLOW_INLINE Dual& operator*=(const Dual& b) { return *this = *this * b; }
  friend SNNFLOW_INLINE auto operator>(const Dual& a, const Dual& b) { return a.v > b.v; }
  friend SNNFLOW_INLINE auto operator>=(const Dual& a, const Dual& b) { return a.v >= b.v; }
  friend SNNFLOW_INLINE auto operator<(const Dual& a, const Dual& b) { return a.v < b.v; }
  friend SNNFLOW_INLINE auto operator<=(const Dual& a, const Dual& b) { return a.v <= b.v; }
  friend SNNFLOW_INLINE auto operator==(const Dual& a, const Dual& b) { return a.v == b.v; }

  template <class C>
  static SNNFLOW_INLINE Dual choose(const C& c, const Dual& a, const Dual& b) {
    return make(select(c, a.v, b.v), SNNFLOW_BOTH_ZERO, SNNFLOW_LANE { return select(c, a.d[i], b.d[i]); });
  }
  friend SNNFLOW_INLINE Dual chain(const Dual& a, const T& f, const T& df) {
    return make(f, SNNFLOW_ZERO, SNNFLOW_LANE { return df * a.d[i]; });
  }
#undef SNNFLOW_LANE
#undef SNNFLOW_ZERO
#undef SNNFLOW_BOTH_ZERO
};

template <class C, class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> select(const C& c, const Dual<T, N, Z>& a, const Dual<T, N, Z>& b) {
  return Dual<T, N, Z>::choose(c, a, b);
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> exp(const Dual<T, N, Z>& a) {
  const T e = exp(a.v);
  return chain(a, e, e);
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> log(const Dual<T, N, Z>& a) {
  return chain(a, T(log(a.v)), T(1.0 / a.v));
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> sin(const Dual<T, N, Z>& a) {
  return chain(a, T(sin(a.v)), T(cos(a.v)));
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> cos(const Dual<T, N, Z>& a) {
  return chain(a, T(cos(a.v)), T(-sin(a.v)));
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> sqrt(const Dual<T, N, Z>& a) {
  const T s = sqrt(a.v);
  return chain(a, s, T(0.5 / s));
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> tanh(const Dual<T, N, Z>& a) {
  const T t = tanh(a.v);
  return chain(a, t, T(1.0 - t * t));
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> abs(const Dual<T, N, Z>& a) {
  return select(a.v < T(0.0), -a, a);
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> detach(const Dual<T, N, Z>& a) {
  return Dual<T, N, Z>(a.v);
}
template <class T, int N, bool Z>
SNNFLOW_INLINE Dual<T, N, Z> clip(const Dual<T, N, Z>& a, double lo, double hi) {
  const T zero(0.0), half(0.5), one(1.0), low(lo), high(hi);
  const T below = select(a.v < low, zero, select(a.v > low, one, half));
  const T above = select(a.v > high, zero, select(a.v < high, one, half));
  return chain(a, T(clip(a.v, lo, hi)), T(smaller(below, above)));
}
template <class T, int N, bool Z>
SNNFLOW_INLINE double value(const Dual<T, N, Z>& x) {
  return value(x.v);
}

}  // namespace snnflow

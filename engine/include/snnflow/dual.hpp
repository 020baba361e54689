// Dual numbers: a value with N derivatives, over double, a pack or an interval; unrolled at compile time, because
// g++ 12 does not split small arrays that are walked in loops (fifty times slower).
#pragma once
#include "snnflow/lanes.hpp"

namespace snnflow {

template <class T, int N>
struct Dual {
  T v;
  T d[N > 0 ? N : 1];

  Dual() = default;
  SNNFLOW_INLINE Dual(const T& x) : v(x) {
    unroll<N>([&](auto i) SNNFLOW_FLAT { d[i] = T(0.0); });
  }
  SNNFLOW_INLINE Dual(double x) requires(!std::is_same_v<T, double>) : Dual(T(x)) {}
  // The variable number k.
  static SNNFLOW_INLINE Dual seed(const T& x, int k) {
    Dual r(x);
    r.d[k] = T(1.0);
    return r;
  }
  template <class F>
  static SNNFLOW_INLINE Dual make(const T& v, F&& f) {
    Dual r;
    r.v = v;
    unroll<N>([&](auto i) SNNFLOW_FLAT { r.d[i] = f(i); });
    return r;
  }

#define SNNFLOW_LANE [&](auto i) SNNFLOW_FLAT
  friend SNNFLOW_INLINE Dual operator-(const Dual& a) { return make(-a.v, SNNFLOW_LANE { return -a.d[i]; }); }
  friend SNNFLOW_INLINE Dual operator+(const Dual& a, const Dual& b) {
    return make(a.v + b.v, SNNFLOW_LANE { return a.d[i] + b.d[i]; });
  }
  friend SNNFLOW_INLINE Dual operator-(const Dual& a, const Dual& b) {
    return make(a.v - b.v, SNNFLOW_LANE { return a.d[i] - b.d[i]; });
  }
  friend SNNFLOW_INLINE Dual operator*(const Dual& a, const Dual& b) {
    return make(a.v * b.v, SNNFLOW_LANE { return a.d[i] * b.v + a.v * b.d[i]; });
  }
  friend SNNFLOW_INLINE Dual operator/(const Dual& a, const Dual& b) {
    const T r = 1.0 / b.v, q = a.v * r;
    return make(q, SNNFLOW_LANE { return (a.d[i] - q * b.d[i]) * r; });
  }
  // With a constant of type S: the derivatives cost nothing, or one product.
#define SNNFLOW_MIXED(S, CONDITION)                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator+(const Dual& a, const S& b) {                  \
    return make(a.v + b, SNNFLOW_LANE { return a.d[i]; });                                     \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator+(const S& a, const Dual& b) { return b + a; }  \
  CONDITION friend SNNFLOW_INLINE Dual operator-(const Dual& a, const S& b) {                  \
    return make(a.v - b, SNNFLOW_LANE { return a.d[i]; });                                     \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator-(const S& a, const Dual& b) {                  \
    return make(a - b.v, SNNFLOW_LANE { return -b.d[i]; });                                    \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator*(const Dual& a, const S& b) {                  \
    return make(a.v * b, SNNFLOW_LANE { return a.d[i] * b; });                                 \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator*(const S& a, const Dual& b) { return b * a; }  \
  CONDITION friend SNNFLOW_INLINE Dual operator/(const Dual& a, const S& b) {                  \
    const S r = 1.0 / b;                                                                       \
    return make(a.v * r, SNNFLOW_LANE { return a.d[i] * r; });                                 \
  }                                                                                            \
  CONDITION friend SNNFLOW_INLINE Dual operator/(const S& a, const Dual& b) {                  \
    const T r = 1.0 / b.v, q = a * r;                                                          \
    return make(q, SNNFLOW_LANE { return -q * r * b.d[i]; });                                  \
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
    return make(select(c, a.v, b.v), SNNFLOW_LANE { return select(c, a.d[i], b.d[i]); });
  }
  friend SNNFLOW_INLINE Dual chain(const Dual& a, const T& f, const T& df) {
    return make(f, SNNFLOW_LANE { return df * a.d[i]; });
  }
#undef SNNFLOW_LANE
};

template <class C, class T, int N>
SNNFLOW_INLINE Dual<T, N> select(const C& c, const Dual<T, N>& a, const Dual<T, N>& b) {
  return Dual<T, N>::choose(c, a, b);
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> exp(const Dual<T, N>& a) {
  const T e = exp(a.v);
  return chain(a, e, e);
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> log(const Dual<T, N>& a) {
  return chain(a, T(log(a.v)), T(1.0 / a.v));
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> sin(const Dual<T, N>& a) {
  return chain(a, T(sin(a.v)), T(cos(a.v)));
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> cos(const Dual<T, N>& a) {
  return chain(a, T(cos(a.v)), T(-sin(a.v)));
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> sqrt(const Dual<T, N>& a) {
  const T s = sqrt(a.v);
  return chain(a, s, T(0.5 / s));
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> tanh(const Dual<T, N>& a) {
  const T t = tanh(a.v);
  return chain(a, t, T(1.0 - t * t));
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> abs(const Dual<T, N>& a) {
  return select(a.v < T(0.0), -a, a);
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> detach(const Dual<T, N>& a) {
  return Dual<T, N>(a.v);
}
template <class T, int N>
SNNFLOW_INLINE Dual<T, N> clip(const Dual<T, N>& a, double lo, double hi) {
  const T zero(0.0), half(0.5), one(1.0), low(lo), high(hi);
  const T below = select(a.v < low, zero, select(a.v > low, one, half));
  const T above = select(a.v > high, zero, select(a.v < high, one, half));
  return chain(a, T(clip(a.v, lo, hi)), T(smaller(below, above)));
}
template <class T, int N>
SNNFLOW_INLINE double value(const Dual<T, N>& x) {
  return value(x.v);
}

}  // namespace snnflow

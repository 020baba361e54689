// What an author's equations may call, on a plain double; every other scalar adds overloads of the same names.
#pragma once
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

#define SNNFLOW_INLINE inline __attribute__((always_inline))
// After a lambda's parameter list: unrolled code must not be left to the compiler's mood.
#define SNNFLOW_FLAT __attribute__((always_inline))
// Whatever the function calls is compiled into it: an author's functions carry no attributes.
#define SNNFLOW_WHOLE __attribute__((flatten))

namespace snnflow {

using std::abs;
using std::cos;
using std::exp;
using std::log;
using std::sin;
using std::sqrt;
using std::tanh;

inline constexpr double never = std::numeric_limits<double>::infinity();
inline constexpr double pi = 3.14159265358979323846;

SNNFLOW_INLINE bool any(bool c) { return c; }
SNNFLOW_INLINE double select(bool c, double a, double b) { return c ? a : b; }
SNNFLOW_INLINE double value(double x) { return x; }
// Without its derivatives: what a library means that cuts the gradient here.
SNNFLOW_INLINE double detach(double x) { return x; }
// f at a, with derivative df there (a plain number keeps f).
SNNFLOW_INLINE double chain(double, double f, double) { return f; }

template <class T>
SNNFLOW_INLINE T larger(const T& a, const T& b) {
  return select(a > b, a, b);
}
template <class T>
SNNFLOW_INLINE T smaller(const T& a, const T& b) {
  return select(a > b, b, a);
}
template <class T>
SNNFLOW_INLINE T sigmoid(const T& x) {
  return 1.0 / (1.0 + exp(-x));
}
template <class T>
SNNFLOW_INLINE T square(const T& x) {
  return x * x;
}

// f(0), f(1), ... f(N-1) with compile-time indices.
template <int N, class F>
SNNFLOW_INLINE void unroll(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) SNNFLOW_FLAT {
    (f(std::integral_constant<int, int(I)>{}), ...);
  }(std::make_index_sequence<std::size_t(N)>{});
}

// Between lo and hi; its slope is 1 inside, 1/2 on either bound and 0 outside (as JAX's clip has it).
SNNFLOW_INLINE double clip(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }

// (e^(-r t) - e^(-s t)) / (s - r) with a = e^(-r t) and b = e^(-s t) at hand; right also where r and s meet.
// The rates decide which form is used, not t: a short t with rates apart loses nothing in the first form, and
// the second is not even computed unless a lane asks for it.
template <class T>
SNNFLOW_INLINE T exp_gap(const T& t, const T& r, const T& s, const T& a, const T& b) {
  const T k = s - r;
  const auto close = abs(k) < (r + s) * 0.02;
  const T apart = (a - b) * (1.0 / select(close, T(1.0), k));  // the quotient does not depend on t
  if (!any(close)) return apart;
  const T z = k * t;
  if (!any(T(1e-5) < abs(z))) return select(close, t * b * (1.0 + z * (0.5 + z * (1.0 / 6))), apart);
  const auto small = abs(z) < T(0.3);
  T sum = T(1.0);
  unroll<11>([&](auto i) SNNFLOW_FLAT { sum = 1.0 + z * sum * (1.0 / (12 - int(i))); });
  const T near = select(small, t * b * sum, (a - b) / select(small, T(1.0), k));
  return select(close, near, apart);
}

// -log(1 - k x) / k: the time t at which (1 - e^(-k t)) / k = x; right also where k vanishes.
template <class T>
SNNFLOW_INLINE T log_gap(const T& k, const T& x) {
  const T z = k * x;
  const auto small = abs(z) < T(1e-3);
  const T apart = -log(1.0 - z) / select(small, T(1.0), k);
  if (!any(small)) return apart;
  const T series = x * (1.0 + z * (0.5 + z * (1.0 / 3 + z * (0.25 + z * (0.2 + z * (1.0 / 6))))));
  return select(small, series, apart);
}

}  // namespace snnflow

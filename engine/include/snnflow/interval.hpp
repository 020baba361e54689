// Intervals: the author's own equations run on ranges, which proves that a neuron cannot spike in between.
// No directed rounding; every result is widened by a few units in the last place instead.
#pragma once
#include <algorithm>

#include "snnflow/dual.hpp"

namespace snnflow {

// The answer to a comparison of ranges: it may be true, it may be false, or both.
struct Maybe {
  bool yes, no;
};
SNNFLOW_INLINE bool any(Maybe m) { return m.yes; }

struct Interval {
  double lo, hi;

  Interval() = default;
  Interval(double x) : lo(x), hi(x) {}
  Interval(double a, double b) : lo(a), hi(b) {}
  static Interval widened(double a, double b) {
    constexpr double ulps = 1e-15, least = 1e-300;
    return {a - ulps * std::fabs(a) - least, b + ulps * std::fabs(b) + least};
  }
  static Interval everything() { return {-never, never}; }

  friend Interval operator-(Interval a) { return {-a.hi, -a.lo}; }
  friend Interval operator+(Interval a, Interval b) { return widened(a.lo + b.lo, a.hi + b.hi); }
  friend Interval operator-(Interval a, Interval b) { return widened(a.lo - b.hi, a.hi - b.lo); }
  friend Interval operator*(Interval a, Interval b) {
    auto product = [](double x, double y) { return x == 0 || y == 0 ? 0.0 : x * y; };
    const double p = product(a.lo, b.lo), q = product(a.lo, b.hi);
    const double r = product(a.hi, b.lo), s = product(a.hi, b.hi);
    return widened(std::min({p, q, r, s}), std::max({p, q, r, s}));
  }
  friend Interval operator/(Interval a, Interval b) {
    if (b.lo <= 0 && b.hi >= 0) return everything();
    return a * widened(1 / b.hi, 1 / b.lo);
  }
  Interval& operator+=(Interval b) { return *this = *this + b; }
  Interval& operator-=(Interval b) { return *this = *this - b; }
  Interval& operator*=(Interval b) { return *this = *this * b; }
  friend Maybe operator>(Interval a, Interval b) { return {a.hi > b.lo, a.lo <= b.hi}; }
  friend Maybe operator>=(Interval a, Interval b) { return {a.hi >= b.lo, a.lo < b.hi}; }
  friend Maybe operator<(Interval a, Interval b) { return b > a; }
  friend Maybe operator<=(Interval a, Interval b) { return b >= a; }
  friend Maybe operator==(Interval a, Interval b) {
    return {a.lo <= b.hi && b.lo <= a.hi, !(a.lo == a.hi && b.lo == b.hi && a.lo == b.lo)};
  }
};

inline Interval select(Maybe c, Interval a, Interval b) {
  if (!c.no) return a;
  if (!c.yes) return b;
  return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}
inline Interval exp(Interval a) { return Interval::widened(std::exp(a.lo), std::exp(a.hi)); }
inline Interval log(Interval a) {
  return Interval::widened(a.lo > 0 ? std::log(a.lo) : -never, a.hi > 0 ? std::log(a.hi) : -never);
}
inline Interval tanh(Interval a) { return Interval::widened(std::tanh(a.lo), std::tanh(a.hi)); }
inline Interval sqrt(Interval a) {
  return Interval::widened(std::sqrt(std::max(0.0, a.lo)), std::sqrt(std::max(0.0, a.hi)));
}
inline Interval abs(Interval a) {
  if (a.lo >= 0) return a;
  if (a.hi <= 0) return -a;
  return {0, std::max(-a.lo, a.hi)};
}
inline Interval square(Interval a) {
  const Interval b = abs(a);
  return Interval::widened(b.lo * b.lo, b.hi * b.hi);
}
inline Interval clip(Interval a, double lo, double hi) { return {clip(a.lo, lo, hi), clip(a.hi, lo, hi)}; }
inline Interval detach(Interval a) { return a; }
inline Interval sin(Interval a) {
  constexpr double turn = 2 * pi, quarter = pi / 2;
  if (!(a.hi - a.lo < turn)) return {-1, 1};
  const double x = std::sin(a.lo), y = std::sin(a.hi);
  auto passes = [&](double where) { return std::floor((a.hi - where) / turn) > std::floor((a.lo - where) / turn); };
  return Interval::widened(passes(-quarter) ? -1 : std::min(x, y), passes(quarter) ? 1 : std::max(x, y));
}
inline Interval cos(Interval a) { return sin(a + Interval(pi / 2)); }

}  // namespace snnflow

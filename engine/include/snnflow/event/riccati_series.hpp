// Neurons whose potential obeys a Riccati equation, tau v' = v (v - 1) + i + drive with a decaying current: the motion
// over one piece of an interval as a power series. With v = -tau u'/u the equation of u is linear; in x = exp(-t/tau_syn),
//   u = sum of C_k s^k,  s = (x - 1) / (x_end - 1) from 0 to 1.            (Abel; a recurrence of three terms)
// The phase phi is the angle: (u, w) ~ (sin pi phi, cos pi phi), w = tau u' / pi. A spike is a zero of u.
#pragma once
#include <cmath>

#include "snnflow/lanes.hpp"

namespace snnflow {

// What a neuron of this class declares: T are its scalars. tau_mem, tau_syn in ms; drive is a constant current.
template <class T>
struct Riccati {
  T tau_mem, tau_syn, drive;
};

namespace event::riccati {

inline constexpr int most_terms = 32;
// A piece is so short that the phase turns by less than a radian and x changes by less than a third: then the series
// below ends within rounding, at most one spike is in a piece, and the quadratures of the backward pass are exact.
inline constexpr double most_turn = 1.0, most_decay = 0.4;

// How many terms a series needs whose x changes by dx and whose phase turns by no more than `turn`.
inline int terms(double dx, double turn) {
  double decayed = 1, turned = 1;
  for (int k = 1; k < most_terms; ++k) {
    decayed *= std::fabs(dx), turned *= turn / k;
    if (decayed + turned < 1e-17) return k + 1 < most_terms ? k + 1 : most_terms;
  }
  return most_terms;
}

// Of a piece and a pack of neurons: x at its end, minus one; ratios of the time constants.
struct Stretch {
  PackD end, dx, ratio;  // x_end, x_end - 1, tau_syn / tau_mem
  SNNFLOW_INLINE PackD turning() const { return ratio * pi; }  // u = w = ... : C_1 = -turning dx w
};
SNNFLOW_INLINE Stretch stretch(const PackD& length, const PackD& tau_mem, const PackD& tau_syn) {
  const PackD e = exp(-length / tau_syn);
  return {e, e - 1.0, tau_syn / tau_mem};
}

// The series of a pack of neurons over a piece, and what it says at its end.
struct Series {
  PackD c[most_terms + 1];
  PackD u, w;  // at the end
};
SNNFLOW_INLINE void expand(Series& s, const Stretch& to, int n, const PackD& u, const PackD& w, const PackD& i, const PackD& drive) {
  const PackD dx = to.dx, turning = to.turning(), square = dx * dx, b = to.ratio * to.ratio;
  const PackD free = 1.0 - to.ratio;
  const PackD steady = -(b * square) * (i + drive), falling = -(b * square * dx) * i;
  PackD before(0.0), here = u, next = -(turning * dx * w);
  s.c[0] = here, s.c[1] = next;
  PackD sum = here + next, slope = next;
  const PackD drag = free * dx;
  for (int k = 0; k + 2 <= n; ++k) {
    const double inverse = 1.0 / ((k + 2) * (k + 1)), down = -1.0 / (k + 2);
    // (k+2)(k+1) C_{k+2} = -(2k + free)(k+1) dx C_{k+1} - ((k(k-1) + free k) dx^2 + b (i + drive) dx^2) C_k - b i dx^3 C_{k-1}
    const PackD q = multiply_add(square, multiply_add(free, PackD(double(-k)), PackD(double(-k * (k - 1)))), steady);
    const PackD late = multiply_add(q, here, falling * before) * inverse;
    const PackD after = multiply_add(multiply_add(dx, PackD(2.0 * k), drag) * down, next, late);
    s.c[k + 2] = after;
    sum += after;
    slope = multiply_add(after, PackD(double(k + 2)), slope);
    before = here, here = next, next = after;
  }
  s.u = sum;
  s.w = -(to.end * slope) / (turning * dx);
}

// u at s in [0, 1].
SNNFLOW_INLINE PackD at(const Series& s, int n, const PackD& x) {
  PackD r = s.c[n];
  for (int k = n - 1; k >= 0; --k) r = multiply_add(r, x, s.c[k]);
  return r;
}
// u and du/ds.
SNNFLOW_INLINE void at(const Series& s, int n, const PackD& x, PackD& u, PackD& slope) {
  u = s.c[n];
  slope = PackD(0.0);
  for (int k = n - 1; k >= 0; --k) {
    slope = multiply_add(slope, x, u);
    u = multiply_add(u, x, s.c[k]);
  }
}
SNNFLOW_INLINE PackD w_at(const Stretch& to, const PackD& x, const PackD& slope) {
  return -(multiply_add(x, to.dx, PackD(1.0)) * slope) / (to.turning() * to.dx);
}

// Where u passes zero, in the lanes that do: Newton's method from the secant.
SNNFLOW_INLINE PackD root(const Series& s, int n, const PackD& start, unsigned hit, PackD& slope) {
  const PackD zero(0.0), one(1.0);
  const Mask<double> on = mask_of(hit);
  PackD x = select(on, start / (start - s.u), zero), u;
  for (int round = 0; round < 12; ++round) {
    at(s, n, x, u, slope);
    const PackD move = select(on, u / slope, zero);
    x = larger(zero, smaller(one, x - move));
    if (!(bits(abs(move) > PackD(2e-16)) & hit)) break;
  }
  at(s, n, x, u, slope);
  return x;
}

}  // namespace event::riccati
}  // namespace snnflow

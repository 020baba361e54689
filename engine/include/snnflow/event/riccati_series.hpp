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
// A piece is so short that the phase turns by less than half a turn and x changes by less than a third: then the series
// below ends within rounding, at most one spike is in a piece, and the quadratures of the backward pass are exact.
inline constexpr double most_turn = 1.6, most_decay = 0.4;

// How many terms a series needs whose x changes by less than dx and whose phase turns by no more than `turn`: dx^k and
// turn^k / k! must be below rounding.
struct Terms {
  double dx[most_terms + 1], turn[most_terms + 1];
  Terms() {
    double faculty = 1;
    for (int k = 1; k <= most_terms; ++k) {
      faculty *= k;
      dx[k] = std::pow(5e-16, 1.0 / k), turn[k] = std::pow(5e-16 * faculty, 1.0 / k);
    }
  }
  int needed(double d, double t) const {
    int k = 4;
    while (k < most_terms && (d > dx[k] || t > turn[k])) ++k;
    return k;
  }
};
inline const Terms enough;

// Numbers of the recurrence that depend on its order alone.
struct Orders {
  double number[most_terms], inverse[most_terms], down[most_terms], down_twice[most_terms], back[most_terms], back_free[most_terms];
};
constexpr Orders make_orders() {
  Orders o{};
  for (int k = 0; k < most_terms; ++k) {
    o.number[k] = k + 2.0, o.inverse[k] = -1.0 / ((k + 2.0) * (k + 1.0));
    o.down[k] = -1.0 / (k + 2.0), o.down_twice[k] = 2.0 * k * o.down[k];
    o.back[k] = k * (k - 1.0) * o.inverse[k], o.back_free[k] = k * o.inverse[k];
  }
  return o;
}
inline constexpr Orders orders = make_orders();

// A piece for a pack of neurons: x at its end, and the recurrence
//   C_{k+2} = p_k C_{k+1} + q_k C_k - (b (i + drive) dx^2 C_k + b i dx^3 C_{k-1}) / ((k+2)(k+1)),   b = (tau_syn/tau_mem)^2
//   p_k = -(2k + a) dx / (k+2),   q_k = -(k(k-1) + a k) dx^2 / ((k+2)(k+1)),                      a = 1 - tau_syn/tau_mem
struct Stretch {
  PackD end, dx, turning;  // x_end, x_end - 1, pi tau_syn / tau_mem
  PackD shrink;            // 1 / (turning dx)
  PackD p[most_terms], q[most_terms];
  int terms;
};
SNNFLOW_INLINE void prepare(Stretch& to, const PackD& length, const PackD& tau_mem, const PackD& tau_syn, int terms) {
  const PackD ratio = tau_syn / tau_mem, free = 1.0 - ratio;
  to.end = exp(-length / tau_syn), to.dx = to.end - 1.0, to.turning = ratio * pi, to.terms = terms;
  to.shrink = 1.0 / (to.turning * to.dx);
  const PackD drag = free * to.dx, square = to.dx * to.dx;
  for (int k = 0; k + 2 <= terms; ++k) {
    to.p[k] = multiply_add(to.dx, PackD(orders.down_twice[k]), drag * orders.down[k]);
    to.q[k] = square * multiply_add(free, PackD(orders.back_free[k]), PackD(orders.back[k]));
  }
}

// The coefficients of a pack of neurons over a piece; u and w are those at its end.
SNNFLOW_INLINE void expand(double* series, const Stretch& to, const PackD& i, const PackD& drive, PackD& u, PackD& w) {
  const PackD ratio = to.turning * (1 / pi), strength = ratio * ratio * to.dx * to.dx;
  const PackD steady = strength * (i + drive), falling = strength * to.dx * i;
  PackD before(0.0), here = u, next = -(to.turning * to.dx * w);
  PackD sum = here + next, slope = next;
  here.store(series), next.store(series + lanes_d);
#pragma GCC unroll 3
  for (int k = 0; k + 2 <= to.terms; ++k) {  // by three, so that nothing moves between registers
    const PackD late = multiply_add(PackD(orders.inverse[k]), multiply_add(steady, here, falling * before), to.q[k] * here);
    const PackD after = multiply_add(to.p[k], next, late);
    after.store(series + (k + 2) * lanes_d);
    sum += after;
    slope = multiply_add(after, PackD(orders.number[k]), slope);
    before = here, here = next, next = after;
  }
  u = sum;
  w = -(to.end * slope) * to.shrink;
}
SNNFLOW_INLINE PackD coefficient(const double* series, int k) { return PackD::load(series + k * lanes_d); }

// u at N places s in [0, 1] of each lane.
template <int N>
SNNFLOW_INLINE void at(const double* series, int terms, const PackD* s, PackD* u) {
  const PackD last = coefficient(series, terms);
  unroll<N>([&](auto q) SNNFLOW_FLAT { u[q] = last; });
  for (int k = terms - 1; k >= 0; --k) {
    const PackD c = coefficient(series, k);
    unroll<N>([&](auto q) SNNFLOW_FLAT { u[q] = multiply_add(u[q], s[q], c); });
  }
}
// u and du/ds: even and odd orders side by side.
SNNFLOW_INLINE void at(const double* series, int terms, const PackD& s, PackD& u, PackD& slope) {
  const PackD square = s * s, zero(0.0);
  int k = terms;
  PackD odd = zero, odd_slope = zero;
  if (k % 2) odd = coefficient(series, k--);
  PackD even = coefficient(series, k), even_slope = zero;  // in s^2
  for (k -= 2; k >= 0; k -= 2) {
    even_slope = multiply_add(even_slope, square, even);
    odd_slope = multiply_add(odd_slope, square, odd);
    even = multiply_add(even, square, coefficient(series, k));
    odd = multiply_add(odd, square, coefficient(series, k + 1));
  }
  u = multiply_add(odd, s, even);
  slope = multiply_add(multiply_add(odd_slope, square, even_slope * s), PackD(2.0), odd);
}
SNNFLOW_INLINE PackD w_at(const Stretch& to, const PackD& s, const PackD& slope) {
  return -(multiply_add(s, to.dx, PackD(1.0)) * slope) * to.shrink;
}

// Where u passes zero, in the lanes that do: from the cubic that fits both ends, by Halley's method, whose second
// derivative comes from the equation of u itself. `slope` is du/ds there.
SNNFLOW_INLINE PackD root(const double* series, const Stretch& to, const PackD& i, const PackD& drive, const PackD& end_u, const PackD& end_w,
                          unsigned hit, PackD& slope) {
  const PackD zero(0.0), one(1.0), start_u = coefficient(series, 0), start = coefficient(series, 1);
  const PackD end = -(to.turning * to.dx * end_w) / to.end, rise = end_u - start_u;
  const Mask<double> on = mask_of(hit);
  const PackD cubic = start + end - rise * 2.0, bend = rise * 3.0 - start * 2.0 - end;
  auto inside = [&](const PackD& s) SNNFLOW_FLAT { return larger(zero, smaller(one, s)); };
  PackD s = select(on, start_u / (start_u - end_u), zero), u;
  for (int round = 0; round < 2; ++round) {
    const PackD value = multiply_add(multiply_add(multiply_add(cubic, s, bend), s, start), s, start_u);
    const PackD climb = multiply_add(multiply_add(cubic * 3.0, s, bend * 2.0), s, start);
    s = inside(s - select(on, value / climb, zero));
  }
  const PackD ratio = to.turning * (1 / pi), free = 1.0 - ratio, strength = ratio * ratio;
  for (int round = 0; round < 8; ++round) {
    at(series, to.terms, s, u, slope);
    // x^2 u_xx + a x u_x + b (drive + i x) u = 0, x = 1 + s dx
    const PackD x = multiply_add(s, to.dx, one), fall = to.dx / x;
    const PackD curve = -(fall * multiply_add(strength * fall, multiply_add(i, x, drive) * u, free * slope));
    const PackD move = select(on, u * slope / multiply_add(u * curve, PackD(-0.5), slope * slope), zero);
    s = inside(s - move);
    slope -= move * curve;
    if (!(bits(abs(move) > PackD(1e-7)) & hit)) break;  // its cube is below rounding
  }
  return s;
}

}  // namespace event::riccati
}  // namespace snnflow

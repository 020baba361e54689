// Neurons whose potential obeys a Riccati equation, tau v' = v (v - 1) + i + drive with a decaying current: the motion
// over one piece of an interval as a power series. With v = -tau u'/u the equation of u is linear; in z = exp(-t/(2 tau_syn)),
//   u = sum of C_k s^k,  s = (z - 1) / (z_end - 1) from 0 to 1.            (Abel; a recurrence of four terms)
// The root of the current's decay, as its own range is half as wide: a series ends with two thirds of the terms.
// The phase phi is the angle: (u, w) ~ (sin pi phi, cos pi phi), w = tau u' / pi. A spike is a zero of u.
#pragma once
#include <algorithm>
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
// A piece is so short that the phase turns by less than half a turn and z changes by less than a third: then the series
// below is done in most_terms, at most one spike is in a piece, and the quadratures of the backward pass are exact.
inline constexpr double most_turn = 1.6, most_decay = 0.4;

// How many terms a series needs whose z changes by less than dz and whose phase turns by no more than `turn`: dz^k and
// turn^k / k!, beside numbers near 1, must be below `lost`. Tables, as it is asked in every interval.
class Terms {
 public:
  Terms() {
    for (int q = 0; q < places; ++q) {
      const double dz = (q + 1) * widest_dz / places, turn = (q + 1) * most_turn / places;
      int k = 4;
      for (double faculty = 24; k < most_terms && std::pow(turn, k) > lost * faculty; faculty *= ++k) {}
      by_turn_[q] = k;
      for (k = 4; k < most_terms && std::pow(dz, k) > lost;) ++k;
      by_dz_[q] = k;
    }
  }
  int needed(double dz, double turn) const {
    return std::max(by_dz_[place(dz / widest_dz)], by_turn_[place(turn / most_turn)]);
  }

 private:
  static constexpr int places = 256;
  static constexpr double lost = 3e-15;
  static constexpr double widest_dz = most_decay / (1 + most_decay / 2);
  static int place(double part) { return part < 1 ? int(part * places) : places - 1; }
  int by_dz_[places], by_turn_[places];
};
inline const Terms enough;

// -1 / ((k+2)(k+1)), and k + 2.
struct Orders {
  double inverse[most_terms], number[most_terms];
};
constexpr Orders make_orders() {
  Orders o{};
  for (int k = 0; k < most_terms; ++k) o.number[k] = k + 2.0, o.inverse[k] = -1.0 / ((k + 2.0) * (k + 1.0));
  return o;
}
inline constexpr Orders orders = make_orders();

// What depends on the time constants of a pack of neurons alone; with it the recurrence, for whatever piece:
//   C_{k+2} = p_k dz C_{k+1} - ((q_k dz^2 + b (i + drive) dz^2) C_k + 2 b i dz^3 C_{k-1} + b i dz^4 C_{k-2}) / ((k+2)(k+1))
//   p_k = -(2k + a) / (k+2),   q_k = k(k-1) + a k,   a = 1 - 2 tau_syn/tau_mem,   b = (2 tau_syn/tau_mem)^2
struct Pace {
  PackD tau_mem, tau_syn;
  PackD slower, faster;  // 1/tau_mem, 1/(2 tau_syn)
  PackD turning;         // 2 pi tau_syn / tau_mem
  PackD lift;            // 1/(pi^2 tau_mem): of the phase's rate by a current, at the top
  PackD p[most_terms], q[most_terms];  // p_k, -q_k / ((k+2)(k+1))

  Pace(const PackD& mem, const PackD& syn)
      : tau_mem(mem), tau_syn(syn), slower(1.0 / mem), faster(0.5 / syn), turning(syn / mem * (2 * pi)), lift(1.0 / (mem * (pi * pi))) {
    const PackD a = 1.0 - syn * 2.0 / mem;
    for (int k = 0; k < most_terms; ++k) p[k] = (a + 2.0 * k) * (-1 / (k + 2.0)), q[k] = (a + (k - 1.0)) * (k * orders.inverse[k]);
  }
};

// A piece for a pack of neurons: z at its end, z_end - 1, 1 / (turning dz).
struct Stretch {
  PackD end, dz, shrink;
  int terms;
  Stretch(const Pace& pace, const PackD& end_, int terms_)
      : end(end_), dz(end_ - 1.0), shrink(1.0 / (pace.turning * dz)), terms(terms_) {}
};

// The coefficients of a pack of neurons over a piece; u and w are those at its end. What waits for the last two
// coefficients is two additions.
SNNFLOW_INLINE void expand(double* series, const Pace& pace, const Stretch& to, const PackD& i, const PackD& drive, PackD& u, PackD& w) {
  const PackD dz = to.dz, square = dz * dz, ratio = pace.turning * (1 / pi), strength = ratio * ratio * square, zero(0.0);
  const PackD steady = strength * (i + drive), falling = strength * dz * i * 2.0, last = strength * square * i;
  PackD second = zero, before = zero, here = u, next = -(pace.turning * dz * w);
  PackD sum = here + next, slope = next;
  here.store(series), next.store(series + lanes_d);
#pragma GCC unroll 4
  for (int k = 0; k + 2 <= to.terms; ++k) {  // by four, so that nothing moves between registers
    const PackD inverse(orders.inverse[k]);
    const PackD older = multiply_add(falling, before, last * second) * inverse, old = multiply_add(pace.q[k], square, steady * inverse);
    const PackD after = multiply_add(pace.p[k] * dz, next, multiply_add(old, here, older));
    after.store(series + (k + 2) * lanes_d);
    sum += after;
    slope = multiply_add(after, PackD(orders.number[k]), slope);
    second = before, before = here, here = next, next = after;
  }
  u = sum;
  w = -(to.end * slope) * to.shrink;
}
// A power of two near 1/|x|: to scale without rounding. Not for 0.
SNNFLOW_INLINE PackD inverse_scale(const PackD& x) {
  return VectorD(0x7fe0000000000000 - (MaskD(x.v) & 0x7ff0000000000000));
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
  return -(multiply_add(s, to.dz, PackD(1.0)) * slope) * to.shrink;
}

// Where u passes zero, in the lanes that do: from the cubic that fits both ends, by Halley's method, whose second
// derivative comes from the equation of u itself. `slope` is du/ds there.
SNNFLOW_INLINE PackD root(const double* series, const Pace& pace, const Stretch& to, const PackD& i, const PackD& drive, const PackD& end_u,
                          const PackD& end_w, unsigned hit, PackD& slope) {
  const PackD zero(0.0), one(1.0), start_u = coefficient(series, 0), start = coefficient(series, 1);
  const PackD end = -(pace.turning * to.dz * end_w) / to.end, rise = end_u - start_u;
  const Mask<double> on = mask_of(hit);
  const PackD cubic = start + end - rise * 2.0, bend = rise * 3.0 - start * 2.0 - end;
  auto inside = [&](const PackD& s) SNNFLOW_FLAT { return larger(zero, smaller(one, s)); };
  PackD s = select(on, start_u / (start_u - end_u), zero), u;
  for (int round = 0; round < 2; ++round) {
    const PackD value = multiply_add(multiply_add(multiply_add(cubic, s, bend), s, start), s, start_u);
    const PackD climb = multiply_add(multiply_add(cubic * 3.0, s, bend * 2.0), s, start);
    s = inside(s - select(on, value / climb, zero));
  }
  const PackD ratio = pace.turning * (1 / pi), free = 1.0 - ratio, strength = ratio * ratio;
  for (int round = 0; round < 8; ++round) {
    at(series, round > 0 ? to.terms : to.terms * 2 / 3, s, u, slope);  // the first need not be exact
    // z^2 u_zz + a z u_z + b (drive + i z^2) u = 0, z = 1 + s dz
    const PackD z = multiply_add(s, to.dz, one), fall = to.dz / z;
    const PackD curve = -(fall * multiply_add(strength * fall, multiply_add(i * z, z, drive) * u, free * slope));
    const PackD move = select(on, u * slope / multiply_add(u * curve, PackD(-0.5), slope * slope), zero);
    s = inside(s - move);
    slope -= move * curve;
    if (round > 0 && !(bits(abs(move) > PackD(1e-6)) & hit)) break;  // its cube is below rounding
  }
  return s;
}

}  // namespace event::riccati
}  // namespace snnflow

// One hop of free motion, closed or polynomial, as a function of time; and its states' bounds over stretches of time.
#pragma once
#include <vector>

#include "snnflow/event/motion.hpp"

namespace snnflow::event {

// A quantity and its slope in time.
struct Look {
  double value, slope;
};

template <template <class> class M>
struct Hop {
  using L = Layout<M>;
  using Mo = Motion<M>;
  M<double> start;
  M<Series<double>> polynomial;
  double length;

  Hop(const M<double>& m, double dt) : start(m) {
    if constexpr (Mo::closed) length = std::min(dt, Mo::reach(m));
    else {
      polynomial = Mo::expand(m, length);
      length = std::min(length, dt);
    }
  }

  // what: a function of a neuron, distance() or a state.
  template <class What>
  Look look(double t, What&& what) const {
    if constexpr (Mo::closed) {
      using D = Dual<double, 1>;
      auto d = L::template as<D>(start);
      snnflow::flow(d, D::seed(t, 0));
      const D g = what(d);
      return {g.v, g.d[0]};
    } else {
      const Series<double> p = what(polynomial);
      double g = p.c[p.degree], s = 0;
      for (int k = p.degree - 1; k >= 0; --k) {
        s = s * t + g;
        g = g * t + p.c[k];
      }
      return {g, s};
    }
  }
  template <class What>
  Dual<Interval, 1> over(double a, double b, What&& what) const {
    using D = Dual<Interval, 1>;
    if constexpr (Mo::closed) {
      auto d = L::template as<D>(start);
      snnflow::flow(d, D::seed(Interval(a, b), 0));
      return what(d);
    } else {  // about the middle, where a polynomial's range is tightest
      const Series<double> p = what(polynomial);
      const double m = (a + b) / 2;
      const Interval h = Interval(a, b) - Interval(m);
      double c[taylor_order + 1];
      for (int k = 0; k <= p.degree; ++k) c[k] = p.c[k];
      for (int j = 0; j < p.degree; ++j)
        for (int k = p.degree - 1; k >= j; --k) c[k] += m * c[k + 1];
      D r{Interval(c[p.degree])};
      for (int k = p.degree - 1; k >= 0; --k) {
        r.d[0] = r.d[0] * h + r.v;
        r.v = r.v * h + Interval(c[k]);
      }
      return r;
    }
  }
  static constexpr auto distance_ = [](const auto& n) { return n.distance(); };
  Look distance(double t) const { return look(t, distance_); }
  Dual<Interval, 1> distance_over(double a, double b) const { return over(a, b, distance_); }

  void move(M<double>& m, double t) const {
    if constexpr (Mo::closed) {
      m = start;
      snnflow::flow(m, t);
    } else Mo::land(m, polynomial, t);
  }
};

// Where a slope falls through zero between a and b: the Illinois rule.
template <class Slope>
double top(double a, double b, Slope&& slope) {
  double fa = slope(a), fb = slope(b), t = a;
  int side = 0;
  for (int n = 0; n < 100 && b - a > 1e-14 * (1 + b); ++n) {
    t = (fa * b - fb * a) / (fa - fb);
    const double f = slope(t);
    if (std::fabs(f) < 1e-17) break;
    if (f > 0) {
      a = t, fa = f;
      if (side == 1) fb /= 2;
      side = 1;
    } else {
      b = t, fb = f;
      if (side == -1) fa /= 2;
      side = -1;
    }
  }
  return t;
}

}  // namespace snnflow::event

// The first upward crossing of distance() in free motion. None is missed: either the author says how often distance()
// turns, or intervals prove it.
#pragma once
#include "snnflow/event/hop.hpp"

namespace snnflow::event {

enum class Trust { promises, nothing };

template <template <class> class M>
struct Search {
  using L = Layout<M>;
  using H = Hop<M>;

  // Newton inside a bracket with g(a) < 0 <= g(b).
  static double polish(const H& h, double a, double b) {
    double t = a;
    Look x = h.distance(t);
    if (!(x.slope > 0)) t = (a + b) / 2, x = h.distance(t);
    for (int n = 0; n < 200; ++n) {
      (x.value < 0 ? a : b) = t;
      double next = t - x.value / x.slope;
      if (!(next > a && next < b)) next = std::fabs(next - t) < 1e-15 * (1 + t) ? t : (a + b) / 2;
      if (std::fabs(next - t) <= 1e-16 * (1 + t) || b - a <= 1e-16 * (1 + b)) return next;
      const double step = next - t;
      t = next;
      x = h.distance(t);
      if (std::fabs(step) < 1e-9) return t - (x.slope > 0 ? x.value / x.slope : 0);
    }
    return t;
  }

  // With the author's word on how often distance() turns.
  static double promised(const H& h) {
    const Look end = h.distance(h.length);
    if (end.value >= 0) return polish(h, 0, h.length);
    if (M<double>::turns == 0 || end.slope >= 0 || h.distance(0).slope <= 0) return never;
    const double t = top(0, h.length, [&](double x) { return h.distance(x).slope; });
    return h.distance(t).value > 0 ? polish(h, 0, t) : never;
  }

  // Without it: a piece is dropped when distance() or its slope is negative all over it, and solved when it only rises.
  static double proven(const H& h) {
    struct Part {
      double a, b;
    };
    std::vector<Part> todo{{0, h.length}};
    while (!todo.empty()) {
      const auto [a, b] = todo.back();
      todo.pop_back();
      const auto range = h.distance_over(a, b);
      if (range.v.hi < 0 || range.d[0].hi < 0) continue;
      if (range.d[0].lo > 0 || b - a < 1e-9 * (1 + b)) {
        if (h.distance(b).value >= 0 && (a == 0 || h.distance(a).value < 0)) return polish(h, a, b);
        continue;
      }
      const double middle = (a + b) / 2;
      todo.push_back({middle, b});
      todo.push_back({a, middle});
    }
    return never;
  }

  // Time until the next spike, or never, if nothing arrives within dt.
  static double first(const M<double>& m, double dt, Trust trust) {
    if constexpr (HasBound<M<double>>)
      if (trust == Trust::promises && m.bound() <= 0) return never;
    if (jumped(m)) return 0;
    double t = 0;
    M<double> x = m;
    while (t < dt) {
      const H h(x, dt - t);
      double crossing;
      if constexpr (HasTurns<M<double>>) crossing = trust == Trust::promises ? promised(h) : proven(h);
      else crossing = proven(h);
      if (crossing < never) return t + crossing;
      h.move(x, h.length);
      t += h.length;
    }
    return never;
  }
  // What a synapse may do that acts on the potential itself.
  static bool jumped(const M<double>& m) { return m.distance() > 1e-12; }
};

}  // namespace snnflow::event

// Functionals of free motion: the integral of each state over a stretch of time, and the largest value it takes there.
#pragma once
#include "snnflow/event/hop.hpp"

namespace snnflow::event {

// Gauss-Legendre on [0, 1] with twelve points.
inline constexpr int gauss_points = 12;
inline constexpr std::array<double, 6> gauss_node{0.1252334085114689, 0.3678314989981802, 0.5873179542866175,
                                                  0.7699026741943047, 0.9041172563704749, 0.9815606342467193};
inline constexpr std::array<double, 6> gauss_weight{0.2491470458134028, 0.2334925365383548, 0.2031674267230659,
                                                    0.1600783285433462, 0.1069393259953184, 0.0471753363865118};

template <template <class> class M>
struct Area {
  using L = Layout<M>;
  using Mo = Motion<M>;
  template <class T>
  using States = std::array<T, std::size_t(L::states)>;

  template <class T>
  static States<T> panels(const M<T>& m, double dt, int count) {
    States<T> area;
    for (auto& a : area) a = T(0.0);
    const double width = dt / count;
    for (int p = 0; p < count; ++p)
      for (int g = 0; g < gauss_points; ++g) {
        const double side = g % 2 ? 1 : -1, where = width * (p + 0.5 + side * gauss_node[std::size_t(g / 2)] / 2);
        M<T> x = m;
        snnflow::flow(x, T(where));
        const double w = width * gauss_weight[std::size_t(g / 2)] / 2;
        L::each_state([&](auto k) { area[k] += L::template state<k>(x) * w; });
      }
    return area;
  }
  // Twice as many panels until nothing changes; decided on plain numbers, so that duals take the same road.
  static int enough(const M<double>& m, double dt) {
    for (int n = 1; n < 4096; n *= 2) {
      const auto a = panels(m, dt, n), b = panels(m, dt, 2 * n);
      bool settled = true;
      for (std::size_t k = 0; k < a.size(); ++k) settled &= std::fabs(a[k] - b[k]) <= 1e-14 * (dt + std::fabs(b[k]));
      if (settled) return n;
    }
    return 4096;
  }
  // Over one hop.
  template <class T>
  static States<T> over(const M<T>& m, double dt) {
    if constexpr (Mo::closed) return panels(m, dt, enough(L::plain(m), dt));
    else {
      double reach;
      const auto s = Mo::expand(m, reach);
      States<T> area;
      L::each_state([&](auto k) {
        const auto& x = L::template state<k>(s);
        T sum(0.0);
        for (int i = x.degree; i >= 0; --i) sum = sum * dt + x.c[i] * (1.0 / (i + 1));
        area[k] = sum * dt;
      });
      return area;
    }
  }
};

// Where in a stretch a state is largest: at its start, at its end, or inside.
enum class Where { start, inside, end };
struct Peak {
  double value = -never, after = 0;  // after: ms since the stretch began
  Where where = Where::end;
};

// Branch and bound on intervals: a piece is dropped when it cannot be higher, or has no turn.
template <template <class> class M, int K>
void raise(const Hop<M>& h, double gone, double whole, Peak& best) {
  auto what = [](const auto& n) { return Layout<M>::template state<K>(n); };
  auto offer = [&](double t, Where inner) {
    const double v = h.look(t, what).value;
    const Where w = gone + t >= whole ? Where::end : gone + t <= 0 ? Where::start : inner;
    if (v > best.value || (v == best.value && w == Where::end)) best = {v, gone + t, w};
  };
  offer(0, Where::inside);
  offer(h.length, Where::inside);
  struct Part {
    double a, b;
  };
  std::vector<Part> todo{{0, h.length}};
  while (!todo.empty()) {
    const auto [a, b] = todo.back();
    todo.pop_back();
    const auto range = h.over(a, b, what);
    // A bound is a little wider than what it bounds: a state at rest would be split without end.
    const double nearly = best.value + 2e-14 * std::fabs(best.value) + 1e-290;
    if (range.v.hi <= nearly || range.d[0].lo >= 0 || range.d[0].hi <= 0) continue;
    if (b - a < 1e-3 * (1 + b)) {
      if (h.look(a, what).slope > 0 && h.look(b, what).slope < 0) {
        offer(top(a, b, [&](double t) { return h.look(t, what).slope; }), Where::inside);
        continue;
      }
      if (b - a < 1e-9 * (1 + b)) {
        offer(b, Where::inside);
        continue;
      }
    }
    const double middle = (a + b) / 2;
    todo.push_back({middle, b});
    todo.push_back({a, middle});
  }
}

}  // namespace snnflow::event

// Free motion between events: the author's flow() where there is one, else the Taylor polynomial of derivative().
#pragma once
#include "snnflow/neuron.hpp"

namespace snnflow::event {

template <template <class> class M>
struct Motion {
  using L = Layout<M>;
  static constexpr bool closed = HasFlow<M<double>>;
  static constexpr double tolerance = 1e-14;

  // d(state)/dt now. Without derivative() it is the slope of flow() at dt = 0.
  template <class T>
  static M<T> rate(const M<T>& m) {
    M<T> r = m;
    if constexpr (HasDerivative<M<T>>) m.derivative(r);
    else {
      using D = Dual<T, 1>;
      auto d = L::template as<D>(m);
      snnflow::flow(d, D::seed(T(0.0), 0));
      L::each_state([&](auto k) { L::template state<k>(r) = L::template state<k>(d).d[0]; });
    }
    return r;
  }

  // The solution as a polynomial in time from here on, and how far its last terms say that it may be trusted.
  template <class T>
  static M<Series<T>> expand(const M<T>& m, double& reach) {
    using S = Series<T>;
    auto s = L::template as<S>(m);
    auto r = s;
    L::each_state([&](auto q) { L::template state<q>(s).known = 0; });
    for (int k = 0; k < taylor_order; ++k) {
      s.derivative(r);
      L::each_state([&](auto q) {
        auto& x = L::template state<q>(s);
        x.c[k + 1] = L::template state<q>(r).at(k) * (1.0 / (k + 1));
        x.degree = x.known = k + 1;
      });
    }
    reach = never;
    L::each_state([&](auto q) {
      auto& x = L::template state<q>(s);
      const double scale = 1 + std::fabs(value(x.c[0]));
      for (int k = taylor_order - 1; k <= taylor_order; ++k)
        if (const double c = std::fabs(value(x.c[k])); c > 0)
          reach = std::min(reach, std::pow(tolerance * scale / c, 1.0 / k));
    });
    return s;
  }
  template <class T>
  static T horner(const Series<T>& s, double t) {
    T r = s.c[s.degree];
    for (int k = s.degree - 1; k >= 0; --k) r = r * t + s.c[k];
    return r;
  }
  template <class T>
  static void land(M<T>& m, const M<Series<T>>& s, double t) {
    L::each_state([&](auto k) { L::template state<k>(m) = horner(L::template state<k>(s), t); });
  }
  static double reach(const M<double>& m) {
    if constexpr (HasHorizon<M<double>>) return m.horizon();
    else return never;
  }

  // Moves m by dt, in as many hops as its horizon (or polynomial) asks for: the same hops whatever T is.
  // each(start of the hop, its length) sees every hop before it is made.
  template <class T, class Each>
  static void advance(M<T>& m, double dt, Each&& each) {
    while (dt > 0) {
      double h;
      if constexpr (closed) {
        h = std::min(dt, reach(L::plain(m)));
        each(m, h);
        snnflow::flow(m, T(h));
      } else {
        const auto s = expand(m, h);
        h = std::min(dt, h);
        each(m, h);
        land(m, s, h);
      }
      dt -= h;
    }
  }
  template <class T>
  static void advance(M<T>& m, double dt) {
    advance(m, dt, [](const M<T>&, double) {});
  }
};

}  // namespace snnflow::event

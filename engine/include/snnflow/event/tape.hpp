// A feed-forward layer in continuous time, one sample, a pack of neurons at a time: what all parts of it share.
// Shared = true: one set of parameters for all units, nothing of it learned; step coefficients are computed once per
// interval. Shared = false: parameters per unit, with their gradients.
#pragma once
#include <vector>

#include "snnflow/event/layer.hpp"
#include "snnflow/event/motion.hpp"
#include "snnflow/lanes.hpp"
#include "snnflow/rows.hpp"

namespace snnflow::event {

// Whom the lanes engine serves: a closed flow with a promise on its turns that holds for any length of time. All
// others run on the exact engine, one neuron at a time.
template <template <class> class M>
concept Laned = HasFlow<M<double>> && !HasHorizon<M<double>> && (!HasDistance<M<double>> || HasTurns<M<double>>);

template <template <class> class M, bool Shared>
struct Tape {
  using L = Layout<M>;
  using N = M<PackD>;
  static constexpr int NS = L::states, NP = L::params, ND = L::deriveds, C = channels<M<double>>();
  static constexpr bool prepared = HasPrepare<M<double>>;
  static constexpr bool spiking = HasDistance<M<double>>;
  static constexpr int W = lanes_d;

  // A step as the author prepares it, or just its length.
  template <class T>
  static SNNFLOW_INLINE auto prepare(const M<T>& m, const T& dt) {
    if constexpr (prepared) return m.prepare(dt);
    else return std::array<T, 1>{dt};
  }
  template <class X, class S>
  static SNNFLOW_INLINE void move(X& n, const S& step) {
    if constexpr (prepared) n.flow(step);
    else n.flow(step[0]);
  }
  static constexpr int NC = int(std::tuple_size_v<decltype(prepare(std::declval<M<double>>(), 0.0))>);
  using Step = std::array<PackD, std::size_t(NC)>;
  // A step of no length, and its slope in time: gives d(state)/dt.
  struct Still {
    std::array<PackD, std::size_t(NC)> v, slope;
    SNNFLOW_INLINE auto step() const {
      std::array<Dual<PackD, 1>, std::size_t(NC)> s;
      unroll<NC>([&](auto c) SNNFLOW_FLAT {
        s[c] = Dual<PackD, 1>::seed(v[c], 0);
        s[c].d[0] = slope[c];
      });
      return s;
    }
  };
  using States = std::array<PackD, std::size_t(NS)>;

  // ---- bound ----
  M<double> base;
  int n = 0, stride = 0;
  const double* weights = nullptr;
  N wide;                 // Shared: all lanes alike
  Still still;
  Rows<double> fields;    // otherwise: [parameter, derived, still values, still slopes][stride]
  Rows<double> begin_;    // [state][stride] at t = 0
  std::vector<char> given_;  // whether the file gave it, or begin() made it
  bool together = true;      // whether spikes of one moment are one arrival, after which neurons may fire

  void bind(const M<double>& settings, const EventLayerShape& shape, const EventBinding& b);
  // Not where an arrival alone may lift a neuron over its threshold: it fires between two spikes of one moment.
  static bool hears_together(M<double> m) {
    if constexpr (!spiking) return true;
    else {
      const double before = m.distance();
      std::array<double, std::size_t(C)> w;
      w.fill(1.0);
      snnflow::receive(m, w.data());
      return m.distance() == before;
    }
  }
  SNNFLOW_INLINE const double* field(int k) const { return fields + std::size_t(k) * std::size_t(stride); }
  template <class Load>
  SNNFLOW_INLINE void furnish(N& m, Still& s, Load&& load) const {
    L::each_param([&](auto k) SNNFLOW_FLAT { L::template param<k>(m) = load(field(k)); });
    L::each_derived([&](auto k) SNNFLOW_FLAT { L::template derived<k>(m) = load(field(NP + k)); });
    unroll<NC>([&](auto c) SNNFLOW_FLAT {
      s.v[c] = load(field(NP + ND + c));
      s.slope[c] = load(field(NP + ND + NC + c));
    });
  }
  struct Bound {
    N m;
    Still still;
  };
  // The neurons j, j + 1, ..., or those listed, with their parameters.
  SNNFLOW_INLINE Bound from(int j) const {
    Bound b{wide, still};
    if constexpr (!Shared) furnish(b.m, b.still, [&](const double* p) SNNFLOW_FLAT { return PackD::load(p + j); });
    return b;
  }
  SNNFLOW_INLINE Bound listed(const int* unit) const {
    Bound b{wide, still};
    if constexpr (!Shared) furnish(b.m, b.still, [&](const double* p) SNNFLOW_FLAT { return gather(p, unit); });
    return b;
  }

  // ---- what a sample leaves behind ----
  // Where an interval ends: all spikes of one moment arrive; or none, but somebody looks; or a window begins or ends.
  enum class End : char { arrival, look, edge };
  struct Moment {
    double t;
    End end;
    int first = 0, last = 0;  // those that arrive: sources [first, last)
  };
  std::vector<Moment> in;
  std::vector<int> sources;
  double t_end = 0;
  Rows<double> ends;   // [interval][state][stride]: states when the interval ends, before the arrival; row 0: at t = 0
  Rows<double> steps;  // Shared: [interval][coefficient]

  int intervals() const { return int(in.size()) + 1; }
  double begins(int i) const { return i > 0 ? in[std::size_t(i - 1)].t : 0; }
  double length(int i) const { return (i + 1 < intervals() ? in[std::size_t(i)].t : t_end) - begins(i); }
  double* end_row(int i) const { return ends + std::size_t(i) * std::size_t(NS * stride); }

  SNNFLOW_INLINE void load(N& m, const double* row, int j) const {
    L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(m) = PackD::load(row + k * stride + j); });
  }
  SNNFLOW_INLINE void store(const N& m, double* row, int j) const {
    L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(m).store(row + k * stride + j); });
  }
  SNNFLOW_INLINE const double* synapses(int source, int channel) const {
    return weights + (std::size_t(source) * std::size_t(C) + std::size_t(channel)) * std::size_t(stride);
  }
  SNNFLOW_INLINE void arrive(N& m, int source, int j) const {
    PackD w[C];
    unroll<C>([&](auto c) SNNFLOW_FLAT { w[c] = PackD::load(synapses(source, c) + j); });
    snnflow::receive(m, w);
  }
  // States at the start of interval i: what arrived is heard again rather than stored.
  SNNFLOW_INLINE void start(N& m, int i, int j) const {
    load(m, end_row(i), j);
    if (i == 0) return;
    for (int s = in[std::size_t(i - 1)].first; s < in[std::size_t(i - 1)].last; ++s) arrive(m, sources[std::size_t(s)], j);
  }
  SNNFLOW_INLINE Step step(int i, const N& m) const {
    if constexpr (Shared) {
      Step s;
      unroll<NC>([&](auto c) SNNFLOW_FLAT { s[c] = PackD(steps[std::size_t(i * NC) + std::size_t(c)]); });
      return s;
    } else return prepare(m, PackD(length(i)));
  }
  // distance() and its slope in time.
  static SNNFLOW_INLINE Dual<PackD, 1> climbing(const N& m, const Still& still) {
    auto d = L::template as<Dual<PackD, 1>>(m);
    move(d, still.step());
    return d.distance();
  }
  static SNNFLOW_INLINE States rate(const N& m, const Still& still) {
    auto d = L::template as<Dual<PackD, 1>>(m);
    move(d, still.step());
    States f;
    L::each_state([&](auto k) SNNFLOW_FLAT { f[k] = L::template state<k>(d).d[0]; });
    return f;
  }
  // The coefficients of all intervals, a pack of them at a time.
  void prepare_steps() {
    if constexpr (Shared) {
      const int m = intervals();
      steps.fit(std::size_t((m + W) * NC));
      for (int i = 0; i < m; i += W) {
        PackD dt(0.0);
        for (int l = 0; l < W && i + l < m; ++l) dt.set(l, length(i + l));
        const Step s = prepare(wide, dt);
        for (int l = 0; l < W && i + l < m; ++l)
          for (int c = 0; c < NC; ++c) steps[std::size_t((i + l) * NC + c)] = s[std::size_t(c)][l];
      }
    }
  }
};

template <template <class> class M, bool Shared>
void Tape<M, Shared>::bind(const M<double>& settings, const EventLayerShape& shape, const EventBinding& b) {
  base = settings;
  n = shape.units, stride = shape.stride, weights = b.weights;
  begin_.fit(std::size_t(NS * stride));
  given_.assign(std::size_t(NS * stride), 0);
  together = true;
  fields.fit(std::size_t((NP + ND + 2 * NC) * stride));
  using D = Dual<double, 1>;
  for (int j = 0; j < stride; ++j) {
    const int unit = j < n ? j : 0;  // idle lanes hold what a real unit holds: no lane may make a NaN
    M<double> m = base;
    L::each_param([&](auto k) { L::template param<k>(m) = b.parameters[k * stride + (Shared ? 0 : unit)]; });
    L::derive(m);
    if constexpr (HasBegin<M<double>>) m.begin();
    together = together && hears_together(m);
    L::each_state([&](auto k) {
      const double given = b.initial ? b.initial[k * stride + unit] : std::nan("");
      begin_[std::size_t(k * stride + j)] = std::isnan(given) ? L::template state<k>(m) : given;
      given_[std::size_t(k * stride + j)] = !std::isnan(given);
    });
    const auto s = prepare(L::template as<D>(m), D::seed(0.0, 0));
    if (j == 0) {
      base = m;
      wide = L::template as<PackD>(m);
      for (std::size_t c = 0; c < std::size_t(NC); ++c) still.v[c] = PackD(s[c].v), still.slope[c] = PackD(s[c].d[0]);
    }
    if constexpr (!Shared) {
      auto put = [&](int k, double x) { fields[std::size_t(k * stride + j)] = x; };
      L::each_param([&](auto k) { put(k, L::template param<k>(m)); });
      L::each_derived([&](auto k) { put(NP + k, L::template derived<k>(m)); });
      for (int c = 0; c < NC; ++c) put(NP + ND + c, s[std::size_t(c)].v), put(NP + ND + NC + c, s[std::size_t(c)].d[0]);
    }
  }
}

}  // namespace snnflow::event

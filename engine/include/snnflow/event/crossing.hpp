// The first crossing of a pack of neurons, each within its own cap: Newton on the author's flow, started from a parabola.
#pragma once
#include "snnflow/event/tape.hpp"

namespace snnflow::event {

// Neurons of one interval that will, or may, spike: compacted columns, walked a pack at a time.
template <int NS>
struct Candidates {
  std::array<Rows<double>, std::size_t(NS)> state;
  Rows<double> gone;    // ms since the interval began
  Rows<double> cap;     // a time by which the neuron has crossed; negative: how far to look, if that is not sure
  Rows<double> height;  // distance() at the cap
  std::vector<int> unit;
  int count = 0;

  void fit(int n) {
    const std::size_t room = std::size_t(n + 2 * lanes_d);
    for (auto& s : state) s.fit(room);
    gone.fit(room), cap.fit(room), height.fit(room);
    unit.resize(room, 0);
  }
  template <class L, class N>
  SNNFLOW_INLINE void push(unsigned among, const N& m, const PackD& gone_, const PackD& cap_, const PackD& height_, const int* units) {
    if (!among) return;
    L::each_state([&](auto k) SNNFLOW_FLAT { compress(state[k] + std::size_t(count), L::template state<k>(m), among); });
    compress(gone + std::size_t(count), gone_, among);
    compress(cap + std::size_t(count), cap_, among);
    compress(height + std::size_t(count), height_, among);
    for (unsigned b = among; b; b &= b - 1) unit[std::size_t(count++)] = units[__builtin_ctz(b)];
  }
  template <class L, class N>
  SNNFLOW_INLINE void load(N& m, int q) const {
    L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(m) = PackD::load(state[k] + std::size_t(q)); });
  }
};

// The time of the first crossing in each active lane; `hit` says which lanes have one.
// Who is sure to cross has a bracket; who is not drops out where the slope turns.
template <template <class> class M, bool Shared>
SNNFLOW_INLINE PackD crossing(const typename Tape<M, Shared>::Bound& b, const M<PackD>& m, const PackD& cap, const PackD& height,
                              unsigned active, unsigned& hit) {
  using T = Tape<M, Shared>;
  using D = Dual<PackD, 1>;
  // Distance and slope at t: the flow's slope follows from the state there, so that the step itself needs no derivative.
  auto look = [&](const PackD& t) SNNFLOW_FLAT {
    M<PackD> x = m;
    T::move(x, T::prepare(m, t));
    return D(T::climbing(x, b.still));
  };
  const PackD zero(0.0);
  unsigned sure = active & bits(cap > zero), run = active;
  PackD lo(0.0), hi = abs(cap), last(0.0);  // last: the leap that led to t; 0: no leap did
  const D begun = T::climbing(m, b.still);
  const PackD bend = (height - begun.v - begun.d[0] * hi) / (hi * hi);
  const PackD root = begun.d[0] * begun.d[0] - bend * begun.v * 4.0;
  PackD t = -2.0 * begun.v / (begun.d[0] + sqrt(root));
  t = select((cap > zero) & (t > zero) & (t < hi), t, zero);
  hit = 0;
  for (int it = 0; it < 200 && run; ++it) {
    const D x = look(t);
    const Mask<double> below = x.v < zero;
    lo = select(below, t, lo);
    hi = select(below, hi, t);
    const PackD leap = -x.v / x.d[0], far = abs(leap);
    const unsigned rising = bits(x.d[0] > zero);
    // Leaps shrink as c leap^2, so that two of them tell the next: leap^3 / last^2. Settled comes first: rounding turns the
    // last step around and may throw the lane out of its own bracket.
    const PackD least = 1e-13 + t * 1e-15;
    const Mask<double> foreseen = (far < PackD(1e-3)) & (far * far * far < least * 0.01 * last * last);
    const Mask<double> turned = (leap * last < zero) & (abs(last) < PackD(1e-5));
    const unsigned done = run & rising & bits((far < least) | foreseen | turned);
    t = select(mask_of(done), t + leap, t);
    hit |= done;
    run &= ~done;
    sure |= ~bits(below);
    PackD next = t + leap;
    const unsigned inside = bits((next >= lo) & (hi >= next));
    run &= sure | (inside & rising);
    next = select(mask_of(inside), next, (lo + hi) * 0.5);
    last = select(mask_of(inside), leap, zero);
    t = select(mask_of(run), next, t);
  }
  return t;
}

}  // namespace snnflow::event

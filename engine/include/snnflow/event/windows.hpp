// Integrals and largest values of a readout's first state, and the way back: in closed form, a pack of units
// at a time. A largest value is a look at its moment, which moves with an arrival only where it sits on one;
// an arrival that lifts the state moves an integral by what the state was less what it is
// (event/exact_backward.hpp has the rules).
#pragma once
#include "snnflow/event/forward.hpp"
#include "snnflow/event/variables.hpp"

namespace snnflow::event {

// Who answers here: a readout that says how its first state turns and what area it covers. For all others the
// exact engine does.
template <template <class> class M>
concept Windowed =
    Laned<M> && !HasDistance<M<double>> && HasTurns<M<double>> && HasTurn<M<double>> && HasArea<M<double>>;

struct NoWindows {};

template <template <class> class M, bool Shared>
class Windows {
  using T = Tape<M, Shared>;
  using V = Variables<M, Shared>;
  using L = Layout<M>;
  using N = M<PackD>;
  using Bound = typename T::Bound;
  using States = typename T::States;
  using Step = typename T::Step;
  using D = typename V::D;
  using Share = typename V::Share;
  static constexpr double at_start = -1, at_end = -2;  // instead of a time inside of the interval

  struct One {
    bool maximum = false;
    int first = 0, last = 0;  // intervals [first, last)
    bool has(int i) const { return i >= first && i < last; }
  };
  std::vector<One> all_;
  std::size_t stride_ = 0;
  Rows<double> values_, interval_,
      after_;                     // [window][stride]: the answer; of largest values, where they were found
  const double* pull_ = nullptr;  // [window][stride]; null: nothing is asked back

  static SNNFLOW_INLINE PackD first_of(const N& m) { return L::template state<0>(m); }
  SNNFLOW_INLINE PackD at(const Rows<double>& rows, std::size_t w, int j) const {
    return PackD::load(rows + w * stride_ + std::size_t(j));
  }
  SNNFLOW_INLINE PackD pulled(std::size_t w, int j) const {
    return PackD::load(pull_ + w * stride_ + std::size_t(j));
  }

  // The interval that begins at this edge.
  static int behind(const T& tape, double t) {
    int p = 0;
    while (tape.in[std::size_t(p)].end != T::End::edge || tape.in[std::size_t(p)].t != t) ++p;
    return p + 1;
  }
  static bool inside(const T& tape, double t) { return t > 0 && t < tape.t_end; }

  PackD integral(const T& tape, const One& w, int j) const {
    PackD sum(0.0);
    for (int i = w.first; i < w.last; ++i) {
      Bound b = tape.from(j);
      tape.start(b.m, i, j);
      N end = b.m;
      tape.load(end, tape.end_row(i + 1), j);
      sum += b.m.area(end, PackD(tape.length(i)));
    }
    return sum;
  }
  void largest(const T& tape, const One& one, std::size_t w, int j) {
    PackD best(-never), interval(-1.0), after(at_start);
    const PackD zero(0.0);
    for (int i = one.first; i < one.last; ++i) {
      Bound b = tape.from(j);
      tape.start(b.m, i, j);
      N end = b.m;
      tape.load(end, tape.end_row(i + 1), j);
      auto offer = [&](const PackD& v, const Mask<double>& who, const PackD& when) {
        const Mask<double> better = who & (v > best);
        best = select(better, v, best);
        interval = select(better, PackD(double(i)), interval);
        after = select(better, when, after);
      };
      offer(first_of(b.m), mask_of(all_lanes_d), PackD(at_start));
      offer(first_of(end), mask_of(all_lanes_d), PackD(at_end));
      Mask<double> over = (T::rate(b.m, b.still)[0] > zero) & (T::rate(end, b.still)[0] < zero);
      if (!any(over)) continue;
      const PackD top = b.m.turn();
      over = over & (top > zero) & (top < PackD(tape.length(i)));
      const PackD until = select(over, top, zero);
      N x = b.m;
      T::move(x, T::prepare(b.m, until));
      offer(first_of(x), over, until);
    }
    best.store(values_ + w * stride_ + std::size_t(j));
    interval.store(interval_ + w * stride_ + std::size_t(j));
    after.store(after_ + w * stride_ + std::size_t(j));
  }
  // dL/d(largest value) of those that were found in this interval, there.
  SNNFLOW_INLINE PackD found(std::size_t w, int i, int j, double where) const {
    return select((at(interval_, w, j) == PackD(double(i))) & (at(after_, w, j) == PackD(where)),
                  pulled(w, j), PackD(0.0));
  }

 public:
  // After a forward pass. [window][stride]
  const double* measure(const T& tape, std::span<const EventWindow> asked) {
    stride_ = std::size_t(tape.stride);
    for (Rows<double>* r : {&values_, &interval_, &after_}) r->fit(asked.size() * stride_);
    all_.clear();
    for (const EventWindow& a : asked) {
      const One one{a.ask == EventWindow::Ask::maximum, inside(tape, a.from) ? behind(tape, a.from) : 0,
                    inside(tape, a.until) ? behind(tape, a.until) : tape.intervals()};
      for (int j = 0; j < tape.n; j += T::W)
        if (one.maximum)
          largest(tape, one, all_.size(), j);
        else
          integral(tape, one, j).store(values_ + all_.size() * stride_ + std::size_t(j));
      all_.push_back(one);
    }
    return values_.get();
  }

  // Before a backward pass: the last interval whose co-state is not zero because of a window; -1: none.
  int begin_back(const double* pull, const T& tape) {
    pull_ = pull;
    int last = -1;
    for (std::size_t w = 0; pull && w < all_.size(); ++w)
      if (!all_[w].maximum)
        last = std::max(last, all_[w].last - 1);
      else
        for (int j = 0; j < tape.n; ++j)
          last = std::max(last, int(interval_[w * stride_ + std::size_t(j)]) + 1);
    return last;
  }
  // dL/d(state) where an interval ends, before what happens there.
  SNNFLOW_INLINE PackD ends(int i, int j) const {
    PackD sum(0.0);
    for (std::size_t w = 0; pull_ && w < all_.size(); ++w)
      if (all_[w].maximum) sum += found(w, i, j, at_end);
    return sum;
  }
  // The free motion of an interval from m.
  SNNFLOW_INLINE void flow_back(const T& tape, const N& m, const Step& step, int i, int j, States& q,
                                Share& gp) const {
    const PackD dt(tape.length(i)), zero(0.0);
    for (std::size_t w = 0; pull_ && w < all_.size(); ++w) {
      if (!all_[w].has(i)) continue;
      if (!all_[w].maximum) {
        const auto begun = V::seeded(m);
        auto end = begun;
        V::carry(end, step, dt);
        V::add(begun.area(end, D(dt)), pulled(w, j), q, gp);
        continue;
      }
      q[0] += found(w, i, j, at_start);
      const Mask<double> here = (at(interval_, w, j) == PackD(double(i))) & (at(after_, w, j) >= zero);
      if (!any(here)) continue;
      const PackD until = select(here, at(after_, w, j), zero);
      auto d = V::seeded(m);
      V::carry(d, T::prepare(m, until), until);
      V::add(L::template state<0>(d), select(here, pulled(w, j), zero), q, gp);
    }
  }
  // dL/d(state) of largest values where an interval starts: they move with what arrives there.
  SNNFLOW_INLINE PackD starts(int i, int j) const {
    PackD sum(0.0);
    for (std::size_t w = 0; pull_ && w < all_.size(); ++w)
      if (all_[w].maximum) sum += found(w, i, j, at_start);
    return sum;
  }
  // What integrals change by when an arrival between intervals i - 1 and i moves, beside what the co-states
  // say; the state before and after it.
  SNNFLOW_INLINE PackD moves(int i, int j, const PackD& before, const PackD& after) const {
    PackD sum(0.0);
    for (std::size_t w = 0; pull_ && w < all_.size(); ++w)
      if (!all_[w].maximum)
        sum += pulled(w, j) * (select(mask_of(all_[w].has(i - 1) ? all_lanes_d : 0), before, PackD(0.0)) -
                               select(mask_of(all_[w].has(i) ? all_lanes_d : 0), after, PackD(0.0)));
    return sum;
  }
};

}  // namespace snnflow::event

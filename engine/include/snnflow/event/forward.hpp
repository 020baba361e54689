// A feed-forward layer in continuous time, forwards: every interval between two arrivals is flowed through at once;
// who can cross the threshold in it is set apart, solved in full packs, and goes round again if it may fire again.
#pragma once
#include "snnflow/event/crossing.hpp"
#include "snnflow/event/limit.hpp"
#include "snnflow/event/order.hpp"

namespace snnflow::event {

template <template <class> class M, bool Shared>
struct Forward : Tape<M, Shared> {
  using T = Tape<M, Shared>;
  using typename T::Bound, typename T::End, typename T::Moment, typename T::L, typename T::N, typename T::Step;
  using T::NS, T::NC, T::W, T::spiking;

  // Spikes in the order they were found: all first spikes of an interval, all second ones, ...
  struct Round {
    int interval, begin, end;
  };
  std::vector<Round> rounds;
  int spikes = 0;
  std::array<Rows<double>, std::size_t(NS)> left, at;  // state where the stretch began, and where the spike is
  std::array<Rows<double>, std::size_t(NC)> step_to, tail;  // Shared: steps to the spike, and to the interval's end
  Rows<double> time, since;  // of the spike, and of the stretch's beginning
  std::vector<int> unit;
  std::vector<char> final_;  // the unit's last spike in its interval
  Order order;
  std::vector<double> sorted_time;
  std::vector<int> sorted_unit;

  SpikeView forward(const EventInput& input) {
    spikes = 0;
    rounds.clear();
    hear(input);
    const int m = this->intervals();
    this->ends.fit(std::size_t(m + 1) * std::size_t(NS * this->stride));
    this->prepare_steps();
    for (auto& c : ready_) c.fit(this->n);
    doubtful_.fit(this->n);
    last_.resize(std::size_t(this->n));
    for (int k = 0; k < NS; ++k)
      std::copy_n(this->begin_ + std::size_t(k * this->stride), this->stride, this->end_row(0) + k * this->stride);
    for (int i = 0; i < m; ++i) pass(i);
    return sort();
  }

 private:
  Candidates<NS> ready_[2], doubtful_;
  std::vector<int> last_;  // the newest spike of a unit in this interval

  std::vector<Moment> marks_;  // where an interval ends though nothing arrives

  void mark(const EventInput& input) {
    marks_.clear();
    for (double t : input.observe) marks_.push_back({t, End::look});
    const std::size_t watched = marks_.size();
    for (const EventWindow& w : input.windows)
      for (double t : {w.from, w.until})
        if (t > 0 && t < input.t_end) marks_.push_back({t, End::edge});
    if (marks_.size() > watched)
      std::sort(marks_.begin(), marks_.end(), [](const Moment& a, const Moment& b) { return a.t < b.t || (a.t == b.t && a.end > b.end); });
  }

  void hear(const EventInput& input) {
    this->in.clear(), this->sources.clear();
    this->t_end = input.t_end;
    mark(input);
    std::size_t look = 0;
    auto looks_until = [&](double t) {
      for (; look < marks_.size() && marks_[look].t < t; ++look) this->in.push_back(marks_[look]);
    };
    for (std::size_t i = 0; i < input.spikes.time.size() && input.spikes.time[i] <= input.t_end; ++i) {
      const double t = input.spikes.time[i];
      looks_until(t);
      const int place = int(this->sources.size());
      if (!(this->together && place > 0 && this->in.back().end == End::arrival && this->in.back().t == t))
        this->in.push_back({t, End::arrival, place, place});
      this->sources.push_back(input.spikes.unit[i]);
      ++this->in.back().last;
    }
    looks_until(never);
  }

  // All neurons through interval i.
  void pass(int i) {
    double* out = this->end_row(i + 1);
    const PackD rest(this->length(i)), zero(0.0);
    ready_[0].count = doubtful_.count = 0;
    for (int j = 0; j < this->n; j += W) {
      Bound b = this->from(j);
      this->start(b.m, i, j);
      N e = b.m;
      T::move(e, this->step(i, b.m));
      this->store(e, out, j);
      if constexpr (spiking) {
        unsigned among = first_lanes(this->n - j);
        if constexpr (HasBound<N>) among &= bits(b.m.bound() > zero);
        if (!among) continue;
        int units[W];
        unroll<W>([&](auto l) SNNFLOW_FLAT { units[l] = j + l; });
        examine(b, e, rest, zero, among, units, ready_[0]);
      }
    }
    if constexpr (spiking) {
      if (doubtful_.count) settle(i, ready_[0]);
      if (ready_[0].count) solve(i, out);
    }
  }

  // Who of these is above the threshold at the end is ready to be solved; who rose and fell may have been above.
  SNNFLOW_INLINE void examine(const Bound& b, const N& end, const PackD& rest, const PackD& gone, unsigned among, const int* units,
                              Candidates<NS>& ready) {
    const PackD zero(0.0);
    const auto y = T::climbing(end, b.still);
    const unsigned sure = among & bits(y.v >= zero);
    ready.template push<L>(sure, b.m, gone, rest, y.v, units);
    if constexpr (M<double>::turns > 0) {
      unsigned maybe = among & ~sure & bits(y.d[0] < zero);
      if (maybe) maybe &= bits(T::climbing(b.m, b.still).d[0] > zero);
      if constexpr (HasTurn<N>) doubtful_.template push<L>(maybe, b.m, gone, rest, y.v, units);
      else ready.template push<L>(maybe, b.m, gone, -rest, y.v, units);
    }
  }

  // The top of those in doubt, a full pack of them at a time.
  void settle([[maybe_unused]] int i, Candidates<NS>& ready) {
    if constexpr (HasTurn<N>) {
      const PackD zero(0.0);
      for (int q = 0; q < doubtful_.count; q += W) {
        const int* units = doubtful_.unit.data() + q;
        Bound b = this->listed(units);
        doubtful_.template load<L>(b.m, q);
        const PackD top = b.m.turn(), rest = PackD::load(doubtful_.cap + std::size_t(q));
        unsigned among = first_lanes(doubtful_.count - q) & bits((top > zero) & (top < rest));
        if (!among) continue;
        const PackD until = select(mask_of(among), top, zero);
        N x = b.m;
        T::move(x, T::prepare(b.m, until));
        const PackD height = x.distance();
        among &= bits(height > zero);
        ready.template push<L>(among, b.m, PackD::load(doubtful_.gone + std::size_t(q)), until, height, units);
      }
    }
    doubtful_.count = 0;
  }

  void make_room() {
    const std::size_t room = std::size_t(spikes + 2 * W);
    if (time.room() >= room) return;
    for (auto& c : left) c.grow(room);
    for (auto& c : at) c.grow(room);
    if constexpr (Shared) {
      for (auto& c : step_to) c.grow(room);
      for (auto& c : tail) c.grow(room);
    }
    time.grow(room), since.grow(room);
    unit.resize(time.room());
    final_.resize(time.room());
  }

  SNNFLOW_WHOLE void solve(int i, double* out) {
    const PackD zero(0.0), began(this->begins(i)), whole(this->length(i));
    int side = 0;
    for (int round = 0; ready_[side].count; ++round, side ^= 1) {
      Candidates<NS>& now = ready_[side];
      Candidates<NS>& next = ready_[side ^ 1];
      next.count = 0;
      const int begin = spikes;
      for (int q = 0; q < now.count; q += W) {
        const int* units = now.unit.data() + q;
        Bound b = this->listed(units);
        now.template load<L>(b.m, q);
        const PackD gone = PackD::load(now.gone + std::size_t(q));
        unsigned hit;
        const PackD x = crossing<M, Shared>(b, b.m, PackD::load(now.cap + std::size_t(q)), PackD::load(now.height + std::size_t(q)),
                                            first_lanes(now.count - q), hit);
        if (!hit) continue;
        N e = b.m;
        const Step to = T::prepare(b.m, x);
        T::move(e, to);
        Bound after{e, b.still};
        after.m.reset();
        const PackD rest = select(mask_of(hit), whole - gone - x, zero);
        const Step on = T::prepare(b.m, rest);
        N end = after.m;
        T::move(end, on);
        keep(b.m, e, end, to, on, began + gone, x, hit, units, round > 0, out);
        unsigned more = hit;
        if constexpr (HasBound<N>) more &= bits(after.m.bound() > zero);
        if (more) examine(after, end, rest, gone + x, more, units, next);
      }
      if (doubtful_.count) settle(i, next);
      if (spikes > begin) rounds.push_back({i, begin, spikes});
      if (double(spikes) > most_spikes(this->n)) [[unlikely]] fires_without_end(spikes, time.get()[spikes - 1]);
    }
  }

  SNNFLOW_INLINE void keep(const N& m, const N& e, const N& end, const Step& to, const Step& on, const PackD& began, const PackD& x,
                           unsigned hit, const int* units, bool again, double* out) {
    make_room();
    const std::size_t s = std::size_t(spikes);
    L::each_state([&](auto k) SNNFLOW_FLAT {
      compress(left[k] + s, L::template state<k>(m), hit);
      compress(at[k] + s, L::template state<k>(e), hit);
      scatter(out + k * this->stride, units, L::template state<k>(end), hit);
    });
    if constexpr (Shared)
      unroll<NC>([&](auto c) SNNFLOW_FLAT {
        compress(step_to[c] + s, to[c], hit);
        compress(tail[c] + s, on[c], hit);
      });
    compress(since + s, began, hit);
    compress(time + s, began + x, hit);
    for (unsigned b = hit; b; b &= b - 1) {
      const int j = units[__builtin_ctz(b)];
      if (again) final_[std::size_t(last_[std::size_t(j)])] = 0;
      unit[std::size_t(spikes)] = j;
      final_[std::size_t(spikes)] = 1;
      last_[std::size_t(j)] = spikes++;
    }
  }

  SpikeView sort() {
    order.reset(spikes);
    for (std::size_t a = 0; a < rounds.size();) {
      std::size_t b = a;
      while (b < rounds.size() && rounds[b].interval == rounds[a].interval) ++b;
      order.sort(rounds[a].begin, rounds[b - 1].end, time.get(), unit.data());
      a = b;
    }
    sorted_time.resize(std::size_t(spikes));
    sorted_unit.resize(std::size_t(spikes));
    for (std::size_t q = 0; q < std::size_t(spikes); ++q) {
      const std::size_t f = std::size_t(order.found[q]);
      sorted_time[q] = time[f];
      sorted_unit[q] = unit[f];
    }
    return {sorted_time, sorted_unit};
  }
};

}  // namespace snnflow::event

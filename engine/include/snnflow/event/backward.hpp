// A feed-forward layer in continuous time, backwards: the co-state of all neurons walks the intervals in reverse; those
// who fired in an interval walk their spikes instead (saltation rule: event/exact_backward.hpp).
#pragma once
#include "snnflow/event/windows.hpp"

namespace snnflow::event {

template <template <class> class M, bool Shared>
class LanesLayer final : public EventLayer, Forward<M, Shared>, Variables<M, Shared> {
  using F = Forward<M, Shared>;
  using T = typename F::T;
  using typename T::Bound, typename T::End, typename T::L, typename T::N, typename T::States, typename T::Step, typename F::Round;
  using T::NS, T::NP, T::NC, T::C, T::W;
  using V = Variables<M, Shared>;
  using typename V::D, typename V::Share;
  using V::NL, V::seeded, V::nothing, V::through, V::stretch;
  static constexpr bool windowed = Windowed<M>;

  M<double> settings_;
  EventLayerShape shape_;
  Rows<double> observed_, co_, chain_, gp_;
  std::vector<double> pull_;
  [[no_unique_address]] std::conditional_t<windowed, Windows<M, Shared>, NoWindows> windows_;
  std::vector<States> between_;  // the spikes of one moment
  std::vector<PackD> moved_;
  std::vector<int> fired_;  // the last interval, backwards, in which the unit fired
  int clipped_ = 0;

 public:
  LanesLayer(const M<double>& settings, const EventLayerShape& shape) : settings_(settings), shape_(shape) {}

  void bind(const EventBinding& binding) override { T::bind(settings_, shape_, binding); }

  EventOutput forward(const EventInput& input) override {
    const SpikeView fired = F::forward(input);
    const double* windows = nullptr;
    if constexpr (windowed)
      if (!input.windows.empty()) windows = windows_.measure(*this, input.windows);
    if (input.observe.empty()) return {fired, nullptr, windows};
    observed_.fit(input.observe.size() * std::size_t(NS * this->stride));
    std::size_t o = 0;
    for (int i = 0; i < int(this->in.size()); ++i)
      if (this->in[std::size_t(i)].end == End::look)
        std::copy_n(this->end_row(i + 1), NS * this->stride, observed_ + o++ * std::size_t(NS * this->stride));
    return {fired, observed_.get(), windows};
  }

  int backward(const EventPull& pull) override {
    const std::size_t row = std::size_t(NS * this->stride);
    co_.zero(row);
    chain_.fit(row);
    gp_.zero(std::size_t(NP * this->stride));
    pull_.resize(std::size_t(this->spikes + W));
    for (int q = 0; q < this->spikes; ++q) pull_[std::size_t(this->order.found[std::size_t(q)])] = pull.spikes[std::size_t(q)];
    if (!Shared) fired_.assign(std::size_t(this->n + W), -1);
    clipped_ = 0;
    int round = int(this->rounds.size()) - 1, look = 0;
    for (const auto& moment : this->in) look += moment.end == End::look;
    int asked = -1;  // the last interval that a window asks about
    if constexpr (windowed) asked = windows_.begin_back(pull.windows, *this);
    for (auto& x : pull.inputs) x = 0;
    bool alive = false;
    for (int i = this->intervals() - 1; i >= 0; --i) {
      const int last = round;
      while (round >= 0 && this->rounds[std::size_t(round)].interval == i) --round;
      if constexpr (T::spiking)
        for (int k = last; k > round; --k) through_round(this->rounds[std::size_t(k)], i, pull);
      alive |= i <= asked;
      if (alive || !Shared) flow_back(i, last > round);
      if (last > round) {  // those who fired took the other road
        const Round& first = this->rounds[std::size_t(round + 1)];
        for (int q = first.begin; q < first.end; ++q)
          for (int k = 0; k < NS; ++k) {
            const std::size_t w = std::size_t(k * this->stride + this->unit[std::size_t(q)]);
            co_[w] = chain_[w];
          }
        alive = true;
      }
      if (i == 0) break;
      const End end = this->in[std::size_t(i - 1)].end;
      if (end == End::arrival && alive) hear_back(i, pull);
      if (end != End::look) continue;
      --look;
      if (!pull.observed) continue;
      const double* g = pull.observed + std::size_t(look) * row;
      for (std::size_t w = 0; w < row; ++w) co_[w] += g[w];
      alive = true;
    }
    begin_back(pull);
    return clipped_;
  }

 private:
  void flow_back(int i, bool some_fired) {
    for (int j = 0; j < this->n; j += W) {
      Bound b = this->from(j);
      this->start(b.m, i, j);
      States q = co_state(j);
      Share gp = nothing();
      if (!Shared && some_fired) {
        unsigned quiet = 0;
        for (int l = 0; l < W; ++l) quiet |= unsigned(fired_[std::size_t(j + l)] != i) << l;
        unroll<NS>([&](auto k) SNNFLOW_FLAT { q[k] = select(mask_of(quiet), q[k], PackD(0.0)); });
      }
      Step s{};
      if constexpr (Shared) s = this->step(i, b.m);
      if constexpr (windowed)
        if (i + 1 == this->intervals() || this->in[std::size_t(i)].end != End::arrival) q[0] += windows_.ends(i, j);
      stretch(b.m, s, PackD(this->length(i)), q, gp);
      if constexpr (windowed) windows_.flow_back(*this, b.m, s, i, j, q, gp);
      keep_co_state(j, q);
      if constexpr (!Shared)
        unroll<NP>([&](auto k) SNNFLOW_FLAT {
          double* p = gp_ + std::size_t(k * this->stride + j);
          (PackD::load(p) + gp[k]).store(p);
        });
    }
  }

  void through_round(const Round& r, int i, const EventPull& pull) {
    const PackD one(1.0), zero(0.0);
    for (int s = r.begin; s < r.end; s += W) {
      const int count = std::min(W, r.end - s);
      const unsigned active = first_lanes(count);
      const Mask<double> on = mask_of(active);
      int units[W];
      unsigned last = 0;
      for (int l = 0; l < W; ++l) {
        units[l] = l < count ? this->unit[std::size_t(s + l)] : 0;
        if (l < count) last |= unsigned(this->final_[std::size_t(s + l)]) << l;
      }
      const Bound b = this->listed(units);
      N m = b.m, e = b.m;
      L::each_state([&](auto k) SNNFLOW_FLAT {
        L::template state<k>(m) = select(on, PackD::load(F::left[k] + std::size_t(s)), L::template state<k>(b.m));
        L::template state<k>(e) = select(on, PackD::load(F::at[k] + std::size_t(s)), L::template state<k>(b.m));
      });
      // Idle lanes make a step of no length: zeros for coefficients could make a NaN, which spoils a sum.
      Step to{}, on_{};
      if constexpr (Shared)
        unroll<NC>([&](auto c) SNNFLOW_FLAT {
          to[c] = select(on, PackD::load(F::step_to[c] + std::size_t(s)), b.still.v[c]);
          on_[c] = select(on, PackD::load(F::tail[c] + std::size_t(s)), b.still.v[c]);
        });
      const PackD t = select(on, PackD::load(this->time + std::size_t(s)), zero);
      States p;
      unroll<NS>([&](auto k) SNNFLOW_FLAT { p[k] = select(on, gather(chain_ + std::size_t(k * this->stride), units), zero); });
      Share gp = nothing();
      N after = e;
      after.reset();
      if (last) {
        const Mask<double> ending = mask_of(last);
        States q;
        unroll<NS>([&](auto k) SNNFLOW_FLAT { q[k] = select(ending, gather(co_ + std::size_t(k * this->stride), units), zero); });
        stretch(after, on_, select(ending, PackD(this->begins(i) + this->length(i)) - t, zero), q, gp);
        unroll<NS>([&](auto k) SNNFLOW_FLAT { p[k] = select(ending, q[k], p[k]); });
      }
      auto d = seeded(e);
      const D g = d.distance();
      d.reset();
      const States before = T::rate(e, b.still), then = T::rate(after, b.still);
      PackD climb(0.0), press = select(on, PackD::load(pull_.data() + s), zero);
      unroll<NS>([&](auto k) SNNFLOW_FLAT {
        climb += g.d[k] * before[k];
        press -= p[k] * then[k];
      });
      through(d, p, gp);
      unroll<NS>([&](auto k) SNNFLOW_FLAT { press += p[k] * before[k]; });
      const Mask<double> slow = on & (climb < PackD(pull.min_slope));
      clipped_ += __builtin_popcount(bits(slow));
      climb = select(slow, PackD(pull.min_slope), climb);
      const PackD share = select(on, press / select(on, climb, one), zero);
      unroll<NS>([&](auto k) SNNFLOW_FLAT { p[k] -= g.d[k] * share; });
      if constexpr (!Shared) unroll<NP>([&](auto k) SNNFLOW_FLAT { gp[k] -= g.d[NS + k] * share; });
      stretch(m, to, t - select(on, PackD::load(this->since + std::size_t(s)), zero), p, gp);
      unroll<NS>([&](auto k) SNNFLOW_FLAT { scatter(chain_ + std::size_t(k * this->stride), units, p[k], active); });
      if constexpr (!Shared)
        for (int l = 0; l < count; ++l) {
          fired_[std::size_t(units[l])] = i;
          for (int k = 0; k < NP; ++k) gp_[std::size_t(k * this->stride + units[l])] += gp[std::size_t(k)][l];
        }
    }
  }

  // What arrives before interval i: one spike, most often, which needs no memory.
  void hear_back(int i, const EventPull& pull) {
    const auto& moment = this->in[std::size_t(i - 1)];
    if (moment.last - moment.first > 1) return hear_all_back(i, moment.first, moment.last, pull);
    PackD moved(0.0);
    for (int j = 0; j < this->n; j += W) {
      Bound b = this->from(j);
      this->load(b.m, this->end_row(i), j);
      States q = co_state(j);
      one_back(b, i, j, moment.first, pull, q, moved);
      keep_co_state(j, q);
    }
    if (!pull.inputs.empty()) pull.inputs[std::size_t(moment.first)] = sum(moved);
  }
  // The spikes of one moment, the last first; the states between them are made again.
  void hear_all_back(int i, int first, int last, const EventPull& pull) {
    between_.resize(std::size_t(last - first));
    moved_.assign(between_.size(), PackD(0.0));
    for (int j = 0; j < this->n; j += W) {
      Bound b = this->from(j);
      this->load(b.m, this->end_row(i), j);
      for (int s = first; s < last; ++s) {
        L::each_state([&](auto k) SNNFLOW_FLAT { between_[std::size_t(s - first)][k] = L::template state<k>(b.m); });
        if (s + 1 < last) this->arrive(b.m, this->sources[std::size_t(s)], j);
      }
      States q = co_state(j);
      for (int s = last - 1; s >= first; --s) {
        const std::size_t place = std::size_t(s - first);
        L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(b.m) = between_[place][k]; });
        one_back(b, i, j, s, pull, q, moved_[place]);
      }
      keep_co_state(j, q);
    }
    for (int s = first; s < last && !pull.inputs.empty(); ++s) pull.inputs[std::size_t(s)] = sum(moved_[std::size_t(s - first)]);
  }
  SNNFLOW_INLINE States co_state(int j) const {
    States q;
    unroll<NS>([&](auto k) SNNFLOW_FLAT { q[k] = PackD::load(co_ + std::size_t(k * this->stride + j)); });
    return q;
  }
  SNNFLOW_INLINE void keep_co_state(int j, const States& q) {
    unroll<NS>([&](auto k) SNNFLOW_FLAT { q[k].store(co_ + std::size_t(k * this->stride + j)); });
  }
  // One spike, heard by a pack of neurons that stood at b: q before it, from q after it; what moving it would do.
  SNNFLOW_INLINE void one_back(const Bound& b, int i, int j, int s, const EventPull& pull, States& q, PackD& moved) {
    using DC = Dual<PackD, NL + C>;
    const int source = this->sources[std::size_t(s)];
    auto d = L::template as<DC>(b.m);
    L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(d).vary(k); });
    if constexpr (!Shared) {
      L::each_param([&](auto k) SNNFLOW_FLAT { L::template param<k>(d).vary(NS + k); });
      L::derive(d);
    }
    DC w[C];
    unroll<C>([&](auto c) SNNFLOW_FLAT { w[c] = DC::seed(PackD::load(this->synapses(source, c) + j), NL + c); });
    snnflow::receive(d, w);
    States out;
    PackD g[C];
    unroll<C>([&](auto c) SNNFLOW_FLAT { g[c] = PackD(0.0); });
    unroll<NS>([&](auto k) SNNFLOW_FLAT { out[k] = PackD(0.0); });
    L::each_state([&](auto a) SNNFLOW_FLAT {
      const DC& x = L::template state<a>(d);
      unroll<NS>([&](auto k) SNNFLOW_FLAT { out[k] += q[a] * x.d[k]; });
      unroll<C>([&](auto c) SNNFLOW_FLAT { g[c] += q[a] * x.d[NL + c]; });
      if constexpr (!Shared)
        unroll<NP>([&](auto k) SNNFLOW_FLAT {
          double* p = gp_ + std::size_t(k * this->stride + j);
          (PackD::load(p) + q[a] * x.d[NS + k]).store(p);
        });
    });
    if constexpr (windowed)
      if (s == this->in[std::size_t(i - 1)].first) out[0] += windows_.ends(i - 1, j);
    if (pull.weights)
      unroll<C>([&](auto c) SNNFLOW_FLAT {
        double* p = pull.weights + (std::size_t(source) * std::size_t(C) + std::size_t(c)) * std::size_t(this->stride) + j;
        (PackD::load(p) + g[c]).store(p);
      });
    if (!pull.inputs.empty()) {
      N after = b.m;
      L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(after) = L::template state<k>(d).v; });
      const States before = T::rate(b.m, b.still), then = T::rate(after, b.still);
      unroll<NS>([&](auto k) SNNFLOW_FLAT { moved += out[k] * before[k] - q[k] * then[k]; });
      if constexpr (windowed) {
        moved += windows_.moves(i, j, L::template state<0>(b.m), L::template state<0>(after));
        if (s + 1 == this->in[std::size_t(i - 1)].last) moved += windows_.starts(i, j) * then[0];
      }
    }
    q = out;
  }

  // What is left at t = 0 belongs to the initial states and, where begin() made them, to parameters.
  void begin_back(const EventPull& pull) {
    if (pull.initial)
      for (int k = 0; k < NS; ++k)
        for (int j = 0; j < this->n; ++j) pull.initial[k * this->stride + j] += co_[std::size_t(k * this->stride + j)];
    if constexpr (!Shared) {
      if (!pull.parameters) return;
      if constexpr (HasBegin<M<double>>)
        for (int j = 0; j < this->n; ++j) {
          using DP = Dual<double, NP>;
          auto d = L::template as<DP>(this->base);
          L::each_param([&](auto k) { L::template param<k>(d) = DP::seed(this->field(k)[j], k); });
          L::derive(d);
          d.begin();
          L::each_state([&](auto s) {
            const std::size_t w = std::size_t(s * this->stride + j);
            for (int k = 0; k < NP; ++k)
              if (!this->given_[w]) gp_[std::size_t(k * this->stride + j)] += co_[w] * L::template state<s>(d).d[k];
          });
        }
      for (int k = 0; k < NP; ++k)
        for (int j = 0; j < this->n; ++j) pull.parameters[k * this->stride + j] += gp_[std::size_t(k * this->stride + j)];
    }
  }
};

}  // namespace snnflow::event

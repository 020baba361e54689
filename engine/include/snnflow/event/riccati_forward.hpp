// A feed-forward layer of neurons of the Riccati class, forwards: intervals between arrivals are cut into pieces, each
// a power series for a pack of neurons. u passes through zero at a spike and needs no reset: its sign is turned.
#pragma once
#include <algorithm>
#include <limits>
#include <vector>

#include "snnflow/event/layer.hpp"
#include "snnflow/event/limit.hpp"
#include "snnflow/event/riccati_series.hpp"
#include "snnflow/neuron.hpp"
#include "snnflow/rows.hpp"

namespace snnflow::event {

template <class N>
concept HasRiccati = requires(const N n) { n.riccati(); };

namespace riccati {

template <template <class> class M>
struct Forward {
  using L = Layout<M>;
  static constexpr int NP = L::params, W = lanes_d;
  static constexpr double most_pieces = 1 << 20;  // of a sample: a current so strong turns the phase without end
  static_assert(L::states == 2, "a neuron with riccati() has two states, the phase and the current");

  M<double> base;
  int n = 0, stride = 0;
  const double* weights = nullptr;
  std::vector<Pace> paces;      // of each pack; one, if all units have the same time constants
  Rows<double> drives;          // [stride]
  Rows<double> begin_;          // [u, w, i][stride] at t = 0
  double shortest_mem = 0, shortest_syn = 0, longest_syn = 0;

  struct Arrival {
    double t;
    int source;  // -1: somebody looks
  };
  struct Piece {
    double begin, length;
    int interval, terms, spikes;  // spikes: how many were found before this piece
    double turn;                  // no phase turns by more radians
    double root, fade;            // where all are alike: z at its end, exp(-length/tau_mem)
    std::size_t series;           // where its first pack's series begins
  };
  std::vector<Arrival> in;
  std::vector<Piece> pieces;
  Rows<double> starts;          // [piece][u, w, i when it begins, u^2 + w^2 when it ends][stride]
  Rows<double> series;          // of each pack in each piece: [order][lane]
  Rows<double> observed;        // [observation][phase, i][stride]
  // Spikes in the order they are found: by piece, by unit.
  struct Found {
    double t, since, slope;     // ms; ms since the piece began; w at the spike
    int unit;
  };
  std::vector<Found> spikes;
  std::vector<int> order;       // which of them is the q-th in time
  std::vector<double> sorted_time;
  std::vector<int> sorted_unit;

  void bind(const M<double>& settings, const EventLayerShape& shape, const EventBinding& b) {
    base = settings;
    n = shape.units, stride = shape.stride, weights = b.weights;
    const std::size_t row = std::size_t(stride);
    std::vector<double> mem(row), syn(row);
    drives.fit(row);
    begin_.fit(3 * row);
    shortest_mem = shortest_syn = never, longest_syn = 0;
    for (int j = 0; j < stride; ++j) {
      const int unit = j < n ? j : 0;  // idle lanes hold what a real unit holds
      M<double> m = neuron(b.parameters, shape.shared ? 0 : unit);
      const auto r = m.riccati();
      auto given = [&](int k, double otherwise) {
        const double x = b.initial ? b.initial[k * stride + unit] : std::numeric_limits<double>::quiet_NaN();
        return x == x ? x : otherwise;
      };
      const double phase = given(0, L::template state<0>(m)), current = given(1, L::template state<1>(m));
      const double start[3] = {std::sin(pi * phase), std::cos(pi * phase), current};
      for (int k = 0; k < 3; ++k) begin_[std::size_t(k * stride + j)] = start[k];
      mem[std::size_t(j)] = r.tau_mem, syn[std::size_t(j)] = r.tau_syn, drives[std::size_t(j)] = r.drive;
      shortest_mem = std::min(shortest_mem, r.tau_mem), shortest_syn = std::min(shortest_syn, r.tau_syn), longest_syn = std::max(longest_syn, r.tau_syn);
    }
    auto one = [](const std::vector<double>& x) { return std::ranges::count(x, x[0]) == std::ptrdiff_t(x.size()); };
    const int different = one(mem) && one(syn) ? 1 : n;
    paces.clear();
    for (int j = 0; j < different; j += W) paces.emplace_back(PackD::load(mem.data() + j), PackD::load(syn.data() + j));
  }
  M<double> neuron(const double* parameters, int unit) const {
    M<double> m = base;
    L::each_param([&](auto k) { L::template param<k>(m) = parameters[k * stride + unit]; });
    L::derive(m);
    if constexpr (HasBegin<M<double>>) m.begin();
    return m;
  }
  SpikeView forward(const EventInput& input) {
    hear(input);
    pieces.clear(), spikes.clear();
    used_ = 0;
    observed.fit(2 * std::size_t(stride) * (input.observe.size() + 1));
    now_.fit(3 * std::size_t(stride));
    std::copy_n(begin_.get(), 3 * stride, now_.get());
    order.clear(), sorted_time.clear(), sorted_unit.clear();
    std::size_t looks = 0;
    for (int i = 0; i <= int(in.size()); ++i) {
      const double begin = i > 0 ? in[std::size_t(i - 1)].t : 0, end = i < int(in.size()) ? in[std::size_t(i)].t : input.t_end;
      if (i > 0 && in[std::size_t(i - 1)].source < 0) look(looks++);
      const double drive = receive(i);
      const int first = int(spikes.size());
      pass(i, begin, end - begin, drive);
      sort(first);
    }
    return {sorted_time, sorted_unit};
  }

 private:
  Rows<double> now_;  // [u, w, i][stride]

  void hear(const EventInput& input) {
    in.clear();
    std::size_t look = 0;
    auto looks_until = [&](double t) {
      for (; look < input.observe.size() && input.observe[look] < t; ++look) in.push_back({input.observe[look], -1});
    };
    for (std::size_t i = 0; i < input.spikes.time.size() && input.spikes.time[i] <= input.t_end; ++i) {
      looks_until(input.spikes.time[i]);
      in.push_back({input.spikes.time[i], input.spikes.unit[i]});
    }
    looks_until(never);
  }
  void look(std::size_t k) {
    for (int j = 0; j < stride; ++j) {
      const double phase = std::atan2(now_[std::size_t(j)], now_[std::size_t(stride + j)]) / pi;
      observed[(2 * k) * std::size_t(stride) + std::size_t(j)] = phase < 0 ? phase + 1 : phase;
      observed[(2 * k + 1) * std::size_t(stride) + std::size_t(j)] = now_[std::size_t(2 * stride + j)];
    }
  }
  // The arrival at the beginning of interval i; (u, w) are scaled to about 1 again. The answer: the largest |i + drive|.
  double receive(int i) {
    const int source = i > 0 ? in[std::size_t(i - 1)].source : -1;
    PackD most(0.0);
    for (int j = 0; j < n; j += W) {
      PackD u = PackD::load(now_ + std::size_t(j)), w = PackD::load(now_ + std::size_t(stride + j)), c = PackD::load(now_ + std::size_t(2 * stride + j));
      const PackD scale = inverse_scale(larger(abs(u), abs(w)));
      if (source >= 0) c += PackD::load(weights + std::size_t(source) * std::size_t(stride) + std::size_t(j));
      (u * scale).store(now_ + std::size_t(j));
      (w * scale).store(now_ + std::size_t(stride + j));
      c.store(now_ + std::size_t(2 * stride + j));
      const PackD constant = PackD::load(drives + std::size_t(j)), strength = larger(abs(c + constant), abs(constant));
      most = larger(most, select(mask_of(first_lanes(n - j)), strength, PackD(0.0)));
    }
    double r = 0;
    for (int l = 0; l < W; ++l) r = std::max(r, most[l]);
    return r;
  }
  void pass(int interval, double begin, double length, double strength) {
    const double speed = std::sqrt(strength + 0.25) / shortest_mem;  // of the phase in a piece, at most; radians per ms
    const double decay = length * (0.5 / shortest_syn);
    const double wanted = std::max(decay * (1 / most_decay), length * speed * (1 / most_turn));
    if (double(pieces.size()) + wanted > most_pieces) fires_without_end(int(spikes.size()), begin);
    const int cuts = wanted > 1 ? int(std::ceil(wanted)) : 1;  // also where a weight is no number
    const double h = length / cuts;
    PackD ends(0.0);  // of a piece, if all are alike: z and exp(-h/tau_mem)
    if (alike()) ends.set(0, -h * (0.5 / shortest_syn)), ends.set(1, -h / shortest_mem), ends = exp(ends);
    const int count = enough.needed(alike() ? 1 - ends[0] : decay / cuts, h * speed);  // 1 - exp(-y) < y
    starts.grow((pieces.size() + std::size_t(cuts)) * 4 * std::size_t(stride));
    const std::size_t numbers = std::size_t(count + 1) * std::size_t((n + W - 1) / W) * std::size_t(W);
    series.grow(used_ + std::size_t(cuts) * numbers);
    const bool moves = h > 1e-15 * longest_syn;  // or z would stay 1
    const Stretch common(paces[0], PackD(ends[0]), count);
    for (int c = 0; c < cuts; ++c) {
      const Piece p{begin + c * h, moves ? h : 0, interval, count, int(spikes.size()), h * speed, ends[0], ends[1], used_};
      double* row = starts + pieces.size() * 4 * std::size_t(stride);
      std::copy_n(now_.get(), 3 * stride, row);
      pieces.push_back(p);
      if (!moves) continue;
      used_ += numbers;
      for (int j = 0; j < n; j += W)
        if (double* radius = row + 3 * stride + j; alike()) move(p, common, radius, j);
        else move(p, Stretch(pace(j), exp(-(pace(j).faster * h)), count), radius, j);
    }
  }
  SNNFLOW_INLINE void move(const Piece& p, const Stretch& to, double* radius, int j) {
    double* c = series_of(p, j);
    const Pace& own = pace(j);
    PackD u = PackD::load(now_ + std::size_t(j)), w = PackD::load(now_ + std::size_t(stride + j));
    const PackD i = PackD::load(now_ + std::size_t(2 * stride + j)), constant = PackD::load(drives + std::size_t(j));
    expand(c, own, to, i, constant, u, w);
    (u * u + w * w).store(radius);
    const unsigned hit = bits(u <= PackD(0.0)) & first_lanes(n - j);
    if (hit) {
      PackD slope;
      const PackD s = root(c, own, to, i, constant, u, w, hit, slope);
      const PackD since = -(own.tau_syn * 2.0 * log(multiply_add(s, to.dz, PackD(1.0)))), at_spike = w_at(to, s, slope);
      for (unsigned b = hit; b; b &= b - 1) {
        const int l = __builtin_ctz(b);
        const double t = std::clamp(since[l], 0.0, p.length);
        spikes.push_back({p.begin + t, t, at_spike[l], j + l});
      }
      if (double(spikes.size()) > most_spikes(n)) fires_without_end(int(spikes.size()), p.begin);
      const Mask<double> turned = mask_of(hit);
      u = select(turned, -u, u), w = select(turned, -w, w);
    }
    u.store(now_ + std::size_t(j));
    w.store(now_ + std::size_t(stride + j));
    (i * to.end * to.end).store(now_ + std::size_t(2 * stride + j));
  }
  // An interval's spikes by time; intervals follow each other.
  void sort(int first) {
    for (int q = first; q < int(spikes.size()); ++q) order.push_back(q);
    std::sort(order.begin() + first, order.end(), [&](int a, int b) {
      const Found &x = spikes[std::size_t(a)], &y = spikes[std::size_t(b)];
      return x.t != y.t ? x.t < y.t : x.unit < y.unit;
    });
    for (std::size_t q = std::size_t(first); q < order.size(); ++q) {
      sorted_time.push_back(spikes[std::size_t(order[q])].t);
      sorted_unit.push_back(spikes[std::size_t(order[q])].unit);
    }
  }

  std::size_t used_ = 0;  // numbers of all series so far

 public:
  bool alike() const { return paces.size() == 1; }
  const Pace& pace(int j) const { return paces[alike() ? 0 : std::size_t(j / W)]; }
  double* series_of(const Piece& p, int j) const { return series + p.series + std::size_t(p.terms + 1) * std::size_t(j); }
};

}  // namespace riccati
}  // namespace snnflow::event

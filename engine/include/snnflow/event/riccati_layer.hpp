// A feed-forward layer of neurons of the Riccati class with its gradients. The phase never divides by a small slope: at a
// spike its rate is 1/tau_mem, always, so that a spike adds -tau_mem dL/dt to dL/d(phase) and nothing else. Over a piece
//   dL/d(phase): times exp(-t/tau_mem) r0^2/r1^2 with r^2 = u^2 + w^2              (Abel's identity)
//   dL/di, dL/d(drive), dL/d(tau): integrals of u^2 with exponentials, by Gauss-Legendre: the piece is short.
#pragma once
#include "snnflow/event/riccati_forward.hpp"

namespace snnflow::event::riccati {

// Nodes 1/2 - off and 1/2 + off of [0, 1], and their weights, from the outside in; odd N: the last is the middle.
template <int N>
struct Gauss;
template <>
struct Gauss<3> {
  static constexpr double off[] = {0.38729833462074169, 0.0}, weight[] = {0.27777777777777778, 0.44444444444444444};
};
template <>
struct Gauss<4> {
  static constexpr double off[] = {0.43056815579702629, 0.16999052179242813}, weight[] = {0.17392742256872693, 0.32607257743127307};
};
template <>
struct Gauss<5> {
  static constexpr double off[] = {0.45308992296933200, 0.26923465505284155, 0.0};
  static constexpr double weight[] = {0.11846344252809454, 0.23931433524968323, 0.28444444444444444};
};
template <>
struct Gauss<6> {
  static constexpr double off[] = {0.46623475710157601, 0.33060469323313226, 0.11930959304159845};
  static constexpr double weight[] = {0.08566224618958517, 0.18038078652406930, 0.23395696728634552};
};
template <>
struct Gauss<7> {
  static constexpr double off[] = {0.47455395617137926, 0.37076559279969722, 0.20292257568869858, 0.0};
  static constexpr double weight[] = {0.06474248308443485, 0.13985269574463833, 0.19091502525255947, 0.20897959183673469};
};
template <>
struct Gauss<8> {
  static constexpr double off[] = {0.48014492824876812, 0.39833323870681337, 0.26276620495816449, 0.09171732124782490};
  static constexpr double weight[] = {0.05061426814518813, 0.11119051722668724, 0.15685332293894364, 0.18134189168918099};
};

// exp(x) and exp(-x) for |x| <= nearby, within rounding: its even and its odd part.
inline constexpr double nearby = 0.2;
SNNFLOW_INLINE void both_exps(const PackD& x, PackD& up, PackD& down) {
  const PackD y = x * x;
  PackD even(1 / 3628800.0), odd(1 / 39916800.0);
  for (double c : {1 / 40320.0, 1 / 720.0, 1 / 24.0, 1 / 2.0, 1.0}) even = multiply_add(even, y, PackD(c));
  for (double c : {1 / 362880.0, 1 / 5040.0, 1 / 120.0, 1 / 6.0, 1.0}) odd = multiply_add(odd, y, PackD(c));
  odd *= x;
  up = even + odd, down = even - odd;
}

template <template <class> class M>
class RiccatiLayer final : public EventLayer {
  using F = Forward<M>;
  using L = Layout<M>;
  static constexpr int NP = L::params, W = lanes_d;

  M<double> settings_;
  EventLayerShape shape_;
  F run_;
  Rows<double> co_;         // [phase, i][stride]
  Rows<double> pressed_;    // [tau_mem, tau_syn, drive][stride]: gradients of the constants
  std::vector<double> pull_;  // dL/dt of each spike, in the order they were found
  std::vector<double> parameters_;  // as bound, for riccati() on duals
  bool with_times_ = false;   // whether a time constant depends on what is learned

  using P = PackD;

 public:
  RiccatiLayer(const M<double>& settings, const EventLayerShape& shape) : settings_(settings), shape_(shape) {}

  void bind(const EventBinding& b) override {
    run_.bind(settings_, shape_, b);
    parameters_.assign(b.parameters, b.parameters + NP * shape_.stride);
    with_times_ = false;
    if (!shape_.shared)
      for (int k = 0; k < NP; ++k) {
        const auto r = differentiated(0);
        with_times_ |= shape_.learns(k) && (r.tau_mem.d[k] != 0 || r.tau_syn.d[k] != 0);
      }
  }
  EventOutput forward(const EventInput& input) override {
    const SpikeView fired = run_.forward(input);
    return {fired, input.observe.empty() ? nullptr : run_.observed.get()};
  }

  int backward(const EventPull& pull) override {
    const std::size_t stride = std::size_t(run_.stride);
    co_.zero(2 * stride);
    pressed_.zero(3 * stride);
    pull_.resize(run_.spikes.size());
    bool alive = false;
    for (std::size_t q = 0; q < run_.order.size(); ++q) pull_[std::size_t(run_.order[q])] = pull.spikes[q];
    for (auto& x : pull.inputs) x = 0;
    int heard = int(pull.inputs.size()), looks = 0, after = int(run_.spikes.size());
    for (const auto& a : run_.in) looks += a.source < 0;
    for (int k = int(run_.pieces.size()) - 1; k >= 0; --k) {
      const auto& piece = run_.pieces[std::size_t(k)];
      for (int q = piece.spikes; q < after; ++q) alive |= pull_[std::size_t(q)] != 0;
      if (alive && piece.length > 0) {
        const double bend = 2 * piece.turn + piece.length / run_.shortest_syn + piece.length / run_.shortest_mem;
        if (bend < 0.037) piece_back<3>(k, after);  // error of N nodes: bend^2N (N!)^4 / ((2N + 1) (2N)!^3)
        else if (bend < 0.2) piece_back<4>(k, after);
        else if (bend < 0.57) piece_back<5>(k, after);
        else if (bend < 1.1) piece_back<6>(k, after);
        else if (bend < 2.0) piece_back<7>(k, after);
        else piece_back<8>(k, after);
      }
      after = piece.spikes;
      if (piece.interval == 0 || (k > 0 && run_.pieces[std::size_t(k - 1)].interval == piece.interval)) continue;
      const int source = run_.in[std::size_t(piece.interval - 1)].source;
      if (source >= 0) {
        --heard;
        if (alive) hear_back(k, source, pull, heard);
      } else {
        --looks;
        if (!pull.observed) continue;
        for (std::size_t w = 0; w < 2 * stride; ++w) co_[w] += pull.observed[std::size_t(looks) * 2 * stride + w];
        alive = true;
      }
    }
    settle(pull);
    return 0;
  }

 private:
  const double* start(int piece) const { return run_.starts + std::size_t(piece) * 4 * std::size_t(run_.stride); }
  auto differentiated(int unit) const {
    using D = Dual<double, NP>;
    auto d = L::template as<D>(settings_);
    L::each_param([&](auto k) { L::template param<k>(d) = D::seed(parameters_[std::size_t(k * shape_.stride + (shape_.shared ? 0 : unit))], k); });
    L::derive(d);
    return d.riccati();
  }

  // Integrals over [0, until] of the piece, of u^2 and its like, each with exp(-(until - t)/tau_mem).
  struct Integrals {
    P steady, falling, late, rate;  // u^2; u^2 z^2; t u^2 z^2; what tau_mem presses: w^2 + w u/pi + u^2 (i z^2 + drive)/pi^2
  };
  // The nodes of [0, until]: time, z, s, weight times exp(-(until - t)/tau_mem); exp(-until/tau_mem).
  template <int N>
  struct Nodes {
    P t[N], z[N], s[N], weight[N], fade;
  };
  template <int N>
  SNNFLOW_INLINE void place(Nodes<N>& nodes, const P& until, const Pace& pace, const P& dz) const {
    const P falls = until * pace.faster, fades = until * pace.slower, shrink = 1.0 / dz;
    const P z = exp(falls * -0.5), fade = exp(fades * -0.5);
    nodes.fade = fade * fade;
    // As all of them are about the middle, a short polynomial does for the rest, where it reaches.
    const bool near = !any((falls * 0.5 > P(nearby)) | (fades * 0.5 > P(nearby)));
    auto put = [&](int q, double at, const P& z_here, const P& weight) SNNFLOW_FLAT {
      nodes.t[q] = until * at, nodes.z[q] = z_here, nodes.s[q] = (z_here - 1.0) * shrink, nodes.weight[q] = until * weight;
    };
    unroll<(N + 1) / 2>([&](auto q) SNNFLOW_FLAT {
      constexpr double off = Gauss<N>::off[q], weight = Gauss<N>::weight[q];
      P rise(1.0), fall(1.0), grow(1.0), shed(1.0);
      if (off > 0) {
        if (near) both_exps(falls * off, rise, fall), both_exps(fades * off, grow, shed);
        else rise = exp(falls * off), fall = exp(falls * -off), grow = exp(fades * off), shed = exp(fades * -off);
      }
      put(q, 0.5 - off, z * rise, fade * shed * weight);
      put(N - 1 - q, 0.5 + off, z * fall, fade * grow * weight);
    });
  }
  template <int N>
  SNNFLOW_INLINE Integrals integrate(const double* series, int terms, const Nodes<N>& nodes, const P& i, const P& drive, const Pace& pace, const P& dz) const {
    Integrals sum{P(0.0), P(0.0), P(0.0), P(0.0)};
    P u[N];
    at<N>(series, terms, nodes.s, u);
    for (int q = 0; q < N; ++q) {
      const P x = nodes.z[q] * nodes.z[q], share = nodes.weight[q] * u[q] * u[q];
      sum.steady += share;
      sum.falling = multiply_add(share, x, sum.falling);
      if (!with_times_) continue;
      P same, slope;
      at(series, terms, nodes.s[q], same, slope);
      const P w = -(nodes.z[q] * slope) / (pace.turning * dz);
      sum.late = multiply_add(share * nodes.t[q], x, sum.late);
      sum.rate = multiply_add(nodes.weight[q], w * w + w * u[q] * (1 / pi) + u[q] * u[q] * multiply_add(i, x, drive) * (1 / (pi * pi)), sum.rate);
    }
    return sum;
  }

  template <int N>
  void piece_back(int k, int after) {
    const auto& piece = run_.pieces[std::size_t(k)];
    const double* row = start(k);
    int q = piece.spikes;
    const P length(piece.length);
    Nodes<N> nodes, cut_nodes;
    if (run_.alike()) place(nodes, length, run_.paces[0], P(piece.root - 1));
    for (int j = 0; j < run_.n; j += W) {
      const Pace& pace = run_.pace(j);
      P until(0.0), press(0.0), slope(1.0);
      unsigned hit = 0;
      for (; q < after && run_.spikes[std::size_t(q)].unit < j + W; ++q) {
        const auto& f = run_.spikes[std::size_t(q)];
        if (pull_[std::size_t(q)] == 0) continue;
        const int l = f.unit - j;
        hit |= 1u << l;
        until.set(l, f.since), press.set(l, pull_[std::size_t(q)]), slope.set(l, f.slope);
      }
      const double* series = run_.series_of(piece, j);
      const P drive = P::load(run_.drives + std::size_t(j)), i = P::load(row + 2 * run_.stride + j);
      const P root = run_.alike() ? P(piece.root) : exp(-(length * pace.faster)), dz = root - 1.0;
      if (!run_.alike()) place(nodes, length, pace, dz);
      const P end = root * root, fade = run_.alike() ? P(piece.fade) : nodes.fade;
      const P u = P::load(row + j), w = P::load(row + run_.stride + j), begun = u * u + w * w;
      const P p = P::load(co_ + std::size_t(j)), pull = P::load(co_ + std::size_t(run_.stride + j));
      const P per = p / P::load(row + 3 * run_.stride + j), lifted = per * pace.lift;
      const Integrals whole = integrate<N>(series, piece.terms, nodes, i, drive, pace, dz);
      P phase = per * fade * begun, current = multiply_add(lifted, whole.falling, pull * end), constant = lifted * whole.steady;
      P mem(0.0), syn(0.0);
      if (with_times_) {
        mem = -(per * whole.rate);
        syn = pull * length * end + lifted * whole.late;
      }
      if (hit) {
        const P part = -(pace.tau_mem * press) / (slope * slope), lifted_part = part * pace.lift;
        place(cut_nodes, until, pace, dz);
        const Integrals cut = integrate<N>(series, piece.terms, cut_nodes, i, drive, pace, dz);
        phase += part * cut_nodes.fade * begun;
        current = multiply_add(lifted_part, cut.falling, current);
        constant = multiply_add(lifted_part, cut.steady, constant);
        if (with_times_) {
          mem -= part * cut.rate;
          syn += lifted_part * cut.late;
        }
      }
      phase.store(co_ + std::size_t(j));
      current.store(co_ + std::size_t(run_.stride + j));
      if (shape_.shared) continue;
      if (with_times_) {
        press_on(0, j, mem * pace.slower * pace.slower);
        press_on(1, j, syn * i / (pace.tau_syn * pace.tau_syn));
      }
      press_on(2, j, constant);
    }
  }
  SNNFLOW_INLINE void press_on(int k, int j, const P& x) {
    double* p = pressed_ + std::size_t(k * run_.stride + j);
    (P::load(p) + x).store(p);
  }

  void hear_back(int k, int source, const EventPull& pull, int heard) {
    const double* row = start(k);
    P moved(0.0);
    for (int j = 0; j < run_.n; j += W) {
      const P current = P::load(co_ + std::size_t(run_.stride + j));
      if (pull.weights) {
        double* p = pull.weights + std::size_t(source) * std::size_t(run_.stride) + std::size_t(j);
        (P::load(p) + current).store(p);
      }
      if (pull.inputs.empty()) continue;
      const P u = P::load(row + j), w = P::load(row + run_.stride + j);
      const Pace& pace = run_.pace(j);
      const P weight = P::load(run_.weights + std::size_t(source) * std::size_t(run_.stride) + std::size_t(j));
      const P lift = u * u / (u * u + w * w) * pace.lift;
      moved += select(mask_of(first_lanes(run_.n - j)), weight * (current * (pace.faster * 2.0) - P::load(co_ + std::size_t(j)) * lift), P(0.0));
    }
    if (!pull.inputs.empty()) pull.inputs[std::size_t(heard)] = sum(moved);
  }

  // What is left at t = 0 belongs to the initial states; gradients of the constants go on to the parameters.
  void settle(const EventPull& pull) {
    for (int k = 0; pull.initial && k < 2; ++k)
      for (int j = 0; j < run_.n; ++j) pull.initial[k * run_.stride + j] += co_[std::size_t(k * run_.stride + j)];
    if (!pull.parameters || shape_.shared) return;
    for (int j = 0; j < run_.n; ++j) {
      const auto r = differentiated(j);
      for (int k = 0; k < NP; ++k)
        pull.parameters[k * run_.stride + j] += r.tau_mem.d[k] * pressed_[std::size_t(j)] + r.tau_syn.d[k] * pressed_[std::size_t(run_.stride + j)] +
                                                r.drive.d[k] * pressed_[std::size_t(2 * run_.stride + j)];
    }
  }
};

}  // namespace snnflow::event::riccati

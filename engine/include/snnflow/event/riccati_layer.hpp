// A feed-forward layer of neurons of the Riccati class with its gradients. The phase never divides by a small slope: at a
// spike its rate is 1/tau_mem, always, so that a spike adds -tau_mem dL/dt to dL/d(phase) and nothing else. Over a piece
//   dL/d(phase): times exp(-t/tau_mem) r0^2/r1^2 with r^2 = u^2 + w^2              (Abel's identity)
//   dL/di, dL/d(drive), dL/d(tau): integrals of u^2 with exponentials, by Gauss-Legendre: the piece is short.
#pragma once
#include "snnflow/event/riccati_forward.hpp"

namespace snnflow::event::riccati {

// Nodes and weights on [0, 1].
template <int N>
struct Gauss;
template <>
struct Gauss<4> {
  static constexpr double node[] = {0.06943184420297371, 0.33000947820757187, 0.66999052179242813, 0.93056815579702629};
  static constexpr double weight[] = {0.17392742256872693, 0.32607257743127307, 0.32607257743127307, 0.17392742256872693};
};
template <>
struct Gauss<6> {
  static constexpr double node[] = {0.03376524289842399, 0.16939530676686775, 0.38069040695840156,
                                    0.61930959304159849, 0.83060469323313224, 0.96623475710157603};
  static constexpr double weight[] = {0.08566224618958517, 0.18038078652406930, 0.23395696728634552,
                                      0.23395696728634552, 0.18038078652406930, 0.08566224618958517};
};
template <>
struct Gauss<8> {
  static constexpr double node[] = {0.01985507175123188, 0.10166676129318663, 0.23723379504183550, 0.40828267875217510,
                                    0.59171732124782490, 0.76276620495816450, 0.89833323870681337, 0.98014492824876812};
  static constexpr double weight[] = {0.05061426814518813, 0.11119051722668724, 0.15685332293894364, 0.18134189168918099,
                                      0.18134189168918099, 0.15685332293894364, 0.11119051722668724, 0.05061426814518813};
};

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
        if (bend < 0.2) piece_back<4>(k, after);  // error of N nodes: bend^2N (N!)^4 / ((2N + 1) (2N)!^3)
        else if (bend < 1.1) piece_back<6>(k, after);
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
  // The nodes of [0, until]: time, z, s, weight times exp(-(until - t)/tau_mem).
  template <int N>
  struct Nodes {
    P t[N], z[N], s[N], weight[N];
  };
  template <int N>
  SNNFLOW_INLINE void place(Nodes<N>& nodes, const P& until, const P& tau_mem, const P& tau_syn, const P& dz) const {
    const P slower = 1.0 / tau_mem, faster = 0.5 / tau_syn, shrink = 1.0 / dz;
    for (int q = 0; q < N; ++q) {
      nodes.t[q] = until * Gauss<N>::node[q], nodes.z[q] = exp(-nodes.t[q] * faster), nodes.s[q] = (nodes.z[q] - 1.0) * shrink;
      nodes.weight[q] = until * exp((nodes.t[q] - until) * slower) * Gauss<N>::weight[q];
    }
  }
  // The same for a pack of neurons alike: the nodes themselves fill a pack.
  template <int N>
  SNNFLOW_INLINE void place_alike(Nodes<N>& nodes, double until, double tau_mem, double tau_syn, double dz) const {
    constexpr int room = (N + W - 1) / W * W;
    alignas(64) double t[room] = {}, z[room], weight[room];
    for (int q = 0; q < N; ++q) t[q] = until * Gauss<N>::node[q];
    for (int q = 0; q < N; q += W) {
      const P here = P::load(t + q);
      exp(-here / (2 * tau_syn)).store(z + q);
      exp((here - until) / tau_mem).store(weight + q);
    }
    for (int q = 0; q < N; ++q)
      nodes.t[q] = P(t[q]), nodes.z[q] = P(z[q]), nodes.s[q] = P((z[q] - 1) / dz), nodes.weight[q] = P(until * weight[q] * Gauss<N>::weight[q]);
  }
  template <int N>
  SNNFLOW_INLINE Integrals integrate(const double* series, int terms, const Nodes<N>& nodes, const P& i, const P& drive, const P& turning, const P& dz) const {
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
      const P w = -(nodes.z[q] * slope) / (turning * dz);
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
    const double end_alike = std::exp(-piece.length / (2 * run_.constants[std::size_t(run_.stride)]));
    if (run_.alike) place_alike(nodes, piece.length, run_.constants[0], run_.constants[std::size_t(run_.stride)], end_alike - 1);
    for (int j = 0; j < run_.n; j += W) {
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
      const P tau_mem = run_.constant(0, j), tau_syn = run_.constant(1, j), drive = run_.constant(2, j), i = P::load(row + 2 * run_.stride + j);
      const P root = run_.alike ? P(end_alike) : exp(-length / (tau_syn * 2.0)), end = root * root, dz = root - 1.0, turning = tau_syn / tau_mem * (2 * pi);
      if (!run_.alike) place(nodes, length, tau_mem, tau_syn, dz);
      const P u = P::load(row + j), w = P::load(row + run_.stride + j), begun = u * u + w * w;
      const P p = P::load(co_ + std::size_t(j)), pull = P::load(co_ + std::size_t(run_.stride + j)), scale = 1.0 / (tau_mem * (pi * pi));
      const P per = p / P::load(row + 3 * run_.stride + j);
      const Integrals whole = integrate<N>(series, piece.terms, nodes, i, drive, turning, dz);
      P phase = per * exp(-length / tau_mem) * begun, current = pull * end + per * scale * whole.falling, constant = per * scale * whole.steady;
      P mem(0.0), syn(0.0);
      if (with_times_) {
        mem = -(per * whole.rate);
        syn = pull * length * end + per * scale * whole.late;
      }
      if (hit) {
        const P part = -(tau_mem * press) / (slope * slope);
        place(cut_nodes, until, tau_mem, tau_syn, dz);
        const Integrals cut = integrate<N>(series, piece.terms, cut_nodes, i, drive, turning, dz);
        phase += part * exp(-until / tau_mem) * begun;
        current += part * scale * cut.falling;
        constant += part * scale * cut.steady;
        if (with_times_) {
          mem -= part * cut.rate;
          syn += part * scale * cut.late;
        }
      }
      phase.store(co_ + std::size_t(j));
      current.store(co_ + std::size_t(run_.stride + j));
      if (shape_.shared) continue;
      press_on(0, j, mem / (tau_mem * tau_mem));
      press_on(1, j, syn * i / (tau_syn * tau_syn));
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
      const P u = P::load(row + j), w = P::load(row + run_.stride + j), tau_mem = run_.constant(0, j);
      const P weight = P::load(run_.weights + std::size_t(source) * std::size_t(run_.stride) + std::size_t(j));
      const P lift = u * u / ((u * u + w * w) * tau_mem * (pi * pi));
      moved += select(mask_of(first_lanes(run_.n - j)), weight * (current / run_.constant(1, j) - P::load(co_ + std::size_t(j)) * lift), P(0.0));
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

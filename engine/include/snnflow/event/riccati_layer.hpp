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
        if (2 * piece.turn + piece.length / run_.shortest_syn + piece.length / run_.shortest_mem < 0.2) piece_back<4>(k, after);
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
  const double* start(int piece) const { return run_.starts + std::size_t(piece) * 3 * std::size_t(run_.stride); }
  P constant(int k, int j) const { return P::load(run_.constants + std::size_t(k * run_.stride + j)); }
  auto differentiated(int unit) const {
    using D = Dual<double, NP>;
    auto d = L::template as<D>(settings_);
    L::each_param([&](auto k) { L::template param<k>(d) = D::seed(parameters_[std::size_t(k * shape_.stride + (shape_.shared ? 0 : unit))], k); });
    L::derive(d);
    return d.riccati();
  }

  // Integrals over [0, until] of the piece, of u^2 and its like, each with exp(-(until - t)/tau_mem).
  struct Integrals {
    P steady, falling, late, rate;  // u^2; u^2 x; t u^2 x; what tau_mem presses: w^2 + w u/pi + u^2 (i x + drive)/pi^2
  };
  template <int N>
  SNNFLOW_INLINE Integrals integrate(const Series& s, int terms, const Stretch& to, const P& until, int j, const P& i, const P& drive) const {
    Integrals sum{P(0.0), P(0.0), P(0.0), P(0.0)};
    const P slower = 1.0 / constant(0, j), faster = 1.0 / constant(1, j), shrink = 1.0 / to.dx;
    for (int q = 0; q < N; ++q) {
      const P t = until * Gauss<N>::node[q], x = exp(-t * faster), where = (x - 1.0) * shrink;
      const P weight = until * exp((t - until) * slower) * Gauss<N>::weight[q];
      add(sum, s, terms, to, t, x, where, weight, i, drive);
    }
    return sum;
  }
  SNNFLOW_INLINE void add(Integrals& sum, const Series& s, int terms, const Stretch& to, const P& t, const P& x, const P& where, const P& weight,
                          const P& i, const P& drive) const {
    P u;
    if (!with_times_) u = at(s, terms, where);
    else {
      P slope;
      at(s, terms, where, u, slope);
      const P w = w_at(to, where, slope);
      sum.late = multiply_add(weight * t * x, u * u, sum.late);
      sum.rate = multiply_add(weight, w * w + w * u * (1 / pi) + u * u * multiply_add(i, x, drive) * (1 / (pi * pi)), sum.rate);
    }
    const P share = weight * u * u;
    sum.steady += share;
    sum.falling = multiply_add(share, x, sum.falling);
  }

  template <int N>
  void piece_back(int k, int after) {
    const auto& piece = run_.pieces[std::size_t(k)];
    const double* row = start(k);
    int q = piece.spikes;
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
      const P u = P::load(row + j), w = P::load(row + run_.stride + j), i = P::load(row + 2 * run_.stride + j);
      const P tau_mem = constant(0, j), tau_syn = constant(1, j), drive = constant(2, j);
      const Stretch to = run_.stretch_of(piece, j);
      Series s;
      expand(s, to, piece.terms, u, w, i, drive);
      const P length(piece.length), begun = u * u + w * w, scale = 1.0 / (tau_mem * (pi * pi));
      const P p = P::load(co_ + std::size_t(j)), pi_ = P::load(co_ + std::size_t(run_.stride + j));
      const P per = p / (s.u * s.u + s.w * s.w);
      const Integrals whole = integrate<N>(s, piece.terms, to, length, j, i, drive);
      P phase = per * exp(-length / tau_mem) * begun, current = pi_ * to.end + per * scale * whole.falling, constant = per * scale * whole.steady;
      P mem(0.0), syn(0.0);
      if (with_times_) {
        mem = -(per * whole.rate);
        syn = pi_ * length * to.end + per * scale * whole.late;
      }
      if (hit) {
        const P part = -(tau_mem * press) / (slope * slope);
        const Integrals cut = integrate<N>(s, piece.terms, to, until, j, i, drive);
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
      const P u = P::load(row + j), w = P::load(row + run_.stride + j), tau_mem = constant(0, j);
      const P weight = P::load(run_.weights + std::size_t(source) * std::size_t(run_.stride) + std::size_t(j));
      const P lift = u * u / ((u * u + w * w) * tau_mem * (pi * pi));
      moved += select(mask_of(first_lanes(run_.n - j)), weight * (current / constant(1, j) - P::load(co_ + std::size_t(j)) * lift), P(0.0));
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

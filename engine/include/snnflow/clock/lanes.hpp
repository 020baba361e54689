// A layer on a clock, a pack of neurons at a time: forwards on packs, backwards on dual numbers of packs, both from the
// author's equations. Rows of states, inputs and gradients belong to the caller.
#pragma once
#include "snnflow/clock/bound.hpp"

namespace snnflow::clock {

#if defined(__GNUC__) && !defined(__clang__)
inline constexpr bool track_zeros = true;
#else
inline constexpr bool track_zeros = false;  // clang 14 does not fold the flags
#endif

template <template <class> class M, class R, bool Shared>
class Lanes final : public ClockLayer<R> {
  using B = Bound<M, R, Shared>;
  using L = typename B::L;
  using S = typename B::S;
  using P = typename B::P;
  static constexpr int NS = L::states, NP = L::learnables, ND = L::deriveds, NC = S::coefficients, C = S::C, W = P::lanes;
  // What is differentiated: states, inputs, the spike; and where parameters are learned, they and all that is computed
  // from them before a step: derived fields, coefficients of the step.
  static constexpr int at_input = NS, at_spike = NS + C, at_param = NS + C + 1, at_derived = at_param + NP, at_step = at_derived + ND;
  static constexpr int NL = Shared ? at_param : at_step + NC, NG = NP + ND + NC;
  using D = Dual<P, NL, track_zeros>;

  B bound_;
  Rows<double> sums_;   // [parameter, derived, coefficient][stride]: gradients that backward() has summed
  Rows<R> recent_;      // the same, of the pass that runs

 public:
  Lanes(const M<double>& settings, const ClockLayerShape& shape) : bound_(settings, shape) {
    sums_.zero(std::size_t(NG) * std::size_t(shape.stride));
    recent_.zero(std::size_t(NG) * std::size_t(shape.stride));
  }
  void bind(const ClockBinding& binding) override { bound_.bind(binding); }

  void begin(R* states, int samples) const override {
    const std::size_t stride = std::size_t(bound_.shape.stride);
    for (int k = 0; k < NS; ++k)
      for (int s = 0; s < samples; ++s)
        std::memcpy(states + std::size_t(k * samples + s) * stride, bound_.begin_ + std::size_t(k) * stride, stride * sizeof(R));
  }

  void forward(const ClockForward<R>& f) const override {
    each_block<forward_packs>([&]<int N>(int unit) SNNFLOW_FLAT { forward_block<N>(f, unit); });
  }

  void fire(const R* states, int samples, std::uint16_t* spikes) const override {
    if constexpr (S::spiking)
      each({0, 1, samples, 0}, [&](const Place& p) SNNFLOW_FLAT { put(spikes, p, bits(distance_at(states, p, samples) > P(0.0))); });
  }
  void distance(const R* states, int samples, R* u) const override {
    if constexpr (S::spiking)
      each({0, 1, samples, 0}, [&](const Place& p) SNNFLOW_FLAT { distance_at(states, p, samples).store(u + p.at); });
  }
  void distances(const ClockSpan& span, const R* states, const R* input, R* u) const override {
    if constexpr (S::spiking)
      each_block<forward_packs>([&]<int N>(int unit) SNNFLOW_FLAT { distance_block<N>(span, states, input, u, unit); });
  }

  void backward(const ClockBackward<R>& b) override {
    each_block<backward_packs>([&]<int N>(int unit) SNNFLOW_FLAT { backward_block<N>(b, unit); });
    if constexpr (!Shared) settle_sums();
  }

  void input_gradient(const ClockBackward<R>& b, R* gradient) const override {
    each({b.span.from, b.span.from + 1, b.span.samples, b.span.plane}, [&](const Place& p) SNNFLOW_FLAT {
      M<P> m;
      typename B::Coefficients step;
      bound_.load(m, step, p.unit);
      const Looked d = look(m, step, b.states, b.input, b.span, p);
      P g[C];
      unroll<C>([&](auto c) SNNFLOW_FLAT { g[c] = P(0.0); });
      L::each_state([&](auto k) SNNFLOW_FLAT {
        const P q = P::load(b.co_state + k * row(b.span) + p.at);
        unroll<C>([&](auto c) SNNFLOW_FLAT { g[c] += q * L::template state<k>(d.m).d[at_input + c]; });
      });
      unroll<C>([&](auto c) SNNFLOW_FLAT { g[c].store(gradient + c * row(b.span) + p.at); });
    });
  }

  void collect(const R* co_state, int samples, double* parameters, double* initial) override;
  void tangent(const ClockTangent<R>& pass) const override;

 private:
  // A pack of neurons at one step: the first number of the row, the place within the row, the unit.
  struct Place {
    std::size_t row, at;
    int unit;
  };
  std::size_t row(const ClockSpan& span) const { return std::size_t(span.samples) * std::size_t(bound_.shape.stride); }
  std::size_t first_row(const ClockSpan& span) const { return std::size_t(span.from) * row(span); }
  template <class F>
  SNNFLOW_INLINE void each(const ClockSpan& span, F&& f) const {
    for (int t = span.from; t < span.to; ++t)  // steps outside, neurons inside: neighbours hide each other's latency
      for (int s = 0; s < span.samples; ++s)
        for (int j = 0; j < bound_.shape.units; j += W)
          f(Place{std::size_t(t) * row(span), std::size_t(s) * std::size_t(bound_.shape.stride) + std::size_t(j), j});
  }
  // Packs of neurons that stay in registers while steps pass: as many as there is room for.
  static constexpr int registers = SNNFLOW_PACK_BYTES == 64 ? 32 : 16, kept = NS + (Shared ? 0 : L::params + ND + NC);
  static constexpr int forward_packs = 4 * kept + 8 <= registers ? 4 : 2 * kept + 6 <= registers ? 2 : 1;
  static constexpr int backward_packs = 2 * (kept + NS + (Shared ? 0 : NG)) + 8 <= registers ? 2 : 1;
  template <int most, class F>
  SNNFLOW_INLINE void each_block(F&& f) const {
    int j = 0;
    for (; j + (most - 1) * W < bound_.shape.units; j += most * W) f.template operator()<most>(j);
    if constexpr (most > 1)
      for (; j < bound_.shape.units; j += W) f.template operator()<1>(j);
  }

  template <int N>
  SNNFLOW_INLINE void forward_block(const ClockForward<R>& f, int unit) const {
    typename B::Coefficients step[N];
    M<P> neurons[N];
    unroll<N>([&](auto n) SNNFLOW_FLAT { bound_.load(neurons[n], step[n], unit + n * W); });
    const std::size_t width = row(f.span);
    for (int s = 0; s < f.span.samples; ++s) {
      const std::size_t at = std::size_t(s) * std::size_t(bound_.shape.stride) + std::size_t(unit);
      P x[N][NS];
      const R* begin = f.states + first_row(f.span) * std::size_t(NS) + at;
      unroll<N>([&](auto n) SNNFLOW_FLAT { unroll<NS>([&](auto k) SNNFLOW_FLAT { x[n][k] = P::load(begin + k * width + n * W); }); });
      for (int t = f.span.from; t < f.span.to; ++t) {
        const std::size_t here = std::size_t(t) * width;
        R* after = f.states + (here + width) * std::size_t(NS) + at;
        unroll<N>([&](auto n) SNNFLOW_FLAT {
          M<P> m = neurons[n];
          L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(m) = x[n][k]; });
          P in[C];
          unroll<C>([&](auto c) SNNFLOW_FLAT { in[c] = P::load(f.input + c * f.span.plane + here + at + n * W); });
          const P u = S::decide(m, in, step[n]);
          if constexpr (S::spiking) {
            const Mask<R> fired = u > P(0.0);
            if (f.spikes) put(f.spikes, Place{here, at + std::size_t(n * W), unit + n * W}, bits(fired));
            if (f.distance) u.store(f.distance + here + at + n * W);
            S::settle(m, select(fired, P(1.0), P(0.0)), in);
          }
          L::each_state([&](auto k) SNNFLOW_FLAT {
            x[n][k] = L::template state<k>(m);
            x[n][k].store(after + k * width + n * W);
          });
        });
      }
    }
  }

  template <int N>
  SNNFLOW_INLINE void distance_block(const ClockSpan& span, const R* states, const R* input, R* u, int unit) const {
    typename B::Coefficients step[N];
    M<P> neurons[N];
    unroll<N>([&](auto n) SNNFLOW_FLAT { bound_.load(neurons[n], step[n], unit + n * W); });
    const std::size_t width = row(span);
    for (int s = 0; s < span.samples; ++s) {
      const std::size_t at = std::size_t(s) * std::size_t(bound_.shape.stride) + std::size_t(unit);
      for (int t = span.from; t < span.to; ++t) {
        const std::size_t here = std::size_t(t) * width;
        unroll<N>([&](auto n) SNNFLOW_FLAT {
          M<P> m = neurons[n];
          L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(m) = P::load(states + here * std::size_t(NS) + k * width + at + n * W); });
          P in[C];
          unroll<C>([&](auto c) SNNFLOW_FLAT { in[c] = P::load(input + c * span.plane + here + at + n * W); });
          S::decide(m, in, step[n]).store(u + here - first_row(span) + at + n * W);
        });
      }
    }
  }

  // Bits of a pack into the row's words; lanes beyond the last unit never fire.
  SNNFLOW_INLINE void put(std::uint16_t* spikes, const Place& p, unsigned fired) const {
    const int left = bound_.shape.units - p.unit;
    if (left < W) fired &= (1u << left) - 1;
    std::uint16_t* word = spikes + (p.row + p.at) / 16;
    if constexpr (W == 16) *word = std::uint16_t(fired);
    else {
      const unsigned shift = unsigned(p.unit % 16);
      *word = std::uint16_t((shift == 0 ? 0u : unsigned(*word)) | fired << shift);
    }
  }
  SNNFLOW_INLINE P distance_at(const R* states, const Place& p, int samples) const {
    M<P> m;
    typename B::Coefficients step;
    bound_.load(m, step, p.unit);
    const std::size_t width = std::size_t(samples) * std::size_t(bound_.shape.stride);
    L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(m) = P::load(states + k * width + p.at); });
    return m.distance();
  }

  // A step on dual numbers: the states after it, and u.
  struct Looked {
    M<D> m;
    D u;
  };
  SNNFLOW_INLINE Looked look(const M<P>& plain, const typename B::Coefficients& step, const R* states, const R* input, const ClockSpan& span,
                             const Place& p) const {
    Looked d{L::template as<D>(plain), D(0.0)};
    L::each_state([&](auto k) SNNFLOW_FLAT {
      L::template state<k>(d.m) = D::seed(P::load(states + p.row * std::size_t(NS) + k * row(span) + p.at), k);
    });
    D in[C];
    unroll<C>([&](auto c) SNNFLOW_FLAT { in[c] = D::seed(P::load(input + c * span.plane + p.row + p.at), at_input + c); });
    if constexpr (Shared) d.u = S::decide(d.m, in, step);
    else {
      L::each_learnable([&](auto k) SNNFLOW_FLAT { L::template learnable<k>(d.m).vary(at_param + k); });
      L::each_derived([&](auto k) SNNFLOW_FLAT { L::template derived<k>(d.m).vary(at_derived + k); });
      std::array<D, std::size_t(NC)> varied;
      unroll<NC>([&](auto c) SNNFLOW_FLAT { varied[c] = D::seed(step[c], at_step + c); });
      d.u = S::decide(d.m, in, varied);
    }
    if constexpr (S::spiking) S::settle(d.m, D::seed(select(d.u.v > P(0.0), P(1.0), P(0.0)), at_spike), in);
    return d;
  }

  template <int N>
  SNNFLOW_INLINE void backward_block(const ClockBackward<R>& b, int unit) {
    typename B::Coefficients step[N];
    M<P> neurons[N];
    P sums[N][Shared ? 1 : NG > 0 ? NG : 1];
    unroll<N>([&](auto n) SNNFLOW_FLAT {
      bound_.load(neurons[n], step[n], unit + n * W);
      if constexpr (!Shared) unroll<NG>([&](auto k) SNNFLOW_FLAT { sums[n][k] = P::load(recent(k, unit + n * W)); });
    });
    const std::size_t width = row(b.span);
    for (int s = 0; s < b.span.samples; ++s) {
      const std::size_t at = std::size_t(s) * std::size_t(bound_.shape.stride) + std::size_t(unit);
      P q[N][NS];
      unroll<N>([&](auto n) SNNFLOW_FLAT { unroll<NS>([&](auto k) SNNFLOW_FLAT { q[n][k] = P::load(b.co_state + k * width + at + n * W); }); });
      for (int t = b.span.to - 1; t >= b.span.from; --t)
        unroll<N>([&](auto n) SNNFLOW_FLAT {
          step_back(b, Place{std::size_t(t) * width, at + std::size_t(n * W), unit + n * W}, neurons[n], step[n], q[n], sums[n]);
        });
      unroll<N>([&](auto n) SNNFLOW_FLAT { unroll<NS>([&](auto k) SNNFLOW_FLAT { q[n][k].store(b.co_state + k * width + at + n * W); }); });
    }
    if constexpr (!Shared)
      unroll<N>([&](auto n) SNNFLOW_FLAT { unroll<NG>([&](auto k) SNNFLOW_FLAT { sums[n][k].store(recent(k, unit + n * W)); }); });
  }
  R* recent(int k, int unit) { return recent_ + std::size_t(k) * std::size_t(bound_.shape.stride) + std::size_t(unit); }

  // q: gradients of the states after the step on entry, of those before it on return.
  SNNFLOW_INLINE void step_back(const ClockBackward<R>& b, const Place& p, const M<P>& neuron, const typename B::Coefficients& step, P* q, P* sums) {
    const Looked d = look(neuron, step, b.states, b.input, b.span, p);
    const std::size_t here = p.row - first_row(b.span) + p.at;
    P r[NL];
    bool begun[NL] = {};  // known when compiled
    auto add = [&](auto i, P x) SNNFLOW_FLAT {
      r[i] = begun[i] ? r[i] + x : x;
      begun[i] = true;
    };
    const P out = P::load(b.output_gradient + here);
    if constexpr (!S::spiking) q[0] += out;
    L::each_state([&](auto k) SNNFLOW_FLAT {
      const D& x = L::template state<k>(d.m);
      unroll<NL>([&](auto i) SNNFLOW_FLAT {
        if (!x.zero(i)) add(i, q[k] * x.d[i]);
      });
    });
    if constexpr (S::spiking) {
      P pull = (begun[at_spike] ? out + r[at_spike] : out) * P::load(b.slope + here);
      if (b.distance_gradient) pull += P::load(b.distance_gradient + here);
      unroll<NL>([&](auto i) SNNFLOW_FLAT {
        if (!d.u.zero(i)) add(i, pull * d.u.d[i]);
      });
    }
    unroll<NL>([&](auto i) SNNFLOW_FLAT {
      if (!begun[i]) r[i] = P(0.0);
    });
    L::each_state([&](auto k) SNNFLOW_FLAT { q[k] = r[k]; });
    unroll<C>([&](auto c) SNNFLOW_FLAT { r[at_input + c].store(b.input + c * b.span.plane + p.row + p.at); });
    if constexpr (!Shared) unroll<NG>([&](auto k) SNNFLOW_FLAT { sums[k] += r[at_param + k]; });
  }

  // Short sums in R, long ones in double.
  void settle_sums() {
    const std::size_t n = std::size_t(NG) * std::size_t(bound_.shape.stride);
    for (std::size_t i = 0; i < n; ++i) {
      sums_[i] += double(recent_[i]);
      recent_[i] = R(0);
    }
  }
};

}  // namespace snnflow::clock

#include "snnflow/clock/collect.hpp"

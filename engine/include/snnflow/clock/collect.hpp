// What is left after all steps of a backward pass: derived fields, coefficients of the step and initial states go back to
// parameters.
// And forward derivatives along the same spikes, for checks.
#pragma once
#include "snnflow/clock/lanes.hpp"

namespace snnflow::clock {

template <template <class> class M, class R, bool Shared>
void Lanes<M, R, Shared>::collect(const R* co_state, int samples, double* parameters, double* initial) {
  const std::size_t stride = std::size_t(bound_.shape.stride);
  auto left_over = [&](int k, std::size_t j) {
    double sum = 0;
    for (int s = 0; s < samples; ++s) sum += double(co_state[std::size_t(k * samples + s) * stride + j]);
    return sum;
  };
  using DP = Dual<double, NP>;
  for (std::size_t j = 0; j < std::size_t(bound_.shape.units); ++j) {
    if constexpr (!Shared && (ND > 0 || NC > 0 || HasBegin<M<double>>)) {
      if (parameters) {
        auto d = L::template as<DP>(bound_.base);
        L::each_param([&](auto k) { L::template param<k>(d) = DP(bound_.parameters[k * stride + j]); });
        L::each_learnable([&](auto k) { L::template learnable<k>(d).vary(k); });
        L::derive(d);
        auto add = [&](const DP& x, double pull) {
          for (int k = 0; k < NP; ++k) parameters[std::size_t(L::learnable_param(k)) * stride + j] += pull * x.d[k];
        };
        L::each_derived([&](auto k) { add(L::template derived<k>(d), sums_[std::size_t(NP + k) * stride + j]); });
        const auto step = S::prepare(d, DP(bound_.shape.dt));
        for (int c = 0; c < NC; ++c) add(step[std::size_t(c)], sums_[std::size_t(NP + ND + c) * stride + j]);
        if constexpr (HasBegin<M<double>>) {
          d.begin();
          L::each_state([&](auto k) {
            if (!bound_.given[k * stride + j]) add(L::template state<k>(d), left_over(k, j));
          });
        }
      }
    }
    for (int k = 0; parameters && !Shared && k < NP; ++k) parameters[std::size_t(L::learnable_param(k)) * stride + j] += sums_[std::size_t(k) * stride + j];
    for (int k = 0; initial && k < NS; ++k) initial[std::size_t(k) * stride + j] += left_over(k, j);
  }
  sums_.zero(std::size_t(NG) * stride);
}

template <template <class> class M, class R, bool Shared>
void Lanes<M, R, Shared>::tangent(const ClockTangent<R>& f) const {
  using T = Dual<double, 1>;
  const std::size_t stride = std::size_t(bound_.shape.stride), width = row(f.span);
  auto dual = [](double v, double d) {
    T x(v);
    x.d[0] = d;
    return x;
  };
  auto neuron = [&](std::size_t j) {
    auto m = L::template as<T>(bound_.base);
    L::each_param([&](auto k) { L::template param<k>(m) = dual(bound_.parameters[k * stride + j], f.parameter_tangent[k * stride + j]); });
    L::derive(m);
    return m;
  };
  for (std::size_t j = 0; f.span.from == 0 && j < std::size_t(bound_.shape.units); ++j) {
    auto m = neuron(j);
    if constexpr (HasBegin<M<double>>) m.begin();
    L::each_state([&](auto k) {
      const double d = bound_.given[k * stride + j] ? f.initial_tangent[k * stride + j] : L::template state<k>(m).d[0];
      for (std::size_t s = 0; s < std::size_t(f.span.samples); ++s) f.state_tangent[k * width + s * stride + j] = R(d);
    });
  }
  each(f.span, [&](const Place& p) {
    for (int l = 0; l < W && p.unit + l < bound_.shape.units; ++l) {
      const std::size_t at = p.at + std::size_t(l);
      auto m = neuron(std::size_t(p.unit + l));
      const auto step = S::prepare(m, T(bound_.shape.dt));
      const std::size_t before = p.row * std::size_t(NS) + at, after = (p.row + width) * std::size_t(NS) + at;
      L::each_state([&](auto k) { L::template state<k>(m) = dual(f.states[before + k * width], f.state_tangent[before + k * width]); });
      T in[C];
      for (int c = 0; c < C; ++c) {
        const std::size_t i = std::size_t(c) * std::size_t(f.span.plane) + p.row + at;
        in[c] = dual(f.input[i], f.input_tangent[i]);
      }
      const T u = S::decide(m, in, step);
      if constexpr (S::spiking) {
        const double dz = double(f.slope[p.row + at]) * u.d[0];
        f.spike_tangent[p.row + at] = R(dz);
        f.distance_tangent[p.row + at] = R(u.d[0]);
        S::settle(m, dual(u.v > 0 ? 1 : 0, dz), in);
      }
      L::each_state([&](auto k) { f.state_tangent[after + k * width] = R(L::template state<k>(m).d[0]); });
    }
  });
}

}  // namespace snnflow::clock

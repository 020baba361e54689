// The numbers of a layer on a clock, as its kernels read them: the same for all units, or a row for each parameter.
#pragma once
#include <limits>
#include <vector>

#include "snnflow/clock/layer.hpp"
#include "snnflow/clock/step.hpp"
#include "snnflow/rows.hpp"

namespace snnflow::clock {

template <template <class> class M, class R, bool Shared>
struct Bound {
  using L = Layout<M>;
  using S = Step<M>;
  using P = Pack<R>;
  static constexpr int NS = L::states, NP = L::params, ND = L::deriveds, NC = S::coefficients;
  using Coefficients = std::array<P, std::size_t(NC)>;

  M<double> base;          // with the settings
  ClockLayerShape shape;
  M<P> wide;               // Shared: all lanes alike; otherwise the settings of all
  Coefficients wide_step;
  Rows<R> fields;          // otherwise [parameter, derived, coefficient][stride]
  Rows<R> begin_;          // [state][stride]
  std::vector<char> given; // [state][stride]: whether a file gave it, or begin() made it
  std::vector<double> parameters;  // [parameter][stride], as bound

  Bound(const M<double>& settings, const ClockLayerShape& s) : base(settings), shape(s) {}

  void bind(const ClockBinding& b) {
    const std::size_t stride = std::size_t(shape.stride);
    begin_.fit(std::size_t(NS) * stride);
    given.assign(std::size_t(NS) * stride, 0);
    fields.fit(std::size_t(NP + ND + NC) * stride);
    parameters.resize(std::size_t(NP) * stride);
    for (std::size_t j = 0; j < stride; ++j) {
      const std::size_t unit = j < std::size_t(shape.units) ? j : 0;  // idle lanes hold what a real unit holds
      if (!Shared || j == 0) at(unit, b);
      L::each_param([&](auto k) { parameters[k * stride + j] = L::template param<k>(base); });
      L::each_state([&](auto k) {
        const double x = b.initial ? b.initial[k * stride + unit] : std::numeric_limits<double>::quiet_NaN();
        given[k * stride + j] = x == x;
        begin_[k * stride + j] = R(x == x ? x : L::template state<k>(base));
      });
      const auto step = S::prepare(base, shape.dt);
      if (j == 0) {
        wide = as_pack(base);  // settings, too
        for (std::size_t c = 0; c < std::size_t(NC); ++c) wide_step[c] = P(step[c]);
      }
      if constexpr (!Shared) {
        L::each_param([&](auto k) { fields[k * stride + j] = R(L::template param<k>(base)); });
        L::each_derived([&](auto k) { fields[(NP + k) * stride + j] = R(L::template derived<k>(base)); });
        for (std::size_t c = 0; c < std::size_t(NC); ++c) fields[(std::size_t(NP + ND) + c) * stride + j] = R(step[c]);
      }
    }
  }
  static M<P> as_pack(const M<double>& m) { return L::template as<P>(m); }

  const R* field(int k) const { return fields + std::size_t(k) * std::size_t(shape.stride); }
  // The neurons j, j + 1, ... with their parameters and the coefficients of a step.
  SNNFLOW_INLINE void load(M<P>& m, Coefficients& step, int j) const {
    m = wide;
    step = wide_step;
    if constexpr (!Shared) {
      L::each_param([&](auto k) SNNFLOW_FLAT { L::template param<k>(m) = P::load(field(k) + j); });
      L::each_derived([&](auto k) SNNFLOW_FLAT { L::template derived<k>(m) = P::load(field(NP + k) + j); });
      unroll<NC>([&](auto c) SNNFLOW_FLAT { step[c] = P::load(field(NP + ND + c) + j); });
    }
  }

 private:
  void at(std::size_t unit, const ClockBinding& b) {
    L::each_param([&](auto k) { L::template param<k>(base) = b.parameters[k * std::size_t(shape.stride) + unit]; });
    const M<double> fresh;
    L::each_state([&](auto k) { L::template state<k>(base) = L::template state<k>(fresh); });
    L::derive(base);
    if constexpr (HasBegin<M<double>>) base.begin();
  }
};

}  // namespace snnflow::clock

// The way back through a layer's maps: states, and parameters where they are learned, as variables of dual
// numbers.
#pragma once
#include "snnflow/event/tape.hpp"

namespace snnflow::event {

template <template <class> class M, bool Shared>
struct Variables {
  using T = Tape<M, Shared>;
  using L = Layout<M>;
  using N = M<PackD>;
  using States = typename T::States;
  using Step = typename T::Step;
  static constexpr int NS = T::NS, NP = T::NP;
  static constexpr int NL = NS + (Shared ? 0 : NP);  // what is differentiated
  using D = Dual<PackD, NL>;
  // Of parameters, by pack.
  using Share = std::array<PackD, std::size_t(Shared ? 1 : NP)>;

  static SNNFLOW_INLINE auto seeded(const N& m) {
    auto d = L::template as<D>(m);
    L::each_state([&](auto k) SNNFLOW_FLAT { L::template state<k>(d).vary(k); });
    if constexpr (!Shared) {
      L::each_param([&](auto k) SNNFLOW_FLAT { L::template param<k>(d).vary(NS + k); });
      L::derive(d);
    }
    return d;
  }
  static SNNFLOW_INLINE Share nothing() {
    Share s;
    for (auto& x : s) x = PackD(0.0);
    return s;
  }
  // q <- J'q for whatever map made d; the parameters' share is added to gp.
  static SNNFLOW_INLINE void through(const M<D>& d, States& q, Share& gp) {
    States r;
    unroll<NS>([&](auto k) SNNFLOW_FLAT { r[k] = PackD(0.0); });
    L::each_state([&](auto s) SNNFLOW_FLAT {
      const D& x = L::template state<s>(d);
      unroll<NS>([&](auto k) SNNFLOW_FLAT { r[k] += q[s] * x.d[k]; });
      if constexpr (!Shared) unroll<NP>([&](auto k) SNNFLOW_FLAT { gp[k] += q[s] * x.d[NS + k]; });
    });
    q = r;
  }
  // A neuron over a stretch of free motion; dt is needed only where parameters are learned.
  static SNNFLOW_INLINE void carry(M<D>& d, const Step& step, const PackD& dt) {
    if constexpr (Shared)
      T::move(d, step);
    else
      T::move(d, T::prepare(d, D(dt)));
  }
  static SNNFLOW_INLINE void stretch(const N& m, const Step& step, const PackD& dt, States& q, Share& gp) {
    auto d = seeded(m);
    carry(d, step, dt);
    through(d, q, gp);
  }
  // Adds a number's slopes, times a weight.
  static SNNFLOW_INLINE void add(const D& x, const PackD& weight, States& q, Share& gp) {
    unroll<NS>([&](auto k) SNNFLOW_FLAT { q[k] += weight * x.d[k]; });
    if constexpr (!Shared) unroll<NP>([&](auto k) SNNFLOW_FLAT { gp[k] += weight * x.d[NS + k]; });
  }
};

}  // namespace snnflow::event

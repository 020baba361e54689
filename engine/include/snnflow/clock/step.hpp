// One step of a neuron on a clock, in two halves: up to where it decides to fire, and what follows.
//   neurons with steps of their own:  charge, decide, reset;  or decide, advance (fires first);  or charge alone (readout)
//   neurons in continuous time:       receive, flow over dt, decide, reset
#pragma once
#include "snnflow/neuron.hpp"

namespace snnflow::clock {

template <template <class> class M>
struct Step {
  using L = Layout<M>;
  using N = M<double>;
  static constexpr bool first = FiresFirst<N>, own = Stepped<N>, spiking = HasDistance<N>;
  static constexpr int C = own ? 1 : channels<N>();

  // What a step of this length needs that depends on parameters only.
  template <class T>
  static SNNFLOW_INLINE auto prepare(const M<T>& m, const T& dt) {
    if constexpr (own) return std::array<T, 0>{};
    else if constexpr (HasPrepare<M<T>>) return m.prepare(dt);
    else return std::array<T, 1>{dt};
  }
  static constexpr int coefficients = int(std::tuple_size_v<decltype(prepare(std::declval<N>(), 0.0))>);

  // Free motion over a step; equations alone take the midpoint rule.
  template <class T, class S>
  static SNNFLOW_INLINE void flow(M<T>& m, const S& step) {
    if constexpr (HasPrepare<M<T>>) m.flow(step);
    else if constexpr (HasFlow<M<T>>) m.flow(step[0]);
    else {
      M<T> rate = m, middle = m;
      m.derivative(rate);
      L::each_state([&](auto k) SNNFLOW_FLAT {
        L::template state<k>(middle) = L::template state<k>(m) + L::template state<k>(rate) * (step[0] * 0.5);
      });
      middle.derivative(rate);
      L::each_state([&](auto k) SNNFLOW_FLAT {
        L::template state<k>(m) = L::template state<k>(m) + L::template state<k>(rate) * step[0];
      });
    }
  }

  // Brings m to where it decides; the answer is the distance to the threshold (0 for readouts).
  template <class T, class S>
  static SNNFLOW_INLINE T decide(M<T>& m, const T* input, const S& step) {
    if constexpr (!first) {
      if constexpr (own) m.charge(input[0]);
      else {
        snnflow::receive(m, input);
        flow(m, step);
      }
    }
    if constexpr (spiking) return m.distance();
    else return T(0.0);
  }
  // What follows; spike is 0 or 1. A neuron in continuous time is reset where it fired, and no gradient passes through
  // whether it did: a surrogate there would weaken every step that comes close to the threshold, the more of them the
  // smaller dt is, and gradients of spike times would vanish instead of becoming exact.
  template <class T>
  static SNNFLOW_INLINE void settle(M<T>& m, const T& spike, const T* input) {
    if constexpr (first) m.advance(input[0], spike);
    else if constexpr (spiking && own) m.reset(spike);
    else if constexpr (spiking) {
      M<T> r = m;
      r.reset();
      L::each_state([&](auto k) SNNFLOW_FLAT {
        T& x = L::template state<k>(m);
        x = x + detach(spike) * (L::template state<k>(r) - x);
      });
    }
  }
};

}  // namespace snnflow::clock

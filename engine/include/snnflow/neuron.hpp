// The neuron contract: which members an author's struct may have, and how the engines walk its fields at compile time.
//
//   template <class T> struct Name {
//     T parameter = default, ...;  T state = initial, ...;
//     static constexpr auto about();           // about("name", "what it is", param(..), state(..), derived(..))
//     void begin();                            // optional: initial states from parameters
//     void derive();                           // optional: derived fields from parameters
//
//   In continuous time (times in ms):
//     std::array<T, n> prepare(T dt) const;    // free motion, best: what of a step depends on dt and parameters only,
//     void flow(const auto& step);             //   and the motion with it;
//     void flow(T dt);                         //   or a closed form;
//     void derivative(Name& rate) const;       //   or d(state)/dt alone
//     void receive(T w);                       // one number per channel of a synapse; may change any state
//     T    distance() const;                   // spikes where this rises through zero; absent: a readout
//     void reset();
//     static constexpr int turns = 0 | 1;      // promise: between events distance() turns at most so often, and rises
//                                              //   concavely to that turn
//     T    bound() const;                      // promise: distance() stays below this, if it is below zero now
//     T    turn() const;                       // when distance() turns, or a readout's first state: it rises before and falls
//                                              //   after, if it turns so; NaN or negative: never
//     T    area(const Name& end, T dt) const;  // the first state's integral from here to `end`, free motion of dt later
//     T    potential() const;                  // what is observed as v, where no state is called so
//     T    horizon() const;                    // flow() and `turns` are good for so long at a time
//     Riccati<T> riccati() const;              // declares a class of dynamics with a solver of its own, beside derivative():
//                                              //   tau_mem v' = v (v - 1) + i + drive, tau_syn i' = -i, v = -pi cot(pi phi);
//                                              //   states phi, i; receive adds to i; fires where phi reaches 1, then phi -= 1
//
//   On a clock (a neuron without these runs by receive, flow(dt), compare, reset):
//     void charge(T input); T distance() const; void reset(T spike);      // fires from the new potential
//     T distance() const; void advance(T input, T spike);                 // fires from the old potential
//     void charge(T input);                                               // a readout: its first state is its output
//   };
//
// T is double, a pack, an interval, a series, or a dual number over these: no `if` on a T, use select(); functions from
// scalar.hpp. Derivations and measurements: docs/neuron-contract.md.
#pragma once
#include <array>
#include <concepts>

#include "snnflow/about.hpp"
#include "snnflow/dual.hpp"
#include "snnflow/interval.hpp"
#include "snnflow/series.hpp"

namespace snnflow {

template <class N>
struct ScalarOf;
template <template <class> class M, class T>
struct ScalarOf<M<T>> {
  using type = T;
};
template <class N>
using scalar_of = typename ScalarOf<N>::type;

// clang-format off
template <class N> concept HasPrepare    = requires(N n, scalar_of<N> dt) { n.flow(n.prepare(dt)); };
template <class N> concept HasFlow       = HasPrepare<N> || requires(N n, scalar_of<N> dt) { n.flow(dt); };
template <class N> concept HasDerivative = requires(const N n, N rate) { n.derivative(rate); };
template <class N> concept HasDistance   = requires(const N n) { { n.distance() } -> std::same_as<scalar_of<N>>; };
template <class N> concept HasReset      = requires(N n) { n.reset(); };
template <class N> concept HasTurns      = requires { { N::turns } -> std::convertible_to<int>; };
template <class N> concept HasBound      = requires(const N n) { n.bound(); };
template <class N> concept HasTurn       = requires(const N n) { n.turn(); };
template <class N> concept HasArea       = requires(const N n, scalar_of<N> dt) { { n.area(n, dt) } -> std::same_as<scalar_of<N>>; };
template <class N> concept HasHorizon    = requires(const N n) { n.horizon(); };
template <class N> concept HasPotential  = requires(const N n) { n.potential(); };
template <class N> concept HasBegin      = requires(N n) { n.begin(); };
template <class N> concept HasDerive     = requires(N n) { n.derive(); };
template <class N> concept HasReceive    = requires(N n, scalar_of<N> w) { n.receive(w); } || requires(N n, scalar_of<N> w) { n.receive(w, w); }
                                        || requires(N n, scalar_of<N> w) { n.receive(w, w, w); };
template <class N> concept HasCharge     = requires(N n, scalar_of<N> x) { n.charge(x); };
template <class N> concept HasAdvance    = requires(N n, scalar_of<N> x) { n.advance(x, x); };
// clang-format on

template <class N>
concept Continuous = (HasFlow<N> || HasDerivative<N>) && HasReceive<N> && (HasDistance<N> == HasReset<N>);
template <class N>
concept FiresFirst = HasAdvance<N> && HasDistance<N>;
template <class N>
concept Stepped = FiresFirst<N> || HasCharge<N>;
template <template <class> class M>
concept NeuronModel = requires { M<double>::about(); } && (Continuous<M<double>> || Stepped<M<double>>);

// How many numbers a synapse carries: the arity of receive().
template <class N>
constexpr int channels() {
  using T = scalar_of<N>;
  if constexpr (requires(N n, T w) { n.receive(w, w, w); }) return 3;
  else if constexpr (requires(N n, T w) { n.receive(w, w); }) return 2;
  else return 1;
}
template <class N, class T>
SNNFLOW_INLINE void receive(N& n, const T* w) {
  if constexpr (channels<N>() == 1) n.receive(w[0]);
  else if constexpr (channels<N>() == 2) n.receive(w[0], w[1]);
  else n.receive(w[0], w[1], w[2]);
}
template <class N, class T>
SNNFLOW_INLINE void flow(N& n, const T& dt) {
  if constexpr (HasPrepare<N>) n.flow(n.prepare(dt));
  else n.flow(dt);
}

// Compile-time walks over the fields of M<T>: loops over states and parameters vanish.
template <template <class> class M>
struct Layout {
  static constexpr auto declaration = M<double>::about();
  using Fields = std::remove_const_t<decltype(declaration.fields)>;
  static constexpr int size = int(std::tuple_size_v<Fields>);
  template <int I>
  static constexpr bool numeric = std::is_same_v<std::tuple_element_t<I, Fields>, Field<M<double>, double>>;

  // The place among all fields of the k-th number with this role.
  template <Role role>
  static constexpr auto places() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      constexpr int n = ((numeric<I> && std::get<I>(declaration.fields).role == role) + ... + 0);
      std::array<int, std::size_t(n > 0 ? n : 1)> at{};
      int k = 0;
      ((numeric<I> && std::get<I>(declaration.fields).role == role ? void(at[std::size_t(k++)] = int(I)) : void()), ...);
      return std::pair(n, at);
    }(std::make_index_sequence<std::size_t(size)>{});
  }
  static constexpr auto states_at = places<Role::state>(), params_at = places<Role::parameter>(), derived_at = places<Role::derived>();
  static constexpr int states = states_at.first, params = params_at.first, deriveds = derived_at.first;

  // Among the parameters: those that a file may train.
  static constexpr auto learnable_places() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      std::array<int, std::size_t(params > 0 ? params : 1)> at{};
      int n = 0;
      ((std::get<std::size_t(params_at.second[I])>(declaration.fields).trainable_ ? void(at[std::size_t(n++)] = int(I)) : void()), ...);
      return std::pair(n, at);
    }(std::make_index_sequence<std::size_t(params)>{});
  }
  static constexpr auto learnables_at = learnable_places();
  static constexpr int learnables = learnables_at.first;
  static constexpr int learnable_param(int k) { return learnables_at.second[std::size_t(k)]; }

  template <int I, class T>
  static SNNFLOW_INLINE T& field(M<T>& m) {
    constexpr auto f = std::get<I>(M<T>::about().fields);
    return m.*(f.member);
  }
  template <int I, class T>
  static SNNFLOW_INLINE const T& field(const M<T>& m) {
    constexpr auto f = std::get<I>(M<T>::about().fields);
    return m.*(f.member);
  }
  template <int K, class N>
  static SNNFLOW_INLINE auto& state(N& m) { return field<states_at.second[K]>(m); }
  template <int K, class N>
  static SNNFLOW_INLINE auto& param(N& m) { return field<params_at.second[K]>(m); }
  template <int K, class N>
  static SNNFLOW_INLINE auto& learnable(N& m) { return param<learnables_at.second[K]>(m); }
  template <int K, class N>
  static SNNFLOW_INLINE auto& derived(N& m) { return field<derived_at.second[K]>(m); }
  template <class F>
  static SNNFLOW_INLINE void each_state(F&& f) { unroll<states>(f); }
  template <class F>
  static SNNFLOW_INLINE void each_param(F&& f) { unroll<params>(f); }
  template <class F>
  static SNNFLOW_INLINE void each_learnable(F&& f) { unroll<learnables>(f); }
  template <class F>
  static SNNFLOW_INLINE void each_derived(F&& f) { unroll<deriveds>(f); }

  // To be called after every change of a parameter, on whatever scalar.
  template <class T>
  static SNNFLOW_INLINE void derive(M<T>& m) {
    if constexpr (HasDerive<M<T>>) m.derive();
  }
  // A setting; an enum within the author's template is another type for each scalar.
  template <class From, class To>
  static SNNFLOW_INLINE void carry(const From& from, To& to) {
    if constexpr (std::is_enum_v<From>) to = static_cast<To>(from);
    else to = from;
  }
  // The same neuron over another scalar: all derivatives zero, all lanes equal; settings are carried along.
  template <class U, class T>
  static SNNFLOW_INLINE M<U> as(const M<T>& m) {
    M<U> r;
    unroll<size>([&](auto i) SNNFLOW_FLAT {
      if constexpr (numeric<int(i)>) field<int(i)>(r) = U(field<int(i)>(m));
      else carry(m.*(std::get<i>(M<T>::about().fields).member), r.*(std::get<i>(M<U>::about().fields).member));
    });
    return r;
  }
  // Values only.
  template <class T>
  static M<double> plain(const M<T>& m) {
    M<double> r;
    unroll<size>([&](auto i) {
      if constexpr (numeric<int(i)>) field<int(i)>(r) = value(field<int(i)>(m));
      else carry(m.*(std::get<i>(M<T>::about().fields).member), r.*(std::get<i>(M<double>::about().fields).member));
    });
    return r;
  }
};

}  // namespace snnflow

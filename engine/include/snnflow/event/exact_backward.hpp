// The exact event engine, backwards: the co-state p = dL/d(state) walks the events in reverse.
//   crossing: press = E + p.(R_y f- - f+);  p <- R_y'p - g_y press/(g_y.f-);  dL/dtheta += R_theta'p - g_theta press/(g_y.f-)
//   arrival:  dL/dw += R_w'p;  dL/dt = p.(R_y f- - f+), to the source spike's E, the delay, the input time;  p <- R_y'p
//   jump:     a spike that an arrival caused: p <- R_y'p, its press goes to dL/dt of that arrival
//   stretch:  p <- J'p and parameters likewise, the flow run again on duals from the stored start
// Integrals add their own gradient to every stretch and y- - y+ to every press; a largest value is a look at its moment,
// which moves with the event where it sits on one. All Jacobians come from the author's equations on dual numbers.
#pragma once
#include "snnflow/event/exact.hpp"

namespace snnflow::event {

template <template <class> class M>
ExactGradient Exact<M>::backward(const ExactPull& pull) {
  const std::size_t n = std::size_t(problem_.units);
  ExactGradient r;
  r.parameters.assign(std::size_t(NP), std::vector<double>(n));
  r.initial.assign(std::size_t(NS), std::vector<double>(n));
  r.weights.assign(problem_.synapses.size(), {});
  r.delays.assign(problem_.synapses.size(), 0);
  r.inputs.assign(problem_.inputs.size(), 0);
  std::vector<States> co(n, States{});
  std::vector<double> cause(spikes_.size(), 0.0), jump(n, 0.0), shift(n, 0.0);
  for (std::size_t s = 0; s < pull.spikes.size(); ++s) cause[s] = pull.spikes[s];
  auto wanted = [](const auto& of, std::size_t w, std::size_t k, std::size_t j) {
    return w < of.size() && k < of[w].size() && !of[w][k].empty() ? of[w][k][j] : 0.0;
  };
  // What integrals ask of a state in this part.
  auto pressed = [&](int part, std::size_t k, std::size_t j) {
    double sum = 0;
    for (std::size_t w = 0; w < pull.integrals.size(); ++w)
      if (parts_[w].has(part)) sum += wanted(pull.integrals, w, k, j);
    return sum;
  };
  // And those of the largest values that were found at the end, at the start or inside of this event's stretch.
  auto topped = [&](int at, Where where, std::size_t k, std::size_t j) {
    double sum = 0;
    for (std::size_t w = 0; w < pull.maxima.size(); ++w)
      if (const Best& b = best_[w][j][k]; b.event == at && b.peak.where == where) sum += wanted(pull.maxima, w, k, j);
    return sum;
  };

  using D = Dual<double, NS + NP>;
  using DW = Dual<double, NS + NP + C>;
  auto seeded = [](const M<double>& m, auto tag) {
    auto d = L::template as<decltype(tag)>(m);
    L::each_state([&](auto k) { L::template state<k>(d).vary(k); });
    L::each_param([&](auto k) { L::template param<k>(d).vary(NS + k); });
    L::derive(d);
    return d;
  };
  for (int at = int(log_.size()) - 1; at >= 0; --at) {
    const Event& e = log_[std::size_t(at)];
    const std::size_t j = std::size_t(e.unit);
    States& p = co[j];
    // p <- J'p for whatever map made d, and the parameters' share.
    auto through = [&](const auto& d) {
      States out{};
      L::each_state([&](auto s) {
        const auto& x = L::template state<s>(d);
        for (std::size_t k = 0; k < std::size_t(NS); ++k) out[k] += p[s] * x.d[k];
        for (std::size_t k = 0; k < std::size_t(NP); ++k) r.parameters[k][j] += p[s] * x.d[std::size_t(NS) + k];
      });
      return out;
    };
    // What dL changes by when this event moves in time.
    auto press = [&](const auto& d) {
      const auto before = Mo::rate(e.before), after = Mo::rate(L::plain(d));
      double sum = shift[j];
      shift[j] = 0;
      L::each_state([&](auto a) {
        sum -= p[a] * L::template state<a>(after);
        sum += pressed(e.part, a, j) * (L::template state<a>(e.before) - value(L::template state<a>(d)));
        L::each_state([&](auto b) { sum += p[a] * L::template state<a>(d).d[b] * L::template state<b>(before); });
        sum += topped(at, Where::end, a, j) * L::template state<a>(before);
      });
      return sum;
    };
    if (e.kind == Kind::arrival) {
      const auto& y = problem_.synapses[std::size_t(e.synapse)];
      auto d = seeded(e.before, DW());
      std::array<DW, std::size_t(C)> w;
      for (int c = 0; c < C; ++c) w[std::size_t(c)] = DW::seed(y.weight[std::size_t(c)], NS + NP + c);
      snnflow::receive(d, w.data());
      const double dt = press(d) + jump[j];
      jump[j] = 0;
      for (int c = 0; c < C; ++c)
        L::each_state([&](auto s) {
          r.weights[std::size_t(e.synapse)][std::size_t(c)] += p[s] * L::template state<s>(d).d[NS + NP + c];
        });
      r.delays[std::size_t(e.synapse)] += dt;
      (e.from_input ? r.inputs : cause)[std::size_t(e.cause)] += dt;
      p = through(d);
    } else if (e.kind == Kind::crossing || e.kind == Kind::jump) {
      if constexpr (spiking) {
        auto d = seeded(e.before, D());
        const D g = d.distance();
        d.reset();
        const double moved = press(d) + cause[std::size_t(e.cause)];
        p = through(d);
        if (e.kind == Kind::jump) jump[j] = moved;
        else {
          const auto f = Mo::rate(e.before);
          double climb = 0;
          L::each_state([&](auto k) { climb += g.d[k] * L::template state<k>(f); });
          if (climb < pull.min_slope) climb = pull.min_slope, ++r.clipped;
          const double share = moved / climb;
          for (std::size_t k = 0; k < std::size_t(NS); ++k) p[k] -= g.d[k] * share;
          for (std::size_t k = 0; k < std::size_t(NP); ++k) r.parameters[k][j] -= g.d[std::size_t(NS) + k] * share;
        }
      }
    } else if (e.kind == Kind::watch) {
      shift[j] = 0;  // it does not move
      for (std::size_t k = 0; e.cause >= 0 && k < pull.observed.size(); ++k)
        if (!pull.observed[k].empty()) p[k] += pull.observed[k][std::size_t(e.cause)][j];
    }
    if (e.dt <= 0) continue;
    for (std::size_t k = 0; k < std::size_t(NS); ++k) p[k] += topped(at, Where::end, k, j);
    // The stretch that ended here.
    bool measured = false;
    for (std::size_t w = 0; w < pull.integrals.size(); ++w) measured |= parts_[w].has(e.part);
    auto d = seeded(e.start, D());
    std::array<D, std::size_t(NS)> area;
    for (auto& a : area) a = D(0.0);
    Mo::advance(d, e.dt, [&](const M<D>& x, double h) {
      if (!measured) return;
      const auto part = Area<M>::over(x, h);
      for (std::size_t k = 0; k < std::size_t(NS); ++k) area[k] += part[k];
    });
    p = through(d);
    auto add = [&](const D& x, double weight) {
      for (std::size_t k = 0; k < std::size_t(NS); ++k) p[k] += weight * x.d[k];
      for (std::size_t k = 0; k < std::size_t(NP); ++k) r.parameters[k][j] += weight * x.d[std::size_t(NS) + k];
    };
    L::each_state([&](auto k) {
      if (measured) add(area[k], pressed(e.part, k, j));
      if (const double weight = topped(at, Where::start, k, j); weight != 0) {
        p[k] += weight;
        const auto rate = Mo::rate(e.start);
        shift[j] += weight * L::template state<k>(rate);
      }
      for (std::size_t w = 0; w < pull.maxima.size(); ++w) {
        const Best& b = best_[w][j][k];
        const double weight = wanted(pull.maxima, w, k, j);
        if (b.event != at || weight == 0 || b.peak.where != Where::inside) continue;
        auto inside = seeded(e.start, D());
        Mo::advance(inside, b.peak.after);
        add(L::template state<k>(inside), weight);
      }
    });
  }
  for (std::size_t j = 0; j < n; ++j) {
    M<double> m = base_;
    L::each_param([&](auto k) { L::template param<k>(m) = problem_.parameters[k][j]; });
    auto d = seeded(m, D());
    if constexpr (HasBegin<M<double>>) d.begin();
    L::each_state([&](auto s) {
      r.initial[s][j] = co[j][s];
      if (!given(s, j) && HasBegin<M<double>>)
        for (std::size_t k = 0; k < std::size_t(NP); ++k)
          r.parameters[k][j] += co[j][s] * L::template state<s>(d).d[std::size_t(NS) + k];
    });
  }
  return r;
}

}  // namespace snnflow::event

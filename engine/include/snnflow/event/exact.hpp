// The exact event engine, forwards: every neuron knows how far it was searched and when it fires next; the next event
// is the earliest crossing or the queue's first arrival; only the neuron that fires or hears is moved.
// Order of ties: crossings before arrivals, then the lower unit. (science: EventProp, Wunderlich & Pehle 2021.)
#pragma once
#include <algorithm>

#include "snnflow/event/functionals.hpp"
#include "snnflow/event/limit.hpp"
#include "snnflow/event/problem.hpp"
#include "snnflow/event/search.hpp"

namespace snnflow::event {

template <template <class> class M>
class Exact final : public ExactNetwork {
  using L = Layout<M>;
  using Mo = Motion<M>;
  static constexpr int NS = L::states, NP = L::params, C = channels<M<double>>();
  static constexpr bool spiking = HasDistance<M<double>>;
  using States = std::array<double, std::size_t(NS)>;

  enum class Kind { arrival, crossing, jump, watch, finish };
  struct Event {
    Kind kind;
    int unit, synapse, cause;  // cause: spike or input that is heard; spike that is made; observation
    bool from_input;
    double dt;                 // length of the stretch that ends here
    int part;                  // how many edges of windows lie before it
    M<double> start, before;   // state when the stretch began, and when it ended
  };
  struct Live {
    M<double> m;
    double t = 0, seen = 0, next = never;
  };
  struct Best {
    Peak peak;
    int event = -1;
    double t = 0;
  };

  M<double> base_;
  ExactProblem problem_;
  std::vector<Live> live_;
  std::vector<Event> log_;
  std::vector<ExactSpike> spikes_;
  std::vector<std::vector<std::array<Best, std::size_t(NS)>>> best_;  // [window][unit]
  struct Parts {
    int first, last;  // of a window: parts [first, last) of the time between edges
    bool has(int part) const { return part >= first && part < last; }
  };
  std::vector<Parts> parts_;
  std::vector<double> edges_;
  int part_ = 0;

 public:
  explicit Exact(const M<double>& settings) : base_(settings) {}

  ExactAnswer forward(const ExactProblem& problem) override {
    problem_ = problem;
    log_.clear(), spikes_.clear();
    cut();
    begin();
    const Trust trust = problem.trust ? Trust::promises : Trust::nothing;
    for (int i = 0; i < int(problem.inputs.size()); ++i)
      send(-1 - problem.inputs[std::size_t(i)].channel, problem.inputs[std::size_t(i)].t, i, true);
    std::size_t watched = 0;
    for (;;) {
      const double edge = std::size_t(part_) < edges_.size() ? edges_[std::size_t(part_)] : never;
      const double look = watched < problem.observe.size() ? problem.observe[watched] : never, watch = std::min(look, edge);
      const double heard = queue_.empty() ? never : queue_.front().t;
      const double until = std::min({problem.t_end, heard, watch});
      if (const int who = first(until, trust); who >= 0) {
        Live& x = live_[std::size_t(who)];
        const M<double> start = x.m;
        const double dt = x.next - x.t, t = x.next;
        Mo::advance(x.m, dt);
        x.t = t;
        fire(who, Kind::crossing, start, dt);
        if (double(spikes_.size()) > most_spikes(problem.units)) fires_without_end(int(spikes_.size()), t);
        continue;
      }
      if (heard <= problem.t_end && heard <= watch) hear();
      else if (watch <= problem.t_end) {
        for (int j = 0; j < problem.units; ++j) stand(j, watch, Kind::watch, look <= edge ? int(watched) : -1);
        look <= edge ? ++watched : std::size_t(++part_);
      } else break;
    }
    for (int j = 0; j < problem.units; ++j) stand(j, problem.t_end, Kind::finish, -1);
    return answer();
  }
  ExactGradient backward(const ExactPull& pull) override;
  bool potential(const double* parameters, const double* states, double& v, double* slopes) const override {
    if constexpr (HasPotential<M<double>>) {
      auto m = L::template as<Dual<double, NS>>(base_);
      L::each_param([&](auto k) { L::template param<k>(m) = parameters[k]; });
      L::derive(m);
      L::each_state([&](auto k) { L::template state<k>(m) = Dual<double, NS>::seed(states[k], k); });
      const auto x = m.potential();
      v = x.v;
      for (int k = 0; k < NS; ++k) slopes[k] = x.d[k];
      return true;
    } else return false;
  }

 private:
  struct Arrival {
    double t;
    long order;
    int synapse, cause;
    bool from_input;
  };
  static bool later(const Arrival& a, const Arrival& b) { return a.t != b.t ? a.t > b.t : a.order > b.order; }
  std::vector<Arrival> queue_;
  long order_ = 0;

  // Windows end and begin at edges, where all units stand for a moment.
  void cut() {
    edges_.clear(), parts_.clear();
    part_ = 0;
    auto inside = [&](double t) { return t > 0 && t < problem_.t_end; };
    for (const auto& w : problem_.windows)
      for (double t : {w.from, w.until})
        if (inside(t)) edges_.push_back(t);
    std::sort(edges_.begin(), edges_.end());
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
    auto after = [&](double t) { return int(std::lower_bound(edges_.begin(), edges_.end(), t) - edges_.begin()) + 1; };
    for (const auto& w : problem_.windows)
      parts_.push_back({inside(w.from) ? after(w.from) : w.from > 0 ? int(edges_.size()) + 1 : 0, inside(w.until) ? after(w.until) : int(edges_.size()) + 1});
  }
  void begin() {
    live_.assign(std::size_t(problem_.units), {});
    best_.assign(problem_.windows.size(), std::vector<std::array<Best, std::size_t(NS)>>(std::size_t(problem_.units)));
    queue_.clear();
    order_ = 0;
    for (std::size_t j = 0; j < live_.size(); ++j) {
      M<double>& m = live_[j].m = base_;
      L::each_param([&](auto k) { L::template param<k>(m) = problem_.parameters[k][j]; });
      L::derive(m);
      if constexpr (HasBegin<M<double>>) m.begin();
      L::each_state([&](auto k) {
        if (given(k, j)) L::template state<k>(m) = problem_.initial[k][j];
      });
    }
  }
  bool given(std::size_t state, std::size_t unit) const {
    return state < problem_.initial.size() && !problem_.initial[state].empty() && !std::isnan(problem_.initial[state][unit]);
  }
  void send(int from, double t, int cause, bool input) {
    for (int s = 0; s < int(problem_.synapses.size()); ++s)
      if (const auto& y = problem_.synapses[std::size_t(s)]; y.from == from) {
        queue_.push_back({t + y.delay, order_++, s, cause, input});
        std::push_heap(queue_.begin(), queue_.end(), later);
      }
  }
  // Who crosses the threshold first, no later than this; -1: nobody.
  int first(double until, Trust trust) {
    int who = -1;
    if constexpr (spiking)
      for (int j = 0; j < problem_.units; ++j) {
        Live& x = live_[std::size_t(j)];
        if (x.next == never && x.seen < until) {
          const double c = Search<M>::first(x.m, until - x.t, trust);
          x.next = c < never ? x.t + c : never;
          x.seen = until;
        }
        if (x.next <= until && (who < 0 || x.next < live_[std::size_t(who)].next)) who = j;
      }
    return who;
  }
  void enter(Kind kind, int unit, int synapse, int cause, bool from_input, double dt, const M<double>& start) {
    const int at = int(log_.size());
    log_.push_back({kind, unit, synapse, cause, from_input, dt, part_, start, live_[std::size_t(unit)].m});
    for (std::size_t w = 0; dt > 0 && w < parts_.size(); ++w)
      if (problem_.windows[w].maxima && parts_[w].has(part_)) climb(best_[w][std::size_t(unit)], unit, at, start, dt);
  }
  void fire(int j, Kind kind, const M<double>& start, double dt) {
    if constexpr (spiking) {
      Live& x = live_[std::size_t(j)];
      enter(kind, j, -1, int(spikes_.size()), false, dt, start);
      x.m.reset();
      x.seen = x.t, x.next = never;
      spikes_.push_back({x.t, j});
      send(j, x.t, int(spikes_.size()) - 1, false);
    }
  }
  void hear() {
    std::pop_heap(queue_.begin(), queue_.end(), later);
    const Arrival a = queue_.back();
    queue_.pop_back();
    const auto& y = problem_.synapses[std::size_t(a.synapse)];
    Live& x = live_[std::size_t(y.to)];
    const M<double> start = x.m;
    const double dt = a.t - x.t;
    Mo::advance(x.m, dt);
    x.t = a.t;
    enter(Kind::arrival, y.to, a.synapse, a.cause, a.from_input, dt, start);
    snnflow::receive(x.m, y.weight.data());
    x.seen = a.t, x.next = never;
    if constexpr (spiking)
      if (Search<M>::jumped(x.m)) fire(y.to, Kind::jump, x.m, 0);
  }
  // Ends the stretch of a neuron to which nothing happens: somebody looks, or time is up.
  void stand(int j, double t, Kind kind, int observation) {
    Live& x = live_[std::size_t(j)];
    const M<double> start = x.m;
    const double dt = t - x.t;
    Mo::advance(x.m, dt);
    x.t = t;
    enter(kind, j, -1, observation, false, dt, start);
  }
  void climb(std::array<Best, std::size_t(NS)>& best, int unit, int at, const M<double>& start, double dt) {
    const double begun = live_[std::size_t(unit)].t - dt;
    L::each_state([&](auto k) {
      M<double> m = start;
      Peak peak;
      double gone = 0;
      Mo::advance(m, dt, [&](const M<double>& x, double h) {
        raise<M, k>(Hop<M>(x, h), gone, dt, peak);
        gone += h;
      });
      if (best[k].event < 0 || peak.value > best[k].peak.value) best[k] = {peak, at, begun + peak.after};
    });
  }
  ExactAnswer answer() {
    ExactAnswer a;
    a.spikes = spikes_;
    const std::size_t n = std::size_t(problem_.units);
    a.observed.assign(std::size_t(NS), std::vector(problem_.observe.size(), std::vector<double>(n)));
    a.integrals.assign(parts_.size(), std::vector(std::size_t(NS), std::vector<double>(n)));
    a.maxima.assign(parts_.size(), std::vector(std::size_t(NS), std::vector<ExactAnswer::Maximum>(n)));
    auto measured = [&](std::size_t w, int part) { return problem_.windows[w].integrals && parts_[w].has(part); };
    for (const Event& e : log_) {
      const std::size_t j = std::size_t(e.unit);
      if (e.kind == Kind::watch && e.cause >= 0)
        L::each_state([&](auto k) { a.observed[k][std::size_t(e.cause)][j] = L::template state<k>(e.before); });
      bool wanted = false;
      for (std::size_t w = 0; w < parts_.size(); ++w) wanted |= measured(w, e.part);
      if (!wanted) continue;
      M<double> m = e.start;
      Mo::advance(m, e.dt, [&](const M<double>& x, double h) {
        const auto area = Area<M>::over(x, h);
        for (std::size_t w = 0; w < parts_.size(); ++w)
          for (std::size_t k = 0; measured(w, e.part) && k < std::size_t(NS); ++k) a.integrals[w][k][j] += area[k];
      });
    }
    for (std::size_t w = 0; w < parts_.size(); ++w)
      for (std::size_t j = 0; problem_.windows[w].maxima && j < n; ++j)
        for (std::size_t k = 0; k < std::size_t(NS); ++k) a.maxima[w][k][j] = {best_[w][j][k].t, best_[w][j][k].peak.value};
    return a;
  }
};

}  // namespace snnflow::event

#include "snnflow/event/exact_backward.hpp"

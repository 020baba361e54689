// Successive halving without waiting (ASHA, the variant that promotes): trials pause at rungs of min eta^k
// epochs, and the best of each rung go on.
#pragma once
#include <algorithm>
#include <cmath>
#include <snnflow/pruner.hpp>
#include <vector>

namespace {

// How many times a power of eta fits between two numbers of epochs; whole numbers only, since logarithms
// round.
inline int powers_between(std::int64_t low, std::int64_t high, int eta) {
  int k = 0;
  for (; low <= high / eta; low *= eta) ++k;
  return k;
}

// The first rung where the file does not say: enough epochs for curves to mean something.
inline std::int64_t first_rung(std::int64_t min_epochs, std::int64_t epochs) {
  return min_epochs > 0 ? min_epochs : std::max<std::int64_t>(1, epochs / 27);
}

// The rungs of one bracket, and who may take part in it.
class Rungs {
 public:
  template <class Member>
  Rungs(const snnflow::Race& race, std::int64_t first, int eta, Member is_member)
      : eta_(eta), epochs_(race.epochs) {
    for (const snnflow::Curve& c : race.curves)
      if (is_member(c.trial)) curves_.push_back(&c);
    for (; first > 0 && first < epochs_; first *= eta) rungs_.push_back(first);
  }

  snnflow::Pruner::Verdict judge(const snnflow::Curve& curve) const {
    const auto at = std::ranges::find(rungs_, std::int64_t(curve.values.size()));
    if (at == rungs_.end()) return snnflow::Pruner::Verdict::go;
    if (std::isnan(curve.values.back())) return snnflow::Pruner::Verdict::stop;
    const auto best = best_of(*at);
    return std::ranges::find(best, &curve) != best.end() ? snnflow::Pruner::Verdict::go
                                                         : snnflow::Pruner::Verdict::pause;
  }
  // The best paused trial among the best of the highest rung that has one.
  std::int64_t next() const {
    for (auto rung = rungs_.rbegin(); rung != rungs_.rend(); ++rung)
      for (const snnflow::Curve* c : best_of(*rung))
        if (c->state == snnflow::Curve::State::paused && std::int64_t(c->values.size()) == *rung &&
            !std::isnan(c->values.back()))
          return c->trial;
    return -1;
  }

 private:
  // The best eta-th part of those that came to a rung, best first; among equals whoever is older.
  std::vector<const snnflow::Curve*> best_of(std::int64_t rung) const {
    std::vector<const snnflow::Curve*> came;
    const auto value = [&](const snnflow::Curve* c) {
      const double v = c->values[std::size_t(rung - 1)];
      return std::isnan(v) ? snnflow::infinite : v;
    };
    for (const snnflow::Curve* c : curves_)
      if (std::int64_t(c->values.size()) >= rung) came.push_back(c);
    std::ranges::stable_sort(came, {}, value);
    came.resize(came.size() / std::size_t(eta_));
    return came;
  }

  int eta_;
  std::int64_t epochs_;
  std::vector<const snnflow::Curve*> curves_;
  std::vector<std::int64_t> rungs_;
};

}  // namespace

// Trials are numbered from 0, so that a curve's place is its trial.
#include "sweep/pruning.hpp"

namespace snnflow {

SweepRace::SweepRace(std::span<const SweepPoint> trials, std::span<const std::vector<double>> curves,
                     Direction direction, std::int64_t epochs, std::uint64_t seed)
    : values_(curves.begin(), curves.end()),
      epochs_(epochs),
      seed_(seed),
      negated_(direction == Direction::maximise) {
  values_.resize(trials.size());
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (negated_)
      for (double& v : values_[i]) v = -v;
    const Curve::State states[] = {Curve::State::running, Curve::State::done, Curve::State::paused,
                                   Curve::State::failed};
    curves_.push_back({trials[i].number, states[std::size_t(trials[i].state)], values_[i]});
  }
}

Race SweepRace::race() const { return {curves_, epochs_, seed_, negated_}; }

Pruner::Verdict SweepRace::judge(const Pruner& pruner, std::int64_t trial) const {
  const Curve& curve = curves_[std::size_t(trial)];
  const auto told = std::int64_t(curve.values.size());
  return told == 0 || told >= epochs_ ? Pruner::Verdict::go : pruner.judge(race(), curve);
}

std::int64_t SweepRace::next(const Pruner& pruner) const { return pruner.next(race()); }

}  // namespace snnflow

// Trials are numbered from 0, so that a curve's place is its trial.
#include "sweep/pruning.hpp"

namespace snnflow {

SweepRace::SweepRace(std::span<const SweepPoint> trials, std::span<const std::vector<double>> curves,
                     Direction direction, std::int64_t epochs, std::uint64_t seed)
    : epochs_(epochs), seed_(seed), negated_(direction == Direction::maximise) {
  constexpr Curve::State states[] = {Curve::State::running, Curve::State::done, Curve::State::paused,
                                     Curve::State::failed};
  if (negated_)
    for (const auto& curve : curves)
      for (const double v : curve) turned_.push_back(-v);
  std::size_t before = 0;  // values of the curves so far
  curves_.reserve(trials.size());
  for (std::size_t i = 0; i < trials.size(); ++i) {
    std::span<const double> values;
    if (i < curves.size()) values = curves[i];
    if (negated_) values = std::span(turned_).subspan(before, values.size());
    before += values.size();
    curves_.push_back({trials[i].number, states[std::size_t(trials[i].state)], values});
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

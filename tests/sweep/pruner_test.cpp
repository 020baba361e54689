// Pruners against the cases of their papers and of Optuna.
#include <catch2/catch.hpp>
#include <cmath>

#include "../../plugins/pruner/brackets.hpp"
#include "registry/registry.hpp"

using namespace snnflow;
using Verdict = Pruner::Verdict;

namespace {

const Registry& registry() {
  static const Registry all;
  return all;
}
std::shared_ptr<const Pruner> pruner(const std::string& name,
                                     std::vector<std::pair<std::string, double>> settings = {}) {
  const Registered* found = registry().find("pruner", name);
  REQUIRE(found);
  Value table{Value::Table{}};
  for (const auto& [key, x] : settings) table[key] = x == std::floor(x) ? Value(std::int64_t(x)) : Value(x);
  return registry().make<Pruner>(*found, table);
}

// Curves that own their values.
struct Track {
  std::vector<std::vector<double>> values;
  std::vector<Curve> curves;
  std::int64_t add(std::vector<double> v, Curve::State state = Curve::State::done) {
    values.push_back(std::move(v));
    curves.push_back({std::int64_t(curves.size()), state, {}});
    for (std::size_t i = 0; i < values.size(); ++i) curves[i].values = values[i];
    return curves.back().trial;
  }
  Race race(std::int64_t epochs, bool negated = false) const { return {curves, epochs, 0, negated}; }
};

}  // namespace

TEST_CASE("Hyperband's brackets are those of the paper's table") {
  const auto list = [](std::int64_t epochs) {
    std::vector<std::vector<std::int64_t>> rows;
    for (const Bracket& b : brackets(1, epochs, 3)) {
      rows.emplace_back();
      std::int64_t n = b.trials, r = b.epochs;
      for (; r <= epochs; n /= 3, r *= 3) rows.back().push_back(n), rows.back().push_back(r);
    }
    return rows;
  };
  CHECK(list(81) == std::vector<std::vector<std::int64_t>>{{81, 1, 27, 3, 9, 9, 3, 27, 1, 81},
                                                           {34, 3, 11, 9, 3, 27, 1, 81},
                                                           {15, 9, 5, 27, 1, 81},
                                                           {8, 27, 2, 81},
                                                           {5, 81}});
  CHECK(list(27) == std::vector<std::vector<std::int64_t>>{
                        {27, 1, 9, 3, 3, 9, 1, 27}, {12, 3, 4, 9, 1, 27}, {6, 9, 2, 27}, {4, 27}});
}

TEST_CASE("a trial's bracket is Optuna's for the study s0") {
  std::vector<std::size_t> found;
  for (int i = 0; i < 12; ++i) found.push_back(bracket_of(brackets(1, 81, 3), 0, i));
  CHECK(found == std::vector<std::size_t>{0, 0, 0, 1, 0, 0, 4, 0, 0, 0, 1, 0});
}

TEST_CASE("hyperband: the greedy bracket cuts at its first epoch, the last one never") {
  Track track;
  for (int i = 0; i < 12; ++i) track.add({double(i)}, Curve::State::running);
  const auto hyperband = pruner("hyperband");
  const Race race = track.race(81);
  CHECK(hyperband->judge(race, track.curves[0]) == Verdict::go);  // best of its bracket
  CHECK(hyperband->judge(race, track.curves[5]) ==
        Verdict::pause);  // 0 1 2 4 5 7 8 9 11 are in it: three go on
  CHECK(hyperband->judge(race, track.curves[2]) == Verdict::go);
  CHECK(hyperband->judge(race, track.curves[6]) == Verdict::go);  // bracket 4
  CHECK(hyperband->judge(race, track.curves[3]) == Verdict::go);  // bracket 1 begins with three epochs
}

TEST_CASE("successive halving: one of eta goes on, the best paused trial of the highest rung first") {
  Track track;
  const auto halving = pruner("successive-halving", {{"min_epochs", 1}, {"eta", 3}});
  const auto asked = [&](std::int64_t trial) {
    return halving->judge(track.race(27), track.curves[std::size_t(trial)]);
  };
  CHECK(asked(track.add({5}, Curve::State::running)) == Verdict::pause);
  CHECK(asked(track.add({4}, Curve::State::running)) == Verdict::pause);
  CHECK(asked(track.add({6}, Curve::State::running)) ==
        Verdict::pause);  // not itself, but trial 1 may go on now
  for (Curve& c : track.curves) c.state = Curve::State::paused;
  CHECK(halving->next(track.race(27)) == 1);
  track.values[1] = {4, 3, 2}, track.curves[1].values = track.values[1];
  CHECK(halving->next(track.race(27)) ==
        -1);  // one of three at the first rung went on already; one of one at the next stays
  CHECK(asked(1) == Verdict::pause);
  track.values[0] = {5, 4, 3}, track.curves[0].values = track.values[0];
  track.values[2] = {6, 5, 4}, track.curves[2].values = track.values[2];
  CHECK(halving->next(track.race(27)) == 1);  // now the best of three at three epochs
  CHECK(asked(track.add({1, 1}, Curve::State::running)) == Verdict::go);  // between rungs
  CHECK(asked(track.add({std::nan("")}, Curve::State::running)) == Verdict::stop);
  const auto standard = pruner("successive-halving");  // the first rung is a 27th
  Track late;
  late.add({1, 2}), late.add({3, 2}, Curve::State::running);
  CHECK(standard->judge(late.race(81), late.curves[1]) == Verdict::go);
  late.values[1].push_back(9), late.curves[1].values = late.values[1];
  CHECK(standard->judge(late.race(81), late.curves[1]) == Verdict::pause);
}

TEST_CASE("median: the best so far against the median of finished trials at the same epoch") {
  Track track;
  for (const double x : {1.0, 2.0, 3.0, 4.0, 10.0}) track.add({x + 5, x, x});
  const auto median = pruner("median");
  const auto asked = [&](std::vector<double> values, const Pruner& by) {
    const auto trial = track.add(std::move(values), Curve::State::running);
    const Verdict verdict = by.judge(track.race(3), track.curves[std::size_t(trial)]);
    track.curves.pop_back(), track.values.pop_back();
    return verdict;
  };
  CHECK(asked({9, 3.1}, *median) == Verdict::stop);  // median of 1 2 3 4 10
  CHECK(asked({9, 3.0}, *median) == Verdict::go);    // equal is not worse
  CHECK(asked({2.5, 9.0}, *median) == Verdict::go);  // its best is what counts
  CHECK(asked({std::nan(""), std::nan("")}, *median) == Verdict::stop);
  CHECK(asked({9, 3.1}, *pruner("median", {{"warm_up", 2}})) == Verdict::go);
  CHECK(asked({9, 3.1, 3.1}, *pruner("median", {{"warm_up", 2}})) == Verdict::stop);
  CHECK(asked({9, 3.1}, *pruner("median", {{"interval", 2}})) == Verdict::go);
  CHECK(asked({9, 9, 3.1}, *pruner("median", {{"interval", 2}})) == Verdict::stop);
  CHECK(asked({9, 3.1}, *pruner("median", {{"startup", 6}})) == Verdict::go);
  track.values[0].resize(1),
      track.curves[0].values = track.values[0];  // no value at the second epoch: 2 3 4 10
  CHECK(asked({9, 3.4}, *median) == Verdict::go);
  CHECK(asked({9, 3.6}, *median) == Verdict::stop);
  CHECK(asked({9, 3.6}, *pruner("median", {{"min_trials", 5}})) == Verdict::go);
}

TEST_CASE("threshold: bounds of the objective as the file knows it") {
  Track track;
  track.add({0.3}, Curve::State::running), track.add({-0.3}, Curve::State::running),
      track.add({std::nan("")}, Curve::State::running);
  const auto threshold = pruner("threshold", {{"lower", 0.2}});
  CHECK(threshold->judge(track.race(9), track.curves[0]) == Verdict::go);
  CHECK(threshold->judge(track.race(9), track.curves[1]) == Verdict::stop);
  CHECK(threshold->judge(track.race(9, true), track.curves[1]) == Verdict::go);  // maximised: 0.3
  CHECK(threshold->judge(track.race(9), track.curves[2]) == Verdict::stop);
}

TEST_CASE("patience: epochs without a better value") {
  Track track;
  track.add({3, 2, 2, 2.5}, Curve::State::running);
  const auto asked = [&](double patience, double delta) {
    return pruner("patience", {{"patience", patience}, {"min_delta", delta}})
        ->judge(track.race(99), track.curves[0]);
  };
  CHECK(asked(3, 0) == Verdict::go);
  CHECK(asked(2, 0) == Verdict::stop);
  CHECK(asked(3, 1.5) == Verdict::stop);  // 2 is not better than 3 by that much
}

// The space as it is written, its mistakes, fronts, several seeds, and what mattered.
#include "sweep/space.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "config/parse.hpp"
#include "snnflow/pareto.hpp"
#include "sweep/combinations.hpp"
#include "sweep/importance.hpp"
#include "sweep/read_space.hpp"
#include "sweep/seeds.hpp"

using namespace snnflow;

namespace {

const Registry& registry() {
  static const Registry all;
  return all;
}

struct Read {
  Space space;
  std::vector<std::string> errors;
};
Read read(const std::string& toml) {
  Issues issues;
  const Value table = parse(toml, 0, issues);
  Read result{read_space({registry(), issues}, table, "sweep.space"), {}};
  for (const Issue& i : issues.list) result.errors.push_back(i.message + "; " + i.remedy);
  return result;
}
bool says(const std::string& toml, const std::string& text) {
  const auto errors = read(toml).errors;
  for (const auto& e : errors)
    if (e.find(text) != std::string::npos) return true;
  for (const auto& e : errors) UNSCOPED_INFO(e);
  UNSCOPED_INFO("wanted: " + text);
  return false;
}

}  // namespace

TEST_CASE("the space of the language's example") {
  const auto [space, errors] = read(R"(
"optimiser.adam.lr" = { float = [1e-4, 1e-1], log = true }
"layer.hidden.neuron.lif.tau_syn" = { float = [2.0, 10.0], when = { "layer.hidden.neuron" = "lif" } }
"layer.hidden.size" = { int = [20, 400], log = true }
"layer.hidden.neuron" = { choice = ["lif", "qif"] }
"train.batch" = { choice = [16, 32, 64] }
)");
  CHECK(errors.empty());
  REQUIRE(space.size() == 5);
  CHECK(space.search.order == std::vector<int>{0, 2, 3, 4, 1});
  const std::vector<double> point{0.01, absent, 100, 1, 2};
  const Value table = space.table(point);
  REQUIRE(table.table().size() == 4);
  CHECK(table.find("layer.hidden.neuron")->text() == "qif");
  CHECK(table.find("layer.hidden.size")->integer() == 100);
  CHECK(table.find("train.batch")->integer() == 64);
  CHECK(*space.coordinate(4, Value(32)) == 1);
  CHECK_FALSE(space.coordinate(2, Value(401)));
  CHECK_FALSE(space.coordinate(2, Value(20.5)));
}

TEST_CASE("mistakes in a space are told with a remedy") {
  CHECK(says("a = 3", "must be a table"));
  CHECK(says("a = {}", "neither float, int nor choice"));
  CHECK(says("a = { float = [0, 1], choice = [1] }", "'float' and 'choice' at once"));
  CHECK(says("a = { flot = [0, 1] }", "did you mean 'float'?"));
  CHECK(says("a = { float = [1, 0] }", "ends before it begins"));
  CHECK(says("a = { float = [0, 1, 2] }", "must be two numbers"));
  CHECK(says("a = { float = [0, 1], log = true }", "has no logarithm"));
  CHECK(says("a = { float = [1, 2], log = true, step = 0.1 }", "has no step"));
  CHECK(says("a = { float = [0, 1], step = 0.3 }", "end it at 0.9"));
  CHECK(says("a = { int = [0.5, 3] }", "no whole number"));
  CHECK(says("a = { int = [0, 3], step = 0.5 }", "whole number"));
  CHECK(says("a = { choice = [] }", "list of values"));
  CHECK(says("a = { choice = [1, 1.0] }", "twice"));
  CHECK(says("a = { choice = [1, 2], log = true }", "leave out log"));
  CHECK(says("neuron = { choice = [\"lif\", \"qif\"] }\na = { int = [1, 2], when = { neuron = \"liff\" } }",
             "did you mean 'lif'?"));
  CHECK(says("neuron = { choice = [1] }\na = { int = [1, 2], when = { nueron = 1 } }",
             "did you mean 'neuron'?"));
  CHECK(says("a = { int = [1, 2], when = { a = 1 } }", "not swept"));
  CHECK(says("a = { int = [1, 2], when = { b = 1 } }\nb = { int = [1, 2], when = { a = 1 } }", "circle"));
  CHECK(says("b = { float = [0, 1] }\na = { int = [1, 2], when = { b = 0.5 } }", "range of real numbers"));
  CHECK(says("", "table of paths"));
}

TEST_CASE("values are looked at together: all of what conditions tie, then any two") {
  const std::vector<Value> two{Value("a"), Value("b")};
  const std::vector<Dimension::Condition> where_b{{0, {1}}};
  const Space space({choice("one", two), choice("two", two, where_b), choice("three", two, where_b),
                     choice("four", two, where_b), real("five", 2, 3)});
  const std::vector<std::size_t> all{0, 1, 2, 3, 4};
  const auto found = combinations(space, all, 1000);
  CHECK(found.whole);
  const auto has = [&](const std::vector<double>& point) {
    const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    return std::ranges::count_if(
        found.list, [&](const Combination& c) { return std::ranges::equal(c.point, point, same); });
  };
  for (const double x : {0, 1})
    for (const double y : {0, 1}) {
      for (const double z : {0, 1}) CHECK(has({1, x, y, z, absent}) == 1);
      CHECK(has({1, x, absent, y, absent}) == 1);
      CHECK(has({x, absent, absent, absent, 2 + y}) == 1);
      CHECK(has({1, absent, x, absent, 2 + y}) == 1);  // with what `three` asks for
    }
  CHECK(found.list.size() == 8 + 3 * 4 + 4 * 4);
  const auto few = combinations(space, all, 6);
  CHECK_FALSE(few.whole);
  CHECK(few.list.size() == 6);
  CHECK(few.list[2].dimensions == std::vector<std::size_t>{0, 1, 2, 3});
  CHECK(few.list[3].dimensions == std::vector<std::size_t>{0, 4});
  CHECK(combinations(space, {0, 4}, 1000).list.size() == 4);
}

TEST_CASE("a value whose conditions contradict each other is never looked at") {
  const std::vector<Value> two{Value("a"), Value("b")};
  const Space space({choice("one", two), choice("two", two, {{0, {1}}}), choice("three", two, {{0, {0}}}),
                     choice("four", two, {{1, {0}}, {2, {0}}})});
  std::vector<double> point{absent, absent, absent, 0};
  CHECK_FALSE(satisfy(space, point));
  point = {absent, 1, absent, absent};
  CHECK(satisfy(space, point));
  CHECK(point[0] == 1);
  CHECK(combinations(space, {0, 1, 2, 3}, 1000).list.empty());
}

TEST_CASE("fronts of two objectives, and the area each point adds") {
  const std::vector<TwoObjectives> points{{1, 4}, {2, 2}, {4, 1}, {2, 3}, {3, 3}, {2, 2}, {5, 5}};
  CHECK(front_numbers(points) == std::vector<int>{0, 0, 0, 1, 2, 0, 3});
  // Against the definition: a point's front is one more than the highest of those that dominate it.
  std::vector<TwoObjectives> many;
  for (int i = 0; i < 300; ++i) many.push_back({double(i * 37 % 17), double(i * 53 % 19)});
  const auto numbers = front_numbers(many);
  for (std::size_t i = 0; i < many.size(); ++i) {
    int highest = -1;
    for (std::size_t j = 0; j < many.size(); ++j)
      if (dominates(many[j], many[i])) highest = std::max(highest, numbers[j]);
    CHECK(numbers[i] == highest + 1);
  }
  const std::vector<TwoObjectives> front{{4, 1}, {1, 4}, {2, 2}};
  CHECK(area_contributions(front, {5, 5}) == std::vector<double>{1, 1, 4});
  const Direction directions[]{Direction::maximise, Direction::minimise};
  std::vector<SweepPoint> trials;
  for (const auto& o : {std::vector<double>{0.9, 5}, {0.8, 3}, {0.8, 4}, {0.95, std::nan("")}, {0.7, 1}})
    trials.push_back({std::int64_t(trials.size()), TrialState::done, {}, o, 0});
  trials.push_back({5, TrialState::pruned, {}, {1, 0}, 3});
  CHECK(best_points(trials, directions) == std::vector<std::size_t>{0, 1, 4});
}

TEST_CASE("several seeds of a point: mean and deviation of those that gave a number") {
  const Spread s = spread(std::vector<double>{1, 2, std::nan(""), 3});
  CHECK(s.runs == 3);
  CHECK(s.mean == 2);
  CHECK(s.deviation == Approx(1));
  CHECK(std::isnan(spread(std::vector<double>{1}).deviation));
  CHECK(std::isnan(spread(std::vector<double>{}).mean));
}

TEST_CASE("runs of several seeds are one point, and share its values") {
  std::vector<SweepPoint> runs;
  const auto add = [&](TrialState state, std::vector<double> objectives) {
    runs.push_back({std::int64_t(runs.size()), state, {double(runs.size() / 3)}, std::move(objectives), 5});
  };
  add(TrialState::done, {1, 10}), add(TrialState::failed, {}), add(TrialState::done, {3, 20});
  add(TrialState::pruned, {4}), add(TrialState::failed, {}), add(TrialState::pruned, {6});
  add(TrialState::done, {7, 30}), add(TrialState::running, {}), add(TrialState::failed, {});
  add(TrialState::done, {8, 40});
  const auto points = gather(runs, 3);
  REQUIRE(points.size() == 4);
  CHECK(points[0].point.objectives == std::vector<double>{2, 15});
  CHECK(points[0].spreads[1].deviation == Approx(std::sqrt(50)));
  CHECK(points[0].point.state == TrialState::done);
  CHECK(points[1].point.state == TrialState::pruned);
  CHECK(points[1].point.objectives == std::vector<double>{5});
  CHECK(points[2].point.state == TrialState::running);
  CHECK(points[3].point.state == TrialState::running);
  const Space space({real("x", 0, 10)});
  const Registered* random = registry().find("sampler", "random");
  const auto sampler = registry().make<Sampler>(*random, Value(Value::Table{}));
  const Direction directions[]{Direction::minimise, Direction::minimise};
  CHECK(propose_run(*sampler, space, runs, 10, 3, 0, directions) == runs[9].point);
  CHECK(propose_run(*sampler, space, std::span(runs).first(9), 9, 3, 0, directions) ==
        propose(*sampler, space, {}, 3, 0, directions));
}

TEST_CASE("importance of a small sweep: every share lies in its own range") {
  Swept only = real("only", 0, 1);
  only.dimension.when = {{1, {0}}};
  const Space space({real("x", 0, 1), choice("kind", {Value("a"), Value("b")}), only, integer("n", 1, 9)});
  const auto sampler = registry().make<Sampler>(*registry().find("sampler", "random"), Value(Value::Table{}));
  const Direction directions[]{Direction::minimise};
  int wide = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    std::vector<SweepPoint> points;
    for (int i = 0; i < 4 + int(seed % 9); ++i) {
      SweepPoint p{i, TrialState::done, propose(*sampler, space, points, i, seed, directions), {}, 0};
      p.objectives = {p.point[0] + 0.1 * p.point[1]};
      points.push_back(p);
    }
    double sum = 0;
    for (const auto& i : importance(space, points, 0, Direction::minimise, {.seed = seed})) {
      CAPTURE(seed, points.size(), i.path, i.share, i.low, i.high, i.trials);
      if (i.trials < 4) {
        CHECK((std::isnan(i.share) && std::isnan(i.low) && std::isnan(i.high)));
        continue;
      }
      sum += i.share;
      CHECK((0 <= i.low && i.low <= i.share && i.share <= i.high && i.high <= 1));
      wide += i.high - i.low > 0.1;
    }
    CHECK(sum == Approx(1));
  }
  CHECK(wide > 100);  // few trials are not sure of much
}

TEST_CASE("importance: what moves the objective stands out, and what does not is told from it") {
  Swept only = real("only", 0, 1);
  only.dimension.when = {{2, {0}}};
  const Space space({real("strong", 1e-4, 1, true), real("weak", 0, 1),
                     choice("kind", {Value("a"), Value("b")}), only, integer("nothing", 1, 9)});
  std::vector<SweepPoint> points;
  const Registered* random = registry().find("sampler", "random");
  const auto sampler = registry().make<Sampler>(*random, Value(Value::Table{}));
  const Direction directions[]{Direction::maximise};
  for (int i = 0; i < 300; ++i) {
    SweepPoint p{i, TrialState::done, propose(*sampler, space, points, i, 2, directions), {}, 0};
    const double off = std::log10(p.point[0]) + 2;
    p.objectives = {-off * off - 0.5 * std::pow(p.point[1] - 0.5, 2) - 0.3 * p.point[2]};
    points.push_back(p);
  }
  const auto found = importance(space, points, 0, Direction::maximise);
  double sum = 0;
  for (const auto& i : found) {
    CAPTURE(i.path, i.share, i.low, i.high, i.chance);
    sum += i.share;
    CHECK(i.low <= i.high);
  }
  CHECK(sum == Approx(1));
  CHECK(found[0].share > 0.5);
  CHECK(found[0].low > 0.35);
  CHECK(found[0].chance < 0.01);
  for (const std::size_t d : {1, 3, 4}) CHECK(found[d].high < found[0].low);
  CHECK(found[4].chance > 0.02);
  CHECK((found[3].trials > 100 && found[3].trials < 200));
  CHECK(std::isnan(importance(space, {}, 0, Direction::minimise)[0].share));
}

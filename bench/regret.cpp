// How close samplers come to the optimum of four functions in 100 trials, against the numbers of Optuna and
// the bands of reference/sweeps.md 1.5. Ends with 1 where a median leaves its band.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "registry/registry.hpp"
#include "sweep/sampling.hpp"

using namespace snnflow;

namespace {

constexpr int dimensions = 5, trials = 100, seeds = 51;

struct Band {
  double low, high;
};
struct Problem {
  const char* name;
  double low, high;
  std::function<double(const std::vector<double>&)> value;
  Band random, sobol, univariate, multivariate;  // interquartile ranges that were measured
};

double sphere(const std::vector<double>& x) {
  double s = 0;
  for (const double v : x) s += v * v;
  return s;
}
double rastrigin(const std::vector<double>& x) {
  double s = 10.0 * double(x.size());
  for (const double v : x) s += v * v - 10 * std::cos(2 * pi * v);
  return s;
}
double rosenbrock(const std::vector<double>& x) {
  double s = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i)
    s += 100 * std::pow(x[i + 1] - x[i] * x[i], 2) + std::pow(1 - x[i], 2);
  return s;
}
double ackley(const std::vector<double>& x) {
  double squares = 0, waves = 0;
  for (const double v : x) squares += v * v, waves += std::cos(2 * pi * v);
  const auto n = double(x.size());
  return -20 * std::exp(-0.2 * std::sqrt(squares / n)) - std::exp(waves / n) + 20 + std::exp(1.0);
}

double regret(const Sampler& sampler, const Problem& problem, std::uint64_t seed) {
  std::vector<Swept> list;
  for (int d = 0; d < dimensions; ++d)
    list.push_back(real("x" + std::to_string(d), problem.low, problem.high));
  const Space space(std::move(list));
  const Direction directions[]{Direction::minimise};
  std::vector<SweepPoint> points;
  double best = infinite;
  for (int i = 0; i < trials; ++i) {
    SweepPoint p{i, TrialState::done, propose(sampler, space, points, i, seed, directions), {}, 0};
    p.objectives = {problem.value(p.point)};
    best = std::min(best, p.objectives[0]);
    points.push_back(std::move(p));
  }
  return best;
}

// How many deviations the first sample lies below the second (Mann and Whitney 1947).
double below(const std::vector<double>& a, const std::vector<double>& b) {
  double wins = 0;
  for (const double x : a)
    for (const double y : b) wins += x < y ? 1 : x == y ? 0.5 : 0;
  const auto n = double(a.size()), m = double(b.size());
  return (wins - n * m / 2) / std::sqrt(n * m * (n + m + 1) / 12);
}

}  // namespace

int main() {
  const Registry registry;
  const auto make = [&](const char* name, bool multivariate) {
    Value table{Value::Table{}};
    if (std::string(name) == "tpe") table["multivariate"] = Value(multivariate);
    return registry.make<Sampler>(*registry.find("sampler", name), table);
  };
  const Problem problems[] = {
      {"sphere", -5, 5, sphere, {5.2, 8.2}, {5.2, 8.2}, {0.57, 1.91}, {0.14, 0.33}},
      {"rastrigin", -5.12, 5.12, rastrigin, {33, 45}, {33, 45}, {19, 31}, {20, 34}},
      {"rosenbrock", -5, 10, rosenbrock, {2152, 5071}, {2152, 5071}, {147, 677}, {33, 365}},
      {"ackley", -32, 32, ackley, {16.5, 17.8}, {15.5, 17.8}, {9.7, 13}, {5.7, 7.4}},
  };
  struct Contestant {
    const char* name;
    std::shared_ptr<const Sampler> sampler;
    Band Problem::*band;
  };
  const Contestant contestants[] = {{"random", make("random", true), &Problem::random},
                                    {"sobol", make("sobol", true), &Problem::sobol},
                                    {"tpe, univariate", make("tpe", false), &Problem::univariate},
                                    {"tpe", make("tpe", true), &Problem::multivariate}};
  std::printf("median regret after %d trials, %d seeds, %d dimensions (interquartile range; band)\n", trials,
              seeds, dimensions);
  bool within = true;
  for (const Problem& problem : problems) {
    std::vector<double> random;
    for (const Contestant& c : contestants) {
      std::vector<double> found;
      for (std::uint64_t seed = 0; seed < seeds; ++seed) found.push_back(regret(*c.sampler, problem, seed));
      std::ranges::sort(found);
      if (random.empty()) random = found;
      const double median = found[seeds / 2], z = below(found, random);
      const Band band = problem.*c.band;
      const bool good = median >= band.low && median <= band.high &&
                        (c.sampler == contestants[0].sampler || c.band == &Problem::sobol || z > 3);
      within &= good;
      std::printf("%-10s  %-15s  %8.3g  (%.3g to %.3g; %g to %g)  %4.1f deviations better than random%s\n",
                  problem.name, c.name, median, found[seeds / 4], found[3 * seeds / 4], band.low, band.high,
                  z, good ? "" : "  <- outside");
    }
  }
  return within ? 0 : 1;
}

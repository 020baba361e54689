// The densities of TPE against numbers from Optuna (reference: sweeps.md 1.3).
#include "../../plugins/sampler/parzen.hpp"

#include <catch2/catch.hpp>

#include "../../plugins/sampler/good_trials.hpp"

using namespace snnflow;
using Points = std::vector<std::vector<double>>;

namespace {

Dimension real(double low, double high, bool log = false) {
  return {Dimension::Kind::real, low, high, 0, log, 0, {}};
}
Dimension integer(double low, double high) { return {Dimension::Kind::integer, low, high, 1, false, 0, {}}; }
Dimension choice(int n) { return {Dimension::Kind::choice, 0, double(n - 1), 1, false, 0, {}}; }

Parzen estimator(const std::vector<Dimension>& dimensions, const Points& seen) {
  std::vector<const Dimension*> group;
  for (const Dimension& d : dimensions) group.push_back(&d);
  Points columns(dimensions.size());
  for (const auto& point : seen)
    for (std::size_t i = 0; i < point.size(); ++i) columns[i].push_back(point[i]);
  return Parzen(group, columns, std::vector<double>(seen.size() + 1, 1.0));
}

void same(const std::vector<double>& found, const std::vector<double>& wanted) {
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == Approx(wanted[i]).margin(5e-7));
}

std::vector<double> widths(const Parzen& parzen, std::size_t axis = 0) {
  std::vector<double> w;
  for (const double inverse : parzen.axes()[axis].inverse_width) w.push_back(1 / inverse);
  return w;
}

}  // namespace

TEST_CASE("one observation of a real number: two kernels") {
  const std::vector<Dimension> d{real(-5, 5)};
  const Parzen p = estimator(d, {{1}});
  same(p.axes()[0].center, {1, 0});
  same(widths(p), {6, 10});
  same(p.log_density(Points{{0}, {1}, {4.9}}), {-2.227753, -2.222949, -2.386998});
}

TEST_CASE("three observations: a kernel is as wide as its larger gap, those at the ends as their inner one") {
  const std::vector<Dimension> d{real(-5, 5)};
  const Parzen p = estimator(d, {{0.1}, {-2}, {3}});
  same(widths(p), {2.9, 2.1, 2.9, 10});
  same(p.log_density(Points{{0}, {1}, {4.9}}), {-2.094882, -2.151274, -2.662282});
}

TEST_CASE("logarithms: the density is that of the logarithm") {
  const std::vector<Dimension> d{real(1e-5, 1e-1, true)};
  const Parzen p = estimator(d, {{1e-3}, {1e-2}});
  same(p.axes()[0].center, {-6.907755, -4.60517, -6.907755});
  same(widths(p), {2.302585, 2.302585, 9.21034});
  same(p.log_density(Points{{1e-4}, {1e-3}, {5e-2}}), {-2.49437, -1.96674, -2.276971});
}

TEST_CASE("whole numbers: the probability of the interval around each") {
  const std::vector<Dimension> d{integer(0, 10)};
  const Parzen p = estimator(d, {{3}, {7}});
  same(widths(p), {4, 4, 11});
  same(p.log_density(Points{{0}, {3}, {10}}), {-2.660256, -2.307504, -2.660256});
}

TEST_CASE("choices: the observed one gets most of a kernel's weight") {
  const std::vector<Dimension> d{choice(3)};
  const Parzen p = estimator(d, {{0}, {0}, {2}});
  CHECK(p.axes()[0].hit == Approx(0.714286).margin(5e-7));
  same(p.log_density(Points{{0}, {1}, {2}}), {-0.741937, -1.658228, -1.098612});
}

TEST_CASE("two dimensions: one mixture of products") {
  const std::vector<Dimension> d{real(0, 1), choice(2)};
  const Parzen p = estimator(d, {{0.2, 0}, {0.9, 1}});
  same(widths(p), {0.7, 0.7, 1});
  same(p.log_density(Points{{0.2, 0}, {0.5, 1}}), {-0.636501, -0.640352});
}

TEST_CASE("a density integrates to one, and draws follow it") {
  struct Draws final : Random {
    std::uint64_t state = 1;
    std::uint64_t bits() override {
      return state = state * 6364136223846793005u + 1442695040888963407u, state ^ (state >> 29);
    }
  } random;
  const std::vector<Dimension> d{real(1e-3, 10, true), integer(2, 6), choice(3)};
  const Parzen p = estimator(d, {{0.1, 3, 1}, {2.0, 6, 2}, {0.002, 2, 2}});
  std::vector<double> expected(15, 0.0), drawn(15, 0.0);
  double total = 0;
  constexpr int cells = 400;
  for (int i = 0; i < cells; ++i)
    for (int n = 2; n <= 6; ++n)
      for (int c = 0; c < 3; ++c) {
        const double x = d[0].value(d[0].lower() + (i + 0.5) / cells * (d[0].upper() - d[0].lower()));
        const double mass = std::exp(p.log_density(Points{{x, double(n), double(c)}})[0]) *
                            (d[0].upper() - d[0].lower()) / cells;
        total += mass, expected[std::size_t((n - 2) * 3 + c)] += mass;
      }
  CHECK(total == Approx(1).epsilon(1e-4));
  std::vector<double> point(3);
  constexpr int draws = 20000;
  for (int k = 0; k < draws; ++k) {
    p.draw(random, point);
    REQUIRE(point[0] >= 1e-3);
    REQUIRE(point[0] <= 10);
    ++drawn[std::size_t((point[1] - 2) * 3 + point[2])];
  }
  double chi = 0;
  for (std::size_t i = 0; i < 15; ++i)
    chi += std::pow(drawn[i] - draws * expected[i], 2) / (draws * expected[i]);
  CHECK(chi < 36);  // 14 degrees of freedom, 1 in 1000
}

TEST_CASE("kernels that are left out of a sum are not missed in it") {
  const std::vector<Dimension> d{real(1e-5, 1e-1, true), real(2, 50), integer(20, 400), choice(3)};
  std::uint64_t state = 3;
  const auto draw = [&](std::size_t i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return d[i].at(double(state >> 11) / 9007199254740992.0);
  };
  Points seen(300), asked(40);
  for (auto* list : {&seen, &asked})
    for (auto& point : *list)
      for (std::size_t i = 0; i < d.size(); ++i) point.push_back(draw(i));
  const Parzen p = estimator(d, seen);
  const auto found = p.log_density(asked);
  for (std::size_t q = 0; q < asked.size(); ++q) {
    double sum = 0;
    for (std::size_t k = 0; k <= seen.size(); ++k) {
      double kernel = 1 / double(seen.size() + 1);
      for (std::size_t i = 0; i < 3; ++i) {
        const auto& axis = p.axes()[i];
        const auto z = [&](double x) { return (x - axis.center[k]) * axis.inverse_width[k]; };
        const auto below = [&](double x) { return 0.5 * std::erfc(-z(x) / std::sqrt(2.0)); };
        const double x = d[i].inner(asked[q][i]);
        kernel *= i < 2 ? std::exp(axis.scale[k] - z(x) * z(x) / 2)
                        : axis.scale[k] * (below(x + 0.5) - below(x - 0.5));
      }
      const int chosen = p.axes()[3].chosen[k];
      kernel *= chosen < 0 ? 1.0 / 3 : chosen == int(asked[q][3]) ? p.axes()[3].hit : p.axes()[3].miss;
      sum += kernel;
    }
    CHECK(found[q] == Approx(std::log(sum)).margin(1e-9));
  }
}

TEST_CASE("how many trials are good, and how old ones fade") {
  const std::vector<std::size_t> n{1, 10, 11, 20, 30, 100, 250, 251}, good{1, 1, 2, 2, 3, 10, 25, 25};
  for (std::size_t i = 0; i < n.size(); ++i) CHECK(good_count(n[i], 1) == good[i]);
  CHECK(good_count(1000, 2) == 100);
  auto weights = weights_by_age(30, 1);
  REQUIRE(weights.size() == 31);
  weights.resize(6);
  same(weights, {0.033333333, 0.275, 0.516666667, 0.758333333, 1, 1});
  CHECK(weights_by_age(25, 2) == [] {
    std::vector<double> w(26, 1.0);
    w.back() = 2;
    return w;
  }());
}

TEST_CASE("a kernel's width is that of its gaps in the sorted list, whatever the bucket it falls into") {
  std::uint64_t state = 7;
  const auto uniform = [&] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return double(state >> 11) / 9007199254740992.0;
  };
  for (const int n : {1, 2, 3, 5, 40, 97, 98, 99, 300, 2000})
    for (const int kind : {0, 1, 2}) {
      // Anywhere; close together; whole numbers, many of them equal.
      std::vector<double> x(std::size_t(n), 0.0);
      for (double& v : x) {
        const double u = uniform();
        v = kind == 0 ? -3 + 8 * u : kind == 1 ? 1 + 0.01 * u * u : std::round(-3 + 8 * u);
      }
      std::vector<std::pair<double, std::size_t>> order;
      for (std::size_t i = 0; i < x.size(); ++i) order.emplace_back(x[i], i);
      std::ranges::sort(order);
      std::vector<double> wanted(x.size());
      const double low = -3, high = 5, least = 8 / std::min(100.0, n + 2.0);
      for (std::size_t i = 0; i < order.size(); ++i) {
        const bool first = i == 0, last = i + 1 == order.size();
        const double left = order[i].first - (first ? low : order[i - 1].first);
        const double right = (last ? high : order[i + 1].first) - order[i].first;
        const double gap = n == 1 || (!first && !last) ? std::max(left, right) : first ? right : left;
        wanted[order[i].second] = std::clamp(gap, least, high - low);
      }
      CAPTURE(n, kind);
      CHECK(kernel_widths(x, low, high) == wanted);
    }
}

TEST_CASE("what a normal gives to an interval, narrow or wide, in the middle and far out") {
  const auto exact = [](double a, double b) {
    return a > 0   ? 0.5 * (std::erfc(a / std::sqrt(2.0)) - std::erfc(b / std::sqrt(2.0)))
           : b < 0 ? 0.5 * (std::erfc(-b / std::sqrt(2.0)) - std::erfc(-a / std::sqrt(2.0)))
                   : 1 - 0.5 * std::erfc(-a / std::sqrt(2.0)) - 0.5 * std::erfc(b / std::sqrt(2.0));
  };
  for (const double width : {0.02, 0.0999, 0.1001, 1.0, 7.0}) {
    std::vector<double> center, inverse;
    for (double z = -8; z <= 8; z += 0.37) center.push_back(-z * 2), inverse.push_back(0.5);
    for (const double at : {0.0, 2 * width}) center.push_back(at), inverse.push_back(0.5);
    std::vector<double> found(center.size());
    normal_masses(0, 2 * width, center, inverse, found);
    for (std::size_t k = 0; k < center.size(); ++k) {
      const double a = -center[k] / 2, b = a + width;
      CAPTURE(width, a, b);
      CHECK(found[k] == Approx(exact(a, b)).epsilon(2e-9).margin(2e-12));
      CHECK((exact(a, b) == 0 || found[k] > 0));
    }
  }
  // Far from everything, and as wide as everything.
  std::vector<double> out(3);
  normal_masses(0, 1, std::vector<double>{-50, 0.5, 0}, std::vector<double>{1, 1000, 1e-9}, out);
  CHECK(out[0] == 0);
  CHECK(out[1] == 1);
  CHECK(out[2] == Approx(1e-9 / std::sqrt(2 * pi)));
}

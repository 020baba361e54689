// The exponential of packs: within one unit in the last place, also where results are tiny, huge or no number.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "snnflow/pack.hpp"

namespace {
using P = snnflow::Pack<double>;
double packed(double x) { return exp(P(x))[P::lanes - 1]; }

TEST_CASE("exp is right to the last place") {
  double worst = 0;
  for (double x = -708; x < 709; x += 0.01371) {
    const long double right = std::exp(static_cast<long double>(x));
    const double unit = std::nextafter(double(right), std::numeric_limits<double>::infinity()) - double(right);
    worst = std::max(worst, double(std::abs(packed(x) - right) / unit));
  }
  CHECK(worst < 1.5);
}

TEST_CASE("exp at its ends") {
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(packed(0) == 1);
  CHECK(packed(-inf) == 0);
  CHECK(packed(-1e4) == 0);
  CHECK(packed(inf) == inf);
  CHECK(packed(1e4) == inf);
  CHECK(std::isnan(packed(std::nan(""))));
  CHECK(packed(-745) == std::exp(-745.0));  // the smallest subnormal
}
}  // namespace

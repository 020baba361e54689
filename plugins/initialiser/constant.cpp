// Every number starts from the same value.
#include <algorithm>
#include <snnflow/optimiser.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Constant final : Initialiser {
  double value = 0.0;
  static constexpr auto about() {
    return snnflow::about("constant", "Every number starts from the same value.",
                          param("value", &Constant::value).doc("That value."));
  }
  void fill(std::span<double> values, const Shape&, Random&) const override {
    std::fill(values.begin(), values.end(), value);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Constant>(); }

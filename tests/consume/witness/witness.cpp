// A plugin that leaves a file behind as soon as any of its code runs, which is when it is loaded.
#include <cstdio>
#include <cstdlib>
#include <snnflow/optimiser.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

__attribute__((constructor)) void leave_a_file() {
  const char* path = std::getenv("SNNFLOW_WITNESS");
  if (std::FILE* file = path ? std::fopen(path, "w") : nullptr) std::fclose(file);
}

struct Witness final : Schedule {
  static constexpr auto about() { return snnflow::about("likewise", "The learning rate stays as it is."); }
  double factor(double) const override { return 1; }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Witness>(); }

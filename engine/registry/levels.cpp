// What the processor says of itself.
#include "registry/levels.hpp"

#include "snnflow/issue.hpp"

namespace snnflow {

// clang 14 knows no names of levels here, so their features are asked for; some have no name either (movbe),
// and come with the others.
int machine_level() {
  __builtin_cpu_init();
  const bool two = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
  const bool three = two && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                     __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool four = three && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
  if (two) return four ? 4 : three ? 3 : 2;
  throw Error("this processor does not run x86-64-v2 code, which snnflow needs at least", 70);
}

std::string build_for(const std::string& library, int level) {
  if (level == 2) return library;
  const std::size_t dot = library.rfind(".so");
  return library.substr(0, dot) + ".v" + std::to_string(level) + library.substr(dot);
}

}  // namespace snnflow

// What the processor says of itself.
#include "registry/levels.hpp"

#include "snnflow/issue.hpp"

namespace snnflow {

int machine_level() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return 4;
  if (__builtin_cpu_supports("x86-64-v3")) return 3;
  if (__builtin_cpu_supports("x86-64-v2")) return 2;
  throw Error("this processor does not run x86-64-v2 code, which snnflow needs at least", 70);
}

std::string build_for(const std::string& library, int level) {
  if (level == 2) return library;
  const std::size_t dot = library.rfind(".so");
  return library.substr(0, dot) + ".v" + std::to_string(level) + library.substr(dot);
}

}  // namespace snnflow

// The commit and the build type come from CMake, for this file alone.
#include "cli/versions.hpp"

#include <fmt/core.h>

#include "config/parse.hpp"
#include "graph/pool.hpp"
#include "record/h5.hpp"
#include "registry/levels.hpp"
#include "registry/registry.hpp"
#include "snnflow/stamp.hpp"

namespace snnflow::cli {

std::string version() {
  const std::string commit = SNNFLOW_COMMIT;
  return SNNFLOW_VERSION + (commit.empty() ? "" : " (commit " + commit + ")");
}

std::string built_with() {
#ifdef __clang__
  return "clang " __clang_version__ ", " SNNFLOW_BUILD_TYPE;
#else
  return "g++ " __VERSION__ ", " SNNFLOW_BUILD_TYPE;
#endif
}

std::vector<std::pair<std::string, std::string>> libraries() {
  const int fmt_version = FMT_VERSION;
  return {{"HDF5", h5::version()},
          {"TBB", tbb_version()},
          {"toml++", parser_version()},
          {"fmt", fmt::format("{}.{}.{}", fmt_version / 10000, fmt_version / 100 % 100, fmt_version % 100)}};
}

std::string kernels() {
  try {
    return level_name(best_level());
  } catch (const Error& e) {
    return std::string("none: ") + e.what();
  }
}

std::string version_lines() {
  std::string lines = "snnflow " + version() + "\nkernels " + kernels();
  for (const auto& [name, number] : libraries()) lines += "\n" + name + " " + number;
  return lines;
}

}  // namespace snnflow::cli

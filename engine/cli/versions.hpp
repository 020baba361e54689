// What this program was built from, and the libraries that it uses.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace snnflow::cli {

/// "0.1.0", "0.1.0 (commit bd2109e)" where the tree was under git when it was configured.
std::string version();
/// "g++ 12.2.0, Release"
std::string built_with();
/// Names and versions of the libraries, as they answer when they run.
std::vector<std::pair<std::string, std::string>> libraries();

/// The level that the kernels run at: "x86-64-v3"; or why there are none.
std::string kernels();

/// What `--version` prints: the version, the level of the kernels, and each library, on a line each.
std::string version_lines();

}  // namespace snnflow::cli

// Blocks are matched by their paths.
#include "cli/stored.hpp"

#include <cmath>
#include <filesystem>

#include "record/run_file.hpp"

namespace snnflow::cli {
namespace fs = std::filesystem;

std::string run_file_of(const std::string& path) { return fs::is_directory(path) ? (fs::path(path) / "run.h5").string() : path; }

std::vector<double> stored_values(const std::string& path, const Blocks& blocks) {
  const StoredRun run = read_run(run_file_of(path));
  std::vector<double> values(blocks.numbers());
  for (const Block& b : blocks.list()) {
    const BlockInfo* found = nullptr;
    for (const BlockInfo& i : run.info.blocks)
      if (i.path == b.plan->path) found = &i;
    if (!found) throw Error(run_file_of(path) + " has no numbers for " + b.plan->path + ": it is of another network");
    if (found->size != b.size) throw Error(run_file_of(path) + " has another shape for " + b.plan->path + ": it is of another network");
    for (std::size_t k = 0; k < b.size; ++k) {
      const double x = found->logarithm ? std::exp(run.values[found->offset + k]) : run.values[found->offset + k];
      values[b.offset + k] = b.plan->logarithm ? std::log(x) : x;
    }
  }
  return values;
}

}  // namespace snnflow::cli

// Linux tells all of it in files below /proc and /sys.
#include "cli/machine.hpp"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

namespace snnflow::cli {
namespace {

std::optional<std::int64_t> meminfo(const std::string& key) {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key + ":")) continue;
    std::istringstream rest(line.substr(key.size() + 1));
    if (std::int64_t kilobytes = 0; rest >> kilobytes) return kilobytes * 1024;
  }
  return {};
}

// The folders of this process's control group and of those around it: of version 2, and of `controller` in
// version 1.
std::vector<std::string> group_folders(const std::string& controller) {
  std::vector<std::string> folders;
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (!controllers.empty() && ("," + controllers + ",").find("," + controller + ",") == std::string::npos)
      continue;
    const std::string root = controllers.empty() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/" + controllers;
    for (std::string path = line.substr(second + 1);; path.resize(path.rfind('/'))) {
      if (path == "/") path.clear();
      folders.push_back(root + path);
      if (path.empty()) break;
    }
  }
  return folders;
}

// The first number in a file; nothing where it says "max" or is not there.
std::optional<std::int64_t> number_in_file(const std::string& path) {
  std::ifstream file(path);
  std::int64_t number = 0;
  return file >> number ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
}

std::optional<double> core_quota() {
  std::optional<double> least;
  const auto take = [&](std::optional<std::int64_t> quota, std::optional<std::int64_t> period) {
    if (!quota || !period || *quota <= 0 || *period <= 0) return;
    const double cores = double(*quota) / double(*period);
    if (!least || cores < *least) least = cores;
  };
  for (const std::string& folder : group_folders("cpu")) {
    std::ifstream file(folder + "/cpu.max");
    std::int64_t quota = 0, period = 0;
    if (file >> quota >> period) take(quota, period);
    take(number_in_file(folder + "/cpu.cfs_quota_us"), number_in_file(folder + "/cpu.cfs_period_us"));
  }
  return least;
}

std::optional<std::int64_t> memory_of_machine() { return meminfo("MemTotal"); }
std::optional<std::int64_t> free_memory() { return meminfo("MemAvailable"); }

std::optional<std::int64_t> memory_limit() {
  constexpr std::int64_t none = std::int64_t{1} << 60;  // version 1 writes a huge number
  std::optional<std::int64_t> least;
  for (const std::string& folder : group_folders("memory"))
    for (const char* name : {"/memory.max", "/memory.limit_in_bytes"})
      if (const auto limit = number_in_file(folder + name);
          limit && *limit < none && (!least || *limit < *least))
        least = limit;
  return least;
}

}  // namespace snnflow::cli

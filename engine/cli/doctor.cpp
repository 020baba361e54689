// `snnflow doctor`: what matters for a bug report, and what would keep a run from working here.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/machine.hpp"
#include "cli/options.hpp"
#include "cli/versions.hpp"
#include "record/h5.hpp"
#include "registry/levels.hpp"

namespace snnflow::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::int64_t little_space = std::int64_t{100} << 20;  // bytes

struct Report {
  Json facts = Json::object();
  std::vector<std::string> problems;
};

Json or_null(const std::optional<std::int64_t>& n) { return n ? Json(*n) : Json(nullptr); }

// Plugins: which builds of the built-in ones there are, where others are looked for, and what was refused.
void look_at_plugins(const Options& o, Report& report) {
  report.facts["level"] = kernels();
  report.facts["level_of_machine"] = level_name(machine_level());
  try {
    const std::string library = (fs::path(builtin_folder()) / "builtin.so").string();
    report.facts["builtin_plugins"] = library;
    for (int level = 2; level <= 4; ++level)
      if (fs::exists(build_for(library, level))) report.facts["levels_built"].push_back(level_name(level));
    const Registry registry = open_registry(o);
    for (const Refused& r : registry.refused()) report.problems.push_back(r.reason);
  } catch (const Error& e) {
    report.problems.push_back(e.what());
  }
  std::error_code ignored;
  report.facts["plugin_folders"] = Json::array();
  for (const std::string& folder : plugin_folders(o))
    report.facts["plugin_folders"].push_back(
        {{"path", folder}, {"exists", fs::is_directory(folder, ignored)}});
}

void look_at_machine(Report& report) {
  const auto quota = core_quota();
  report.facts["processor"] = processor();
  report.facts["cores"] = usable_cores();
  report.facts["core_quota"] = quota ? Json(*quota) : Json(nullptr);
  report.facts["memory_bytes"] = or_null(memory_of_machine());
  report.facts["free_memory_bytes"] = or_null(free_memory());
  report.facts["memory_limit_bytes"] = or_null(memory_limit());
}

// Why no HDF5 file can be written and read in the current folder; empty where it can.
std::string try_hdf5() {
  const std::string path = "snnflow-doctor." + std::to_string(getpid()) + ".h5";
  std::error_code ignored;
  std::string why;
  try {
    const std::vector<double> one{1.0};
    h5::NewFile file(path);
    file.write<double>("/one", one, {1});
    file.commit();
    if (!h5::StoredFile(path).has("/one")) why = "what was written to " + path + " is not there";
  } catch (const std::exception& e) {
    why = e.what();
  }
  fs::remove(path, ignored);
  return why;
}

void look_at_folder(Report& report) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  const fs::space_info space = error ? fs::space_info{} : fs::space(here, error);
  report.facts["folder"] = here.string();
  report.facts["free_disk_bytes"] = error ? Json(nullptr) : Json(std::int64_t(space.available));
  if (!error && std::int64_t(space.available) < little_space)
    report.problems.push_back("there is little space left in " + here.string() +
                              ": make room, or name another folder with --out");
  const std::string why = try_hdf5();
  report.facts["hdf5_writes_here"] = why.empty();
  if (!why.empty()) report.problems.push_back("runs cannot be written here: " + why);
}

// 17179869184 -> "16.0 GiB"
std::string size_text(const Json& bytes, const char* none) {
  return bytes.is_null() ? none : fmt::format("{:.1f} GiB", bytes.get<double>() / double(1 << 30));
}

void print(const Report& report) {
  const Json& f = report.facts;
  const auto line = [](const char* name, const std::string& text) { fmt::print("{:<14} {}\n", name, text); };
  line("snnflow", f["version"].get<std::string>());
  line("built with", f["built_with"].get<std::string>());
  std::vector<std::string> libraries, levels;
  for (const auto& [name, number] : f["libraries"].items())
    libraries.push_back(name + " " + number.get<std::string>());
  line("libraries", join(libraries));
  line("processor", f["processor"].get<std::string>());
  if (f.contains("levels_built")) levels = f["levels_built"].get<std::vector<std::string>>();
  line("level", f["level"].get<std::string>() + " (built: " + (levels.empty() ? "none" : join(levels)) +
                    "; this machine runs " + f["level_of_machine"].get<std::string>() + ")");
  line("cores",
       std::to_string(f["cores"].get<int>()) +
           (f["core_quota"].is_null() ? ", no quota"
                                      : ", of which a quota leaves " + number_text(f["core_quota"])));
  line("memory", size_text(f["memory_bytes"], "unknown") + ", free " +
                     size_text(f["free_memory_bytes"], "unknown") +
                     ", limit of the control group: " + size_text(f["memory_limit_bytes"], "none"));
  line("plugins", f.value("builtin_plugins", "none"));
  for (const Json& folder : f["plugin_folders"])
    line("", folder["path"].get<std::string>() + (folder["exists"] ? "" : " (is not there)"));
  line("folder", f["folder"].get<std::string>() + ", free " + size_text(f["free_disk_bytes"], "unknown"));
  line("HDF5 here", f["hdf5_writes_here"] ? "can be written" : "cannot be written");
  for (const std::string& problem : report.problems) fmt::print("problem: {}\n", problem);
  fmt::print("{}\n", report.problems.empty() ? "no problems found"
                                             : plural(std::int64_t(report.problems.size()), "problem"));
}

}  // namespace

int doctor(const Options& o) {
  Report report;
  report.facts["version"] = version();
  report.facts["built_with"] = built_with();
  for (const auto& [name, number] : libraries()) report.facts["libraries"][name] = number;
  look_at_machine(report);
  look_at_plugins(o, report);
  look_at_folder(report);
  if (o.json) {
    report.facts["problems"] = report.problems;
    std::cout << report.facts.dump() << "\n";
  } else
    print(report);
  return report.problems.empty() ? Exit::done : Exit::failed;
}

}  // namespace snnflow::cli

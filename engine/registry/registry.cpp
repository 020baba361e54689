// Loading: stamp first, then dlopen, never dlclose (objects of a plugin may outlive any table that lists
// them).
#include "registry/registry.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "registry/levels.hpp"
#include "registry/stamp_reader.hpp"

namespace snnflow {
namespace fs = std::filesystem;
namespace {

void* open_file(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) throw Error("plugin '" + path + "' cannot be loaded: " + dlerror());
  return handle;
}

bool is_good(const std::string& library) {
  return fs::exists(library) && read_stamp(library).refusal.empty();
}

// The plugins of a library file that was found good.
std::vector<Registration> open_library(const std::string& path) {
  void* handle = open_file(path);
  auto* entry = reinterpret_cast<void (*)(Kit&)>(dlsym(handle, "snnflow_plugin"));
  if (!entry) throw Error("plugin '" + path + "' has no snnflow_plugin");
  Kit kit;
  entry(kit);
  return std::move(kit.list);
}

}  // namespace

std::string builtin_folder() {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& folder : {program / "lib/snnflow", program / "../lib/snnflow",
                                 program / "../lib/x86_64-linux-gnu/snnflow", program / "../lib64/snnflow"})
    if (fs::exists(folder / "builtin.so")) return fs::weakly_canonical(folder).string();
  throw Error(
      "the built-in plugins (lib/snnflow/builtin.so) are not beside the program; install or build it whole",
      70);
}

int best_level() {
  const std::string library = (fs::path(builtin_folder()) / "builtin.so").string();
  for (int level = machine_level(); level > 2; --level)
    if (is_good(build_for(library, level))) return level;
  return 2;
}

Registry::Registry(int level) : level_(level ? level : best_level()) {
  if (level_ > machine_level())
    throw Error("this processor runs at most " + level_name(machine_level()) + ", not " + level_name(level_),
                2);
  const std::string library = (fs::path(builtin_folder()) / "builtin.so").string();
  take(library, "built in");
  kernels_ = static_cast<const KernelTable*>(dlsym(open_file(best_build(library)), "snnflow_kernels"));
  if (!kernels_) throw Error("'" + library + "' has no kernels: it is of another build", 70);
}

// The best build of a library that this level may run.
std::string Registry::best_build(const std::string& library) const {
  for (int level = level_; level > 2; --level)
    if (is_good(build_for(library, level))) return build_for(library, level);
  return library;
}

bool Registry::inspect(const std::string& library, const std::string& written, Place place,
                       Issues& issues) const {
  const StampReading stamp = read_stamp(library);
  if (stamp.refusal.empty()) return true;
  issues.error(place, "plugin '" + written + "' " + stamp.refusal, stamp.remedy, "plugins");
  return false;
}

void Registry::load(const std::string& library, const std::string& written, Place place, Issues& issues) {
  std::error_code ignored;
  const std::string path = fs::weakly_canonical(library, ignored).string();
  if (std::find(loaded_.begin(), loaded_.end(), path) != loaded_.end()) return;
  loaded_.push_back(path);
  if (!inspect(path, written, place, issues)) return;
  try {
    take(path, path);
  } catch (const Error& e) {
    issues.error(place, e.what(), {}, "plugins");
  }
}

void Registry::load_folder(const std::string& folder) {
  std::error_code ignored;
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    const bool variant = name.ends_with(".v3.so") || name.ends_with(".v4.so");
    if (name.ends_with(".so") && !variant) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    Issues issues;
    load(file, file, {}, issues);
    for (const Issue& i : issues.list) refused_.push_back({file, i.message});
  }
}

void Registry::take(const std::string& library, const std::string& origin) {
  for (Registration& r : open_library(best_build(library))) {
    r.about.origin = origin;
    if (const Registered* other = find(r.about.kind, r.about.name))
      throw Error("plugin '" + origin + "' brings a " + r.about.kind + " called '" + r.about.name +
                  "', and so does " +
                  (other->about().origin == "built in" ? "snnflow itself" : "'" + other->library + "'") +
                  ": rename one of the two");
    plugins_.push_back(std::make_unique<Registered>(Registered{std::move(r), library}));
  }
}

const Registered* Registry::find(const std::string& kind, const std::string& name) const {
  for (const auto& p : plugins_)
    if (p->about().kind == kind && p->about().name == name) return p.get();
  return nullptr;
}

std::vector<std::string> Registry::names(const std::string& kind) const {
  std::vector<std::string> names;
  for (const auto& p : plugins_)
    if (p->about().kind == kind) names.push_back(p->about().name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> Registry::kinds() const {
  std::vector<std::string> kinds;
  for (const auto& p : plugins_)
    if (std::find(kinds.begin(), kinds.end(), p->about().kind) == kinds.end())
      kinds.push_back(p->about().kind);
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

std::unique_ptr<ExactNetwork> Registry::exact(const Registered& neuron, const Value& table) const {
  for (const Registration& r : open_library(neuron.library))
    if (r.about.kind == "neuron" && r.about.name == neuron.about().name)
      return static_cast<Neuron*>(r.make(table).get())->exact_network();
  return nullptr;
}

}  // namespace snnflow

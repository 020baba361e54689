// From the command line to a plan.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <thread>

#include "base/diagnostics.hpp"
#include "cli/options.hpp"

namespace snnflow::cli {
namespace {

void load_folders(Registry& registry, const std::string& folders) {
  for (std::size_t at = 0; at <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    if (end > at) registry.load_folder(folders.substr(at, end - at));
    at = end + 1;
  }
}

void print_issues(const Issues& issues, const Sources& sources, const Options& o) {
  if (issues.list.empty()) return;
  if (o.error_format == "json") std::cerr << render_json(issues.list, sources) << "\n";
  else std::cerr << render(issues.list, sources, coloured(STDERR_FILENO));
}

}  // namespace

int thread_count(const Options& o) { return o.threads > 0 ? o.threads : std::max(1, int(std::thread::hardware_concurrency())); }

bool coloured(int descriptor) { return isatty(descriptor) && !std::getenv("NO_COLOR"); }

Registry open_registry(const Options& o) {
  Registry registry(o.isa.empty() ? 0 : o.isa[1] - '0');
  for (const std::string& folder : o.plugin_folders) registry.load_folder(folder);
  if (const char* path = std::getenv("SNNFLOW_PLUGIN_PATH")) load_folders(registry, path);
  const char *data = std::getenv("XDG_DATA_HOME"), *home = std::getenv("HOME");
  const std::string mine = data && *data ? data : home ? std::string(home) + "/.local/share" : "";
  if (!mine.empty()) registry.load_folder(mine + "/snnflow/plugins");
  return registry;
}

Loaded open_experiment(const Options& o, Registry& registry, bool may_load_plugins) {
  Loaded l;
  l.document = load(o.experiment, {o.sets}, l.issues);
  if (l.good()) l.plan = resolve(l.document.root, l.document.sources, registry, {o.data_folders, may_load_plugins, o.quick}, l.issues);
  print_issues(l.issues, l.document.sources, o);
  return l;
}

Loaded open_text(const std::string& text, const std::string& name, const Options& o, Registry& registry) {
  Loaded l;
  l.document = load_text(text, name, {o.sets}, l.issues);
  if (l.good()) l.plan = resolve(l.document.root, l.document.sources, registry, {o.data_folders, true, o.quick}, l.issues);
  print_issues(l.issues, l.document.sources, o);
  return l;
}

}  // namespace snnflow::cli

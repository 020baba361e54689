// From the command line to a plan.
#include "cli/session.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <thread>

#include "base/diagnostics.hpp"

namespace snnflow::cli {

void add_registry_options(CLI::App& app, Options& o) {
  app.add_option("--plugin-path", o.plugin_folders, "Folder with plugin libraries (may be given again)");
  app.add_option("--isa", o.isa, "Instruction-set level to run at: v2, v3 or v4 (default: the best of this machine)")
      ->check(CLI::IsMember({"v2", "v3", "v4"}));
  app.add_option("--error-format", o.error_format, "How errors are printed: text or json")->check(CLI::IsMember({"text", "json"}));
}

void add_experiment_options(CLI::App& app, Options& o) {
  app.add_option("--set", o.sets, "Write one value of the experiment: layer.hidden.size=20 (may be given again)")->allow_extra_args(false);
  app.add_option("--data", o.data_folders, "Folder in which to look for data files (may be given again)")->allow_extra_args(false);
  add_registry_options(app, o);
}

int thread_count(const Options& o) {
  return o.threads > 0 ? o.threads : std::max(1, int(std::thread::hardware_concurrency()));
}

bool coloured(int descriptor) { return isatty(descriptor) && !std::getenv("NO_COLOR"); }

Registry open_registry(const Options& o) {
  Registry registry(o.isa.empty() ? 0 : o.isa[1] - '0');
  for (const std::string& folder : o.plugin_folders) registry.load_folder(folder);
  if (const char* path = std::getenv("SNNFLOW_PLUGIN_PATH")) {
    std::string folders = path;
    for (std::size_t at = 0; at <= folders.size();) {
      const std::size_t end = std::min(folders.find(':', at), folders.size());
      if (end > at) registry.load_folder(folders.substr(at, end - at));
      at = end + 1;
    }
  }
  const char *data = std::getenv("XDG_DATA_HOME"), *home = std::getenv("HOME");
  const std::string mine = data && *data ? data : home ? std::string(home) + "/.local/share" : "";
  if (!mine.empty()) registry.load_folder(mine + "/snnflow/plugins");
  return registry;
}

void print_issues(const Issues& issues, const Sources& sources, const Options& o) {
  if (issues.list.empty()) return;
  if (o.error_format == "json") std::cerr << render_json(issues.list, sources) << "\n";
  else std::cerr << render(issues.list, sources, coloured(STDERR_FILENO));
}

static PlanOptions plan_options(const Options& o, bool load_plugins) { return {o.data_folders, load_plugins, o.quick}; }

Loaded open_experiment(const Options& o, Registry& registry, bool may_load_plugins) {
  Loaded l;
  l.document = load(o.experiment, {o.sets}, l.issues);
  if (l.good()) l.plan = resolve(l.document.root, l.document.sources, registry, plan_options(o, may_load_plugins), l.issues);
  print_issues(l.issues, l.document.sources, o);
  return l;
}

Loaded open_text(const std::string& text, const std::string& name, const Options& o, Registry& registry) {
  Loaded l;
  l.document = load_text(text, name, {o.sets}, l.issues);
  if (l.good()) l.plan = resolve(l.document.root, l.document.sources, registry, plan_options(o, true), l.issues);
  print_issues(l.issues, l.document.sources, o);
  return l;
}

}  // namespace snnflow::cli

// From the command line to a plan.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <sstream>
#include <thread>

#include "base/diagnostics.hpp"
#include "cli/options.hpp"
#include "port/first_look.hpp"
#include "registry/levels.hpp"

namespace snnflow::cli {
namespace {

void print_issues(const Issues& issues, const Sources& sources, const Options& o) {
  if (issues.list.empty()) return;
  if (o.error_format == "json")
    std::cerr << render_json(issues.list, sources) << "\n";
  else
    std::cerr << render(issues.list, sources, coloured(STDERR_FILENO));
}

}  // namespace

int thread_count(const Options& o) {
  return o.threads > 0 ? o.threads : std::max(1, int(std::thread::hardware_concurrency()));
}

bool coloured(int descriptor) { return isatty(descriptor) && !std::getenv("NO_COLOR"); }

std::vector<std::string> plugin_folders(const Options& o) {
  std::vector<std::string> folders = o.plugin_folders;
  if (const char* path = std::getenv("SNNFLOW_PLUGIN_PATH")) {
    std::istringstream list(path);
    for (std::string folder; std::getline(list, folder, ':');)
      if (!folder.empty()) folders.push_back(folder);
  }
  const char *data = std::getenv("XDG_DATA_HOME"), *home = std::getenv("HOME");
  const std::string mine = data && *data ? data : home ? std::string(home) + "/.local/share" : "";
  if (!mine.empty()) folders.push_back(mine + "/snnflow/plugins");
  return folders;
}

Registry open_registry(const Options& o) {
  Registry registry(o.isa.empty() ? 0 : o.isa[1] - '0');
  for (const std::string& folder : plugin_folders(o)) registry.load_folder(folder);
  return registry;
}

Options as_begun(Options o, const Continuation& begun, const std::string& which, const std::string& else_what) {
  if (begun.level > machine_level())
    throw Error(which + " was begun at " + level_name(begun.level) + ", which this machine does not have: " + else_what);
  o.isa = "v" + std::to_string(begun.level), o.experiment = begun.experiment;
  o.plugin_folders.insert(o.plugin_folders.end(), begun.plugin_folders.begin(), begun.plugin_folders.end());
  o.data_folders.insert(o.data_folders.end(), begun.data_folders.begin(), begun.data_folders.end());
  return o;
}

void print_error(const std::string& message, const Options& o) {
  if (o.error_format != "json") {
    std::cerr << "error: " << message << "\n";
    return;
  }
  Issues issues;
  issues.error({}, message);
  print_issues(issues, {}, o);
}

namespace {

void resolve_document(const Options& o, Registry& registry, bool may_load_plugins, Sweeps sweeps, Loaded& l) {
  const PlanOptions options{o.data_folders, may_load_plugins, o.quick};
  const Document& d = l.document;
  if (!l.good()) return;
  if (sweeps == Sweeps::no || !has_sweep(d.root)) {
    l.plan = resolve(d.root, d.sources, registry, options, l.issues);
    return;
  }
  l.plan = resolve_sweep(d.root, d.sources, registry, options, l.issues, l.sweep.emplace());
}

}  // namespace

void resolve_loaded(const Options& o, Registry& registry, bool may_load_plugins, Loaded& l) {
  resolve_document(o, registry, may_load_plugins, Sweeps::no, l);
  print_issues(l.issues, l.document.sources, o);
}

Loaded open_experiment(const Options& o, Registry& registry, bool may_load_plugins, Look look, Sweeps sweeps) {
  Loaded l;
  l.document = load(o.experiment, {o.sets}, l.issues);
  resolve_document(o, registry, may_load_plugins, sweeps, l);
  if (l.good() && look == Look::yes && !o.quick) take_first_look(l.plan, registry, l.issues);
  print_issues(l.issues, l.document.sources, o);
  return l;
}

Loaded open_text(const std::string& text, const std::string& name, const Options& o, Registry& registry, Sweeps sweeps) {
  Loaded l;
  l.document = load_text(text, name, {o.sets}, l.issues);
  resolve_document(o, registry, true, sweeps, l);
  print_issues(l.issues, l.document.sources, o);
  return l;
}

}  // namespace snnflow::cli

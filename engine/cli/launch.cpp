// Each worker is this program again: `snnflow worker FOLDER`.
#include "cli/launch.hpp"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "base/text.hpp"
#include "cli/processes.hpp"
#include "record/disk.hpp"
#include "snnflow/issue.hpp"
#include "sweep/launching.hpp"
#include "sweep/store_url.hpp"

namespace snnflow::cli {
namespace {

namespace fs = std::filesystem;

Launch launch_of(const Options& o, const std::string& name, const std::string& folder, int threads) {
  const std::string where = fs::absolute(folder).lexically_normal().string();
  Launch l;
  l.worker = {fs::read_symlink("/proc/self/exe").string(), "worker", where, "--threads",
              std::to_string(threads)};
  l.name = name, l.logs = where + "/logs", l.options = o.launcher_options;
  l.workers = o.workers, l.threads = threads;
  return l;
}

int run_here(const Launch& l, const std::string& folder) {
  std::vector<Child> children;
  for (int i = 1; i <= l.workers; ++i)
    children.push_back({l.worker, l.logs + "/local-" + std::to_string(i) + ".log"});
  std::cerr << plural(l.workers, "worker") << " with " << plural(l.threads, "thread")
            << "; what they say: " << l.logs << "; how far they are: snnflow sweep status " << folder << "\n";
  const std::vector<int> codes = run_side_by_side(children);
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (codes[i] != Exit::done && codes[i] != Exit::failed && codes[i] != Exit::interrupted)
      std::cerr << "warning: worker " << i + 1 << (codes[i] > 128 ? " was killed by signal " : " ended with ")
                << (codes[i] > 128 ? codes[i] - 128 : codes[i]) << "; see " << children[i].log << "\n";
  // One that has found the sweep at its end speaks for all; 1 says that trials have failed.
  const auto any = [&](int code) { return std::ranges::find(codes, code) != codes.end(); };
  if (any(Exit::done) || any(Exit::failed)) return Exit::done;
  if (any(Exit::interrupted)) return Exit::interrupted;
  return codes[0] > 128 ? int(Exit::failed) : codes[0];
}

}  // namespace

void prepare_launch(const Options& o) {
  if (o.store.empty()) return;
  const StoreUrl url = read_store_url(o.store);
  if (url.secrets.empty()) return;
  if (o.launcher != "local" || url.password.empty())
    throw Error(
        "workers that others start find no password in --store: leave it out there, and put it into "
        "~/.pgpass of the machines that they run on",
        Exit::usage);
  ::setenv("PGPASSWORD", url.password.c_str(), 1);
}

int launch(const Options& o, const std::string& name, const std::string& folder) {
  const bool here = o.launcher == "local";
  const int cores = thread_count({}), share = here ? std::max(1, cores / o.workers) : 1;
  const Launch l = launch_of(o, name, folder, o.threads > 0 ? o.threads : share);
  fs::create_directories(l.logs);
  if (here) return run_here(l, folder);
  if (!is_there(folder + "/store"))
    std::cerr
        << "warning: this sweep is kept in its sweep.db, which is for workers of one machine; for those of "
           "several begin it with --store postgresql://user@host/database\n";
  if (o.launcher == "slurm") {
    const std::string script = slurm_script(l);
    if (o.submit) return run_with_input({"sbatch"}, script);
    std::cout << script;
    std::cerr << "--submit gives this to sbatch\n";
    return Exit::done;
  }
  const std::vector<std::string> command = mpirun_command(l);
  if (o.submit) become(command);
  std::cout << shell_line(command) << "\n";
  std::cerr << "--submit runs this\n";
  return Exit::done;
}

}  // namespace snnflow::cli

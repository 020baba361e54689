// A folder belongs to one resolved sweep; who gives the same command again goes on with it.
#include "cli/sweep_run.hpp"

#include <filesystem>
#include <iostream>

#include "base/text.hpp"
#include "cli/launch.hpp"
#include "cli/machine.hpp"
#include "cli/run_info.hpp"
#include "cli/signals.hpp"
#include "cli/sweep_progress.hpp"
#include "cli/sweep_text.hpp"
#include "plan/identity.hpp"
#include "record/disk.hpp"
#include "record/run_folder.hpp"
#include "registry/levels.hpp"
#include "sweep/run_sweep.hpp"
#include "sweep/sweep_folder.hpp"

namespace snnflow::cli {
namespace {

namespace fs = std::filesystem;
constexpr double share_of_memory = 0.8;  // of what is free, for trials

std::string name_of(const Options& o) { return fs::path(o.experiment).stem().string(); }

bool is_finished(const Options& o, const Sweep& sweep, const std::string& folder) {
  Store store(folder, store_settings(o));
  const SweepSummary s = summarise(sweep, store.trials(), false);
  return s.ended() == sweep.trials();
}

// --out DIR, or the newest of runs/<experiment> where it is the same sweep and not finished, or the next.
std::string choose_folder(const Options& o, const Sweep& sweep, const std::string& mine) {
  if (o.out.empty()) {
    const auto newest = newest_run("runs", name_of(o));
    if (newest && !o.force && is_sweep_folder(*newest) && read_sweep_file(*newest).identity == mine &&
        !is_finished(o, sweep, *newest))
      return *newest;
    return RunFolder::next("runs", name_of(o)).path();
  }
  if (o.force) {
    if (is_sweep_folder(o.out)) clear_sweep(o.out, store_settings(o));
    RunFolder folder = RunFolder::at(o.out);
    folder.clear();
    return o.out;
  }
  if (!is_sweep_folder(o.out)) {
    if (run_state(o.out) != RunState::empty)
      throw Error("'" + o.out +
                  "' holds a run, and this is a sweep; name another folder, or begin anew with --force");
    return RunFolder::at(o.out).path();
  }
  const std::string there = read_sweep_file(o.out).identity;
  if (there != mine)
    throw Error("'" + o.out + "' holds another sweep: " + first_difference(there, mine) +
                "; name another folder, or begin anew with --force");
  if (is_finished(o, sweep, o.out))
    throw Error("'" + o.out + "' holds a finished sweep; name another folder, or begin anew with --force");
  return o.out;
}

std::int64_t memory_for_trials() {
  constexpr std::int64_t unknown = std::int64_t(1) << 62;
  const std::int64_t least = std::min(free_memory().value_or(unknown), memory_limit().value_or(unknown));
  return std::int64_t(share_of_memory * double(least));
}

const char* status_text(SweepEnd end) {
  return end == SweepEnd::finished ? "done" : end == SweepEnd::stopped ? "interrupted" : "out-of-time";
}

// All workers of a sweep mean the same, or none of them writes a number.
void agree(Store& store, const std::string& folder, const std::string& name, const std::string& mine) {
  const std::string there = store.agree(name, mine);
  if (there != mine)
    throw Error("'" + folder + "' was begun as another sweep: " +
                (name == "identity" ? first_difference(there, mine)
                                    : name + " is " + there + " there and " + mine + " here") +
                "; name another folder, or begin anew with --force");
}

void agree_on_sweep(Store& store, const Loaded& l, const std::string& folder) {
  agree(store, folder, "identity", sweep_identity(l.plan, *l.sweep));
  agree(store, folder, "level", level_name(l.plan.level));
}

// How the sweep stands at the end of a command; answers the exit code.
int tell(const Options& o, const Sweep& sweep, Store& store, const std::string& folder, SweepEnd end) {
  const SweepSummary s = summarise(sweep, store.trials(), end != SweepEnd::stopped);
  if (o.json)
    std::cout << sweep_json(sweep, s, folder, status_text(end)).dump() << "\n";
  else if (end != SweepEnd::stopped)
    std::cout << sweep_text(sweep, s) << folder << "\n";
  if (end == SweepEnd::stopped) {
    std::cerr << "interrupted; the same command continues: --resume " << folder << "\n";
    return Exit::interrupted;
  }
  if (end == SweepEnd::out_of_time)
    std::cerr << "the time of budget.hours is over; the same command goes on: --resume " << folder << "\n";
  return s.failed > 0 ? Exit::failed : Exit::done;
}

int run_trials(const Options& o, const Loaded& l, Registry& registry, const std::string& folder,
               bool goes_on) {
  const Sweep& sweep = *l.sweep;
  Store store(folder, store_settings(o));
  agree_on_sweep(store, l, folder);
  const int threads = thread_count(o), in_flight = trials_in_flight(sweep, threads, memory_for_trials());
  const SweepSummary before = summarise(sweep, store.trials(), false);
  if (!o.quiet)
    std::cerr << (goes_on ? "continuing the sweep in " : "the sweep in ") << folder << ": "
              << (goes_on ? std::to_string(before.ended()) + " of " : "")
              << (sweep.trials() < 0 ? std::string("trials without end") : plural(sweep.trials(), "trial"))
              << ", " << in_flight << " at once on " << plural(threads, "thread")
              << (in_flight < threads ? " (memory holds no more)" : "") << "\n";
  catch_signals();
  Pool pool(threads);
  SweepProgress progress(sweep, store, name_of(o), progress_form(o));
  TrialBench bench{sweep,
                   registry,
                   pool,
                   store,
                   progress,
                   folder,
                   {o.data_folders, true, true},
                   [&](const Plan& plan, const Sources& sources, const Blocks& blocks) {
                     return run_info(o, plan, sources, blocks);
                   },
                   {},
                   {}};
  const SweepEnd end = run_sweep(bench, in_flight);
  progress.stop();
  return tell(o, sweep, store, folder, end);
}

// Elsewhere, or in processes of their own.
int launch_workers(const Options& o, const Loaded& l, const std::string& folder) {
  prepare_launch(o);
  {
    Store store(folder, store_settings(o));  // what they will find; closed before they begin
    agree_on_sweep(store, l, folder);
  }
  const int code = launch(o, name_of(o), folder);
  if (o.launcher != "local" || (code != Exit::done && code != Exit::interrupted)) return code;
  Store store(folder, store_settings(o));
  const bool all = summarise(*l.sweep, store.trials(), false).ended() == l.sweep->trials();
  if (!all && code == Exit::done && l.sweep->hours <= 0)
    throw Error("the workers have ended before the sweep; " + folder + "/logs has what they said",
                Exit::failed);
  return tell(o, *l.sweep, store, folder,
              all                         ? SweepEnd::finished
              : code == Exit::interrupted ? SweepEnd::stopped
                                          : SweepEnd::out_of_time);
}

}  // namespace

StoreSettings store_settings(const Options& o) {
  StoreSettings settings;
  settings.url = o.store;
  settings.say = [](const std::string& text) { std::cerr << text << "\n"; };
  return settings;
}

OpenedSweep open_sweep(const Options& given, const std::string& folder) {
  const Continuation file = read_sweep_file(folder);
  Options o = as_begun(given, file, "the sweep in '" + folder + "'", "its trials would not have the same bits");
  o.quick = true;
  Registry registry = open_registry(o);
  Loaded loaded = open_text(file.toml, file.experiment, o, registry, Sweeps::yes);
  return {std::move(o), std::move(registry), std::move(loaded)};
}

int continue_sweep(const Options& o, const std::string& folder) {
  OpenedSweep opened = open_sweep(o, folder);
  if (!opened.loaded.good()) return Exit::bad_input;
  if (!o.launcher.empty()) return launch_workers(opened.options, opened.loaded, folder);
  return run_trials(opened.options, opened.loaded, opened.registry, folder, true);
}

int run_swept(const Options& o, const Loaded& l, Registry& registry) {
  const std::string mine = sweep_identity(l.plan, *l.sweep), folder = choose_folder(o, *l.sweep, mine);
  const bool goes_on = is_sweep_folder(folder);
  Continuation file{o.experiment,     movable_toml(*l.sweep, l.plan), mine, l.plan.level,
                    o.plugin_folders, o.data_folders};
  for (std::string& f : file.plugin_folders) f = fs::absolute(f).lexically_normal().string();
  for (std::string& f : file.data_folders) f = fs::absolute(f).lexically_normal().string();
  if (goes_on) file.level = read_sweep_file(folder).level;
  if (!goes_on) write_file(folder + "/sweep.toml", text_as_read(l.document.sources));
  write_sweep_file(folder, file);  // with the newest budget
  if (file.level != l.plan.level) return continue_sweep(o, folder);
  if (!o.launcher.empty()) return launch_workers(o, l, folder);
  return run_trials(o, l, registry, folder, goes_on);
}

int worker(const Options& o) { return continue_sweep(o, o.folder); }

}  // namespace snnflow::cli

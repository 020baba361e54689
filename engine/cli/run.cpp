// `snnflow run`: a folder, training, the record, and what is said at the end.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/progress.hpp"
#include "cli/run_info.hpp"
#include "cli/signals.hpp"
#include "cli/sweep_run.hpp"
#include "plan/describe.hpp"
#include "plan/identity.hpp"
#include "record/run_folder.hpp"
#include "run/recorded_run.hpp"
#include "sweep/sweep_folder.hpp"

namespace snnflow::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// Passes what training tells on to the terminal.
class Audience final : public Watcher {
 public:
  explicit Audience(Progress& progress) : progress_(progress) {}
  void batch(int epoch, std::int64_t done, std::int64_t all, double loss) override { progress_.batch(epoch, done, all, loss); }
  void epoch(const EpochResult& result, const TrainState&, EpochRecord&&) override { progress_.epoch(result); }
  void interrupted(const TrainState&) override {}
  bool stop_requested() const override { return cli::stop_requested(); }

 private:
  Progress& progress_;
};

// What run.json keeps for --resume.
Continuation continuation(const Options& o, const Loaded& l) {
  return {o.experiment, plan_toml(l.plan), identity(l.plan), l.plan.level, o.plugin_folders, o.data_folders};
}

struct Folder {
  RunFolder folder;
  bool continues = false;
};

// The identity that an unfinished run was begun with; empty where it says none.
std::string begun_with(const RunFolder& folder) {
  const auto text = folder.read_json();
  if (!text) return "";
  const auto begun = read_continuation(*text);
  return begun ? begun->identity : "";
}

// --out DIR, or the next free folder of runs/<experiment>, or the newest there that was broken off.
Folder choose_folder(const Options& o, const Plan& plan) {
  const std::string name = fs::path(o.experiment).stem().string(), mine = identity(plan);
  if (o.out.empty()) {
    if (const auto newest = newest_run("runs", name); newest && run_state(*newest) == RunState::unfinished) {
      Folder f{RunFolder::at(*newest), true};
      if (begun_with(f.folder) == mine) return f;
    }
    return {RunFolder::next("runs", name), false};
  }
  Folder f{RunFolder::at(o.out), false};
  if (!o.force && is_sweep_folder(o.out)) throw Error("'" + o.out + "' holds a sweep; name another folder, or begin anew with --force");
  if (o.force) {
    if (is_sweep_folder(o.out)) clear_sweep(o.out, store_settings(o));
    f.folder.clear();
    return f;
  }
  if (f.folder.state() == RunState::finished)
    throw Error("'" + o.out + "' holds a finished run; name another folder, or begin anew with --force");
  if (f.folder.state() == RunState::empty) return f;
  const std::string there = begun_with(f.folder);
  if (there != mine && !there.empty())
    throw Error("'" + o.out + "' holds an unfinished run of another plan: " + first_difference(there, mine) + "; name another folder, or begin anew with --force");
  f.continues = !there.empty();
  return f;
}

Json metrics_json(const RunInfo& info, const SplitResult& r) {
  if (!r.present) return nullptr;
  Json j{{"loss", r.loss}};
  for (std::size_t t = 0; t < info.terms.size() && t < r.terms.size(); ++t) j["loss." + info.terms[t]] = r.terms[t];
  for (std::size_t m = 0; m < info.metrics.size() && m < r.metrics.size(); ++m) j[info.metrics[m]] = r.metrics[m];
  return j;
}

void say_result(const Options& o, const std::string& folder, const RunInfo& info, const FinalResult& final, const TrainState& state, const char* status) {
  if (o.json) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << Json{{"folder", folder}, {"status", status}, {"epoch", final.epoch},
                      {"metrics", {{"train", metrics_json(info, final.train)}, {"valid", metrics_json(info, final.valid)}, {"test", metrics_json(info, final.test)}}},
                      {"training", {{"samples", state.trained_samples}, {"seconds", state.trained_seconds}}},
                      {"peak_memory_bytes", std::int64_t(usage.ru_maxrss) * 1024}}.dump()
              << "\n";
    return;
  }
  std::string text = fmt::format("{}: epoch {}", status, final.epoch);
  auto split = [&](const char* name, const SplitResult& r) {
    for (std::size_t m = 0; r.present && m < info.metrics.size(); ++m) text += fmt::format(", {} {} {:.4f}", name, info.metrics[m], r.metrics[m]);
  };
  split("valid", final.valid);
  split("test", final.test);
  std::cout << text << "\n" << folder << "/run.h5\n";
}

int train(const Options& o, const Loaded& l, Registry& registry, Folder f) {
  Pool pool(thread_count(o));
  const std::string folder = f.folder.path();
  RecordedRun run(l.plan, registry, pool, folder, [&](const Blocks& blocks) { return run_info(o, l.plan, l.document.sources, blocks); });
  for (const std::string& remark : run.begin(f.continues)) std::cerr << "warning: " << remark << "\n";
  if (run.continued())
    std::cerr << "continuing the run in " << folder << " after epoch " << run.state().epoch
              << (run.state().batch ? ", batch " + std::to_string(run.state().batch) : "") << "\n";
  f.folder.write_json(continuation_json(continuation(o, l)));

  catch_signals();
  Progress progress(l.plan, fs::path(o.experiment).stem().string(), progress_form(o));
  Audience audience(progress);
  auto warn_of_losses = [&] {
    for (const std::string& lost : run.left_out()) std::cerr << "warning: " << lost << "\n";
  };
  try {
    run.train(audience);
  } catch (const Error&) {
    progress.stop();
    try {
      run.close("failed");
      warn_of_losses();
    } catch (const Error&) {  // the first error is the one to tell
    }
    throw;
  }
  progress.stop();
  if (!run.state().finished) {
    run.close("interrupted");
    warn_of_losses();
    FinalResult final;
    final.epoch = run.state().epoch;
    std::cerr << "interrupted; the same command continues: --resume " << folder << "\n";
    if (o.json) say_result(o, folder, run.info(), final, run.state(), "interrupted");
    return Exit::interrupted;
  }
  const FinalResult final = run.finish();
  warn_of_losses();
  if (!run.state().stopped.empty()) std::cerr << "stopped early: " << run.state().stopped << "\n";
  say_result(o, folder, run.info(), final, run.state(), "done");
  return Exit::done;
}

int resume(const Options& given) {
  const std::string nothing = "'" + given.resume + "' holds no run to continue";
  if (run_state(given.resume) == RunState::empty) throw Error(nothing);  // before anything is written there
  Folder f{RunFolder::at(given.resume), true};
  const auto text = f.folder.read_json();
  if (!text) throw Error(nothing);
  const auto begun = read_continuation(*text);
  if (!begun) throw Error("'" + given.resume + "/run.json' is damaged");
  if (f.folder.state() == RunState::finished) throw Error("the run in '" + given.resume + "' is finished");
  const Options o = as_begun(given, *begun, "the run in '" + given.resume + "'", "it would not go on to the same bits");
  Registry registry = open_registry(o);
  const Loaded l = open_text(begun->toml, o.experiment, o, registry);
  if (!l.good()) return Exit::bad_input;
  return train(o, l, registry, std::move(f));
}

void refuse_workers(const Options& o, const std::string& what) {
  for (const auto& [given, option] : {std::pair{!o.store.empty(), "--store"}, {!o.launcher.empty(), "--launcher"}})
    if (given) throw Error(std::string(option) + " is for sweeps, and " + what, Exit::usage);
}

}  // namespace

int run(const Options& o) {
  if (!o.resume.empty()) {
    if (!o.experiment.empty() || !o.sets.empty()) throw Error("--resume continues a run as it was begun: it takes no experiment and no --set", Exit::usage);
    if (is_sweep_folder(o.resume)) return continue_sweep(o, o.resume);
    refuse_workers(o, "'" + o.resume + "' holds a single run");
    return resume(o);
  }
  if (o.experiment.empty()) throw Error("name an experiment, or continue a run with --resume", Exit::usage);
  Registry registry = open_registry(o);
  const Loaded l = open_experiment(o, registry, true, Look::no, o.no_sweep ? Sweeps::no : Sweeps::yes);
  if (!l.good()) return Exit::bad_input;
  if (l.sweep) return run_swept(o, l, registry);
  refuse_workers(o, o.no_sweep ? "--no-sweep trains once" : "'" + o.experiment + "' has no [sweep]");
  return train(o, l, registry, choose_folder(o, l.plan));
}

}  // namespace snnflow::cli

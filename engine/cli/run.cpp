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
#include "plan/describe.hpp"
#include "plan/identity.hpp"
#include "record/checkpoint.hpp"
#include "record/rewind.hpp"
#include "record/run_file.hpp"
#include "record/run_folder.hpp"
#include "record/writer.hpp"
#include "registry/levels.hpp"
#include "train/trainer.hpp"

namespace snnflow::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// Passes what training tells on to the terminal and to the record.
class Recorder final : public Watcher {
 public:
  Recorder(Writer& writer, Progress& progress, const Plan& plan, std::vector<EpochResult>& results)
      : writer_(writer), progress_(progress), plan_(plan), results_(results) {}
  void batch(int epoch, std::int64_t done, std::int64_t all, double loss) override { progress_.batch(epoch, done, all, loss); }
  void epoch(const EpochResult& result, const TrainState& state, EpochRecord&& record) override {
    results_.push_back(result);
    progress_.epoch(result);
    WriteJob job;
    if (!record.spikes.empty() || !record.states.empty() || !record.weights.empty()) job.record = std::move(record);
    job.result = result;
    if (state.epoch % plan_.train.checkpoint == 0 || state.finished || stop_requested()) job.checkpoint = state;
    writer_.submit(std::move(job));
  }
  void interrupted(const TrainState& state) override {
    WriteJob job;
    job.checkpoint = state;
    writer_.submit(std::move(job));
  }
  bool stop_requested() const override { return cli::stop_requested(); }

 private:
  Writer& writer_;
  Progress& progress_;
  const Plan& plan_;
  std::vector<EpochResult>& results_;
};

// What run.json keeps for --resume.
std::string continuation(const Options& o, const Loaded& l) {
  return Json{{"experiment", o.experiment}, {"toml", plan_toml(l.plan)}, {"level", l.plan.level}, {"identity", identity(l.plan)},
              {"plugin_folders", o.plugin_folders}, {"data_folders", o.data_folders}}.dump();
}

struct Folder {
  RunFolder folder;
  bool continues = false;
};

// The identity that an unfinished run was begun with; empty where it says none.
std::string begun_with(const RunFolder& folder) {
  const auto text = folder.read_json();
  if (!text) return "";
  const Json j = Json::parse(*text, nullptr, false);
  return j.is_object() && j.contains("identity") && j["identity"].is_string() ? j["identity"].get<std::string>() : "";
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
  if (o.force) {
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

// What a kill or a damaged disk had left behind in the folder.
JournalContents rewound(const std::string& folder, int epoch, const RunInfo& info) {
  JournalContents journal = rewind(folder, epoch, info);
  if (!journal.remark.empty()) std::cerr << "warning: " << journal.remark << "\n";
  return journal;
}

TrainState start_or_continue(Trainer& trainer, const Folder& f, const RunInfo& info, const std::string& mine, std::vector<EpochResult>& results) {
  if (f.continues) {
    if (auto stored = read_checkpoint(f.folder.path())) {
      check_state(stored->state, info);
      const TrainState fresh = trainer.begin();
      if (stored->identity != mine || stored->state.memory.size() != fresh.memory.size())
        throw Error("'" + f.folder.path() + "' has a checkpoint of another plan; begin anew with --force");
      // Epoch 0 is told again where nothing has followed it.
      const bool learned = stored->state.epoch > 0 || stored->state.batch > 0;
      results = rewound(f.folder.path(), learned ? stored->state.epoch : -1, info).results;
      std::cerr << "continuing the run in " << f.folder.path() << " after epoch " << stored->state.epoch
                << (stored->state.batch ? ", batch " + std::to_string(stored->state.batch) : "") << "\n";
      return stored->state;
    }
    rewound(f.folder.path(), -1, info);
  }
  return trainer.begin();
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
  Trainer trainer(l.plan, registry, pool);
  const RunInfo info = run_info(o, l, trainer.blocks());
  const std::string mine = identity(l.plan), folder = f.folder.path();
  std::vector<EpochResult> results;
  TrainState state = start_or_continue(trainer, f, info, mine, results);
  f.folder.write_json(continuation(o, l));

  catch_signals();
  const auto form = o.quiet ? Progress::Form::none : coloured(STDERR_FILENO) || isatty(STDERR_FILENO) ? Progress::Form::block : Progress::Form::lines;
  Progress progress(l.plan, fs::path(o.experiment).stem().string(), form);
  Writer writer(folder, info, mine);
  Recorder recorder(writer, progress, l.plan, results);
  auto close = [&](const std::optional<FinalResult>& final, const char* status) {
    for (const std::string& lost : assemble_run(folder, info, results, state, final, status)) std::cerr << "warning: " << lost << "\n";
  };
  try {
    trainer.run(state, recorder);
  } catch (const Error&) {
    progress.stop();
    try {
      writer.finish();
      close({}, "failed");
    } catch (const Error&) {  // the first error is the one to tell
    }
    throw;
  }
  progress.stop();
  writer.finish();
  FinalResult final;
  if (!state.finished) {
    final.epoch = state.epoch;
    close({}, "interrupted");
    std::cerr << "interrupted; the same command continues: --resume " << folder << "\n";
    if (o.json) say_result(o, folder, info, final, state, "interrupted");
    return Exit::interrupted;
  }
  final = trainer.finish(state);
  for (const EpochResult& r : results)
    if (r.epoch == final.epoch) final.train = r.train;
  close(final, "done");
  if (!state.stopped.empty()) std::cerr << "stopped early: " << state.stopped << "\n";
  say_result(o, folder, info, final, state, "done");
  return Exit::done;
}

int resume(Options o) {
  const std::string nothing = "'" + o.resume + "' holds no run to continue";
  if (run_state(o.resume) == RunState::empty) throw Error(nothing);  // before anything is written there
  Folder f{RunFolder::at(o.resume), true};
  const auto text = f.folder.read_json();
  if (!text) throw Error(nothing);
  const Json j = Json::parse(*text, nullptr, false);
  if (!j.is_object() || !j.contains("toml") || !j["toml"].is_string() || !j.contains("level")) throw Error("'" + o.resume + "/run.json' is damaged");
  if (f.folder.state() == RunState::finished) throw Error("the run in '" + o.resume + "' is finished");
  const int level = j["level"].get<int>();
  if (level > machine_level())
    throw Error("the run in '" + o.resume + "' was begun at " + level_name(level) + ", which this machine does not have: it would not go on to the same bits");
  o.isa = "v" + std::to_string(level);
  o.experiment = j.value("experiment", "experiment.toml");
  for (const std::string& p : j.value("plugin_folders", std::vector<std::string>{})) o.plugin_folders.push_back(p);
  for (const std::string& d : j.value("data_folders", std::vector<std::string>{})) o.data_folders.push_back(d);
  Registry registry = open_registry(o);
  const Loaded l = open_text(j["toml"].get<std::string>(), o.experiment, o, registry);
  if (!l.good()) return Exit::bad_input;
  return train(o, l, registry, std::move(f));
}

}  // namespace

int run(const Options& o) {
  if (!o.resume.empty()) {
    if (!o.experiment.empty() || !o.sets.empty()) throw Error("--resume continues a run as it was begun: it takes no experiment and no --set", Exit::usage);
    return resume(o);
  }
  if (o.experiment.empty()) throw Error("name an experiment, or continue a run with --resume", Exit::usage);
  Registry registry = open_registry(o);
  const Loaded l = open_experiment(o, registry, true);
  if (!l.good()) return Exit::bad_input;
  return train(o, l, registry, choose_folder(o, l.plan));
}

}  // namespace snnflow::cli

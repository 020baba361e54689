// A checkpoint is written before the store hears that a trial has paused or been stopped, so that whoever
// takes it over finds it.
#include "sweep/trial_run.hpp"

#include <chrono>
#include <cmath>
#include <new>
#include <thread>

#include "base/text.hpp"
#include "record/disk.hpp"
#include "record/run_folder.hpp"
#include "run/recorded_run.hpp"
#include "sweep/pruning.hpp"
#include "sweep/trial_file.hpp"

namespace snnflow {
namespace {

// Reports epochs to the store and asks the pruner.
class Reporter final : public Watcher {
 public:
  Reporter(TrialBench& bench, const Plan& plan, std::int64_t trial)
      : bench_(bench), plan_(plan), trial_(trial) {}

  void batch(int, std::int64_t, std::int64_t, double) override {}
  void interrupted(const TrainState&) override {}
  bool stop_requested() const override {
    return pruned_ || bench_.stopping || bench_.watcher.stop_requested();
  }
  void epoch(const EpochResult& result, const TrainState& state, EpochRecord&&) override {
    if (result.epoch == 0) return;
    report(result);
    bench_.watcher.epoch(trial_, result.epoch, last_);
    if (bench_.sweep.pruner && !state.finished) pruned_ = judge() != Pruner::Verdict::go;
  }
  void report(const EpochResult& result) {
    last_ = objective_value(bench_.sweep.objectives[0], plan_, result.valid);
    bench_.store.report(trial_, result.epoch, last_);
  }
  bool pruned() const { return pruned_; }
  double last() const { return last_; }

 private:
  Pruner::Verdict judge() const {
    Pruner::Verdict verdict = Pruner::Verdict::go;
    bench_.store.look([&](std::span<const SweepPoint> trials, std::span<const std::vector<double>> curves) {
      const SweepRace race(trials, curves, bench_.sweep.objectives[0].direction, plan_.train.epochs,
                           bench_.sweep.seed);
      verdict = race.judge(*bench_.sweep.pruner, trial_);
    });
    return verdict;
  }

  TrialBench& bench_;
  const Plan& plan_;
  std::int64_t trial_;
  double last_ = std::nan("");
  bool pruned_ = false;
};

Plan plan_of(TrialBench& bench, const Claim& claim) {
  const std::lock_guard one_at_a_time(bench.resolving);
  PlanOptions options = bench.options;
  options.quick = true;  // the samples were read when the sweep began
  Issues issues;
  Plan plan = resolve(trial_root(bench.sweep, claim.point, claim.number), bench.sweep.sources, bench.registry,
                      options, issues);
  for (const Issue& issue : issues.list)
    if (issue.severity == Severity::error)
      throw Error(issue.message + (issue.remedy.empty() ? "" : "; " + issue.remedy));
  return plan;
}

// The kernel frees the locks of a dead worker one after the other: the trial's may be held a moment longer.
RunFolder take_folder(const std::string& folder) {
  constexpr int tries = 50;
  constexpr auto between = std::chrono::milliseconds(100);
  for (int left = tries;; --left) try {
      return RunFolder::at(folder);
    } catch (const Error& e) {
      if (e.code == io_exit || left == 0) throw;
      std::this_thread::sleep_for(between);
    }
}

RunInfo info_of(const TrialBench& bench, const Claim& claim, const Plan& plan, const Blocks& blocks) {
  RunInfo info = bench.info(plan, bench.sweep.sources, blocks);
  info.provenance.emplace_back("trial", std::to_string(claim.number));
  const Value swept = bench.sweep.space.table(claim.point);
  for (const Entry& e : swept.table()) info.provenance.emplace_back("swept " + e.key, to_toml(e.value));
  return info;
}

struct Ended {
  TrialState state = TrialState::running;  // still running: it was stopped
  std::vector<double> objectives;
  std::int64_t epochs = 0;
  std::string reason;
};

// Trains until the trial's end, or until it is stopped.
Ended train(TrialBench& bench, const Claim& claim, const Plan& plan) {
  const RunFolder folder = take_folder(trial_folder(bench.folder, claim.number));
  RecordedRun run(plan, bench.registry, bench.pool, folder.path(),
                  [&](const Blocks& blocks) { return info_of(bench, claim, plan, blocks); });
  const std::string name = "trial " + std::to_string(claim.number);
  for (const std::string& remark : run.begin(true)) bench.watcher.say(name + ": " + remark);
  bench.watcher.began(claim, run.state().epoch, plan.train.epochs);
  Reporter reporter(bench, plan, claim.number);
  // What a power cut took from the store, or a retry.
  for (const EpochResult& r : run.results())
    if (r.epoch > 0) reporter.report(r);
  try {
    run.train(reporter);
  } catch (const Error& e) {
    if (e.code == io_exit) throw;
    run.close("failed");
    throw;
  }
  Ended ended;
  ended.epochs = run.state().epoch;
  if (run.state().finished) {
    const FinalResult final = run.finish();
    for (const Objective& o : bench.sweep.objectives)
      ended.objectives.push_back(objective_value(o, plan, final.valid));
    const bool numbers = std::ranges::none_of(ended.objectives, [](double x) { return std::isnan(x); });
    ended.state = numbers ? TrialState::done : TrialState::failed;
    if (!numbers) ended.reason = "the objective is not a number at epoch " + std::to_string(final.epoch);
  } else if (reporter.pruned()) {
    run.close("pruned");
    ended.state = TrialState::pruned;
    ended.objectives = {reporter.last()};
  } else
    run.close("interrupted");
  for (const std::string& lost : run.left_out()) bench.watcher.say(name + ": " + lost);
  return ended;
}

Ended outcome(TrialBench& bench, const Claim& claim) {
  try {
    return train(bench, claim, plan_of(bench, claim));
  } catch (const Error& e) {
    if (e.code == io_exit) throw;
    return {TrialState::failed, {}, 0, e.what()};
  } catch (const std::bad_alloc&) {
    return {TrialState::failed, {}, 0, "there is not enough memory"};
  }
}

}  // namespace

std::string trial_folder(const std::string& sweep_folder, std::int64_t trial) {
  return sweep_folder + "/trials/" + std::to_string(trial);
}

std::optional<Claim> run_trial(TrialBench& bench, const Claim& claim,
                               const std::function<const NewTrials*()>& more) {
  Ended ended;
  try {
    ended = outcome(bench, claim);
  } catch (const Error&) {
    try {
      bench.store.hand_back(claim.number);
    } catch (const Error&) {  // the first error is the one to tell
    }
    throw;
  }
  std::optional<Claim> next;
  if (ended.state == TrialState::running)
    bench.store.hand_back(claim.number);
  else if (const NewTrials* from = more()) {
    Offer offer =
        bench.store
            .finish_and_claim(claim.number, ended.state, ended.objectives, ended.epochs, ended.reason, *from)
            .second;
    if (offer.kind == Offer::Kind::trial) next = std::move(offer.claim);
  } else
    bench.store.finish(claim.number, ended.state, ended.objectives, ended.epochs, ended.reason);
  bench.watcher.ended(claim.number, ended.state, ended.objectives, ended.reason);
  return next;
}

}  // namespace snnflow

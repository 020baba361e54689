// One trial: its plan, its folder, its training with the pruner looking on, and what becomes of it in the
// store.
#pragma once
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

#include "graph/pool.hpp"
#include "model/blocks.hpp"
#include "sweep/sweep.hpp"
#include "sweep/sweep_watcher.hpp"

namespace snnflow {

/// What all trials of a process share.
struct TrialBench {
  const Sweep& sweep;
  Registry& registry;
  Pool& pool;
  Store& store;
  SweepWatcher& watcher;
  std::string folder;   // of the sweep; trials are in folder/trials/<number>
  PlanOptions options;  // of every plan
  /// What a trial's record says besides figures.
  std::function<RunInfo(const Plan&, const Sources&, const Blocks&)> info;
  std::mutex resolving;                // plugins and data are opened by one trial at a time
  std::atomic<bool> stopping = false;  // something went wrong that all must stop for
};

std::string trial_folder(const std::string& sweep_folder, std::int64_t trial);

/// Runs a claimed trial as far as it comes, and says in the store what became of it. What is wrong with the
/// trial itself (a value that its plan refuses, a loss that is not a number) fails it; a disk that is full,
/// or a store that cannot be reached, is thrown. `more`, asked at its end: what the next trial is claimed
/// from, null for none; answers that one, where there is one.
std::optional<Claim> run_trial(TrialBench& bench, const Claim& claim,
                               const std::function<const NewTrials*()>& more);

}  // namespace snnflow

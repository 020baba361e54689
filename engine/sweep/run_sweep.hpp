// All trials of a sweep that this process can get, as one flow graph.
#pragma once
#include "sweep/trial_run.hpp"

namespace snnflow {

enum class SweepEnd {
  finished,     // every trial has ended, here or elsewhere
  out_of_time,  // none begins any more; those that had begun here are done
  stopped       // as was asked; what ran here has a checkpoint
};

/// Claims and runs trials, `in_flight` of them at once, until there are none. An Error with code 74 where the
/// disk or the store fails: what ran here then has been stopped, and goes on with the same command.
SweepEnd run_sweep(TrialBench& bench, int in_flight);

/// How many trials fit: not more than threads, nor than memory (bytes) holds; one at least.
int trials_in_flight(const Sweep& sweep, int threads, std::int64_t memory);

}  // namespace snnflow

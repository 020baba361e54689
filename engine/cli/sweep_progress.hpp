// What a person sees while a sweep runs: a line for each trial in flight on a terminal, redrawn; a line for
// each trial that ended elsewhere; nothing if quiet.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "cli/progress.hpp"
#include "sweep/summary.hpp"
#include "sweep/sweep_watcher.hpp"

namespace snnflow::cli {

class SweepProgress final : public SweepWatcher {
 public:
  SweepProgress(const Sweep& sweep, Store& store, std::string name, Form form);
  ~SweepProgress() override;

  void began(const Claim& claim, int epoch, int epochs) override;
  void epoch(std::int64_t trial, int epoch, double objective) override;
  void ended(std::int64_t trial, TrialState state, std::span<const double> objectives,
             const std::string& reason) override;
  void say(const std::string& text) override;
  bool stop_requested() const override;
  /// The block is drawn for the last time.
  void stop();

 private:
  struct InFlight {
    std::string values;
    int begun_at = 0, epoch = 0, epochs = 0;
    double objective = 0;
    bool told = false;
  };
  // Both with the mutex held.
  std::string head() const;
  void draw();

  const Sweep& sweep_;
  Store& store_;
  const std::string name_;
  const Form form_;
  const double began_;
  std::mutex mutex_;
  int lines_ = 0;
  bool told_to_stop_ = false;
  std::int64_t at_first_ = 0;  // trials that had ended before
  SweepSummary summary_;
  std::map<std::int64_t, InFlight> in_flight_;
  std::optional<Heart> redraws_;
};

}  // namespace snnflow::cli

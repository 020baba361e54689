// The truth of a sweep: which trials there are, who runs them, what they gave. Shared by any number of
// processes.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/heart.hpp"
#include "sweep/in_turn.hpp"
#include "sweep/sampling.hpp"

namespace snnflow {

struct StoreSettings {
  std::string url;  // postgresql://...: on this server; empty: as agreed before, or the folder's sweep.db
  double patience = 600;  // seconds for which a locked database, or a server that went away, is waited for
  double heartbeat = 15;  // seconds between two signs of life, for workers on other machines
  std::function<void(const std::string&)> say;  // is told of what takes long
};

/// A trial as the store knows it.
struct StoredTrial {
  SweepPoint point;
  std::string worker, reason;  // who runs or ran it; why it failed
  int attempts = 1;            // how often it was begun
};

/// A trial that this worker is to run: by its number, the values and how often it was begun, this time
/// included.
struct Claim {
  std::int64_t number = 0;
  std::vector<double> point;
  int attempts = 1;
};

/// What a worker gets who asks for work.
struct Offer {
  enum class Kind { trial, wait, finished } kind = Kind::finished;  // wait: others must end first
  Claim claim;
};

/// How new trials come about.
struct NewTrials {
  std::int64_t most = 0;  // numbers run from 0 to most - 1
  /// The point of a trial, from all trials before; may be called more than once for the same number.
  std::function<std::vector<double>(std::int64_t number, std::span<const SweepPoint> before)> propose;
  /// How many trials must have ended before one is proposed (Sampler::must_have_ended).
  std::function<std::int64_t(std::int64_t number)> must_have_ended = [](std::int64_t) {
    return std::int64_t(0);
  };
  /// A pruned trial that goes on from its checkpoint before any new one begins (SweepRace::next); -1: none.
  /// May be empty.
  std::function<std::int64_t(std::span<const SweepPoint> trials, std::span<const std::vector<double>> curves)>
      promote;
  /// Begun so often, a trial whose workers died is given up as failed.
  int most_attempts = 3;
};

/// Every call is one transaction. What finish() and agree() say is on the disk when they return; a claim or
/// an epoch that a power cut takes away is claimed or run again. Calls may come from several threads; trials
/// that end at the same time share the wait for the disk.
class Store {
 public:
  /// Opens the sweep in a folder (made where it is missing), and enters this process as a worker.
  explicit Store(const std::string& folder, const StoreSettings& settings = {});
  ~Store();

  /// Makes sure that all workers mean the same: the first one's value is kept, and returned to all others.
  std::string agree(const std::string& name, const std::string& value);

  /// Work: a trial of a dead worker first, else a new one. Nobody else gets the same.
  Offer claim(const NewTrials& more);
  /// An epoch of a claimed trial; smaller or larger is better as the file says, nothing is turned.
  void report(std::int64_t trial, std::int64_t epoch, double objective);
  /// The end of a claimed trial. False where another worker ended it meanwhile: then nothing changes.
  bool finish(std::int64_t trial, TrialState state, const std::vector<double>& objectives,
              std::int64_t epochs = 0, const std::string& reason = {});
  /// finish(), and claim() in the same wait for the disk. The offer is `wait` too where no claim could be
  /// made: claim() then says why.
  std::pair<bool, Offer> finish_and_claim(std::int64_t trial, TrialState state,
                                          const std::vector<double>& objectives, std::int64_t epochs,
                                          const std::string& reason, const NewTrials& more);
  /// A claimed trial that its worker leaves in good order, to go on from its checkpoint: by whoever claims it
  /// once this worker has gone; it does not count as an attempt.
  void hand_back(std::int64_t trial);
  /// Failed trials will be claimed again; returns how many.
  std::int64_t retry_failed();

  /// All trials by number. Fetches what changed since the last call.
  std::vector<StoredTrial> trials();
  /// By trial: its objective after epochs 1, 2, ...; nan where there is none.
  std::vector<std::vector<double>> curves();
  /// Shows both as they are now, points alone, without copies. `look` asks this store for nothing.
  void look(const std::function<void(std::span<const SweepPoint> trials,
                                     std::span<const std::vector<double>> curves)>& look);
  /// The name of this worker.
  const std::string& worker() const;
  /// Whether there is another worker: on this machine, or anywhere where the sweep is on a server.
  bool others_work();
  /// A sign of life for watchers on other machines. While trials run the store gives one by itself, every
  /// settings.heartbeat seconds.
  void beat();

 private:
  struct Inside;
  struct Ending;
  void write(Ending& mine);
  InTurn one_at_a_time_;  // so that endings gather behind claims, and share one wait for the disk
  std::mutex waiting_;
  std::vector<Ending*> endings_;  // that nobody has written yet
  std::unique_ptr<Inside> inside_;
  Heart heart_;  // gone before what it speaks to
};

}  // namespace snnflow

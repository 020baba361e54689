// The statements that change trials in the database. Each belongs into a transaction for writing.
#pragma once
#include <string>
#include <vector>

#include "sweep/database.hpp"
#include "sweep/store.hpp"

namespace snnflow {

/// The end of a trial, as a row says it.
struct TrialEnd {
  std::int64_t trial = 0, epochs = 0;
  std::string state, objectives, reason, worker;
};

class TrialTable {
 public:
  explicit TrialTable(Database& database) : database_(database), sql_(database.sql()) {}

  /// A new trial, run by `worker`.
  Claim begin(std::int64_t number, std::vector<double> point, const std::string& worker);
  /// A trial that there is already, from its checkpoint or from the start.
  Claim take(const StoredTrial& trial, int more_attempts, const std::string& worker);
  /// False where it had ended already.
  bool end(const TrialEnd& end);
  /// Whether a trial stands as `end` would have left it.
  bool has_ended_so(const TrialEnd& end);
  /// It fails, unless it has ended.
  void give_up(std::int64_t number, const std::string& reason);
  /// It still stands as run by `worker`, which is about to end; this attempt does not count.
  void hand_back(std::int64_t number, const std::string& worker);
  /// It will be claimed again, and run from the start.
  void set_back(std::int64_t number);
  /// Its objective (nan: none) after an epoch; the last word counts.
  void report(std::int64_t number, std::int64_t epoch, double objective);

 private:
  Database& database_;
  soci::session& sql_;
};

}  // namespace snnflow

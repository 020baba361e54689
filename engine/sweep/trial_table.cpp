// SQL that SQLite and PostgreSQL both take.
#include "sweep/trial_table.hpp"

#include <cmath>

#include "sweep/rows.hpp"

namespace snnflow {
namespace {

const std::string next_revision = "revision = (SELECT MAX(revision) FROM trial) + 1";

}  // namespace

Claim TrialTable::begin(std::int64_t number, std::vector<double> point, const std::string& worker) {
  const std::string text = numbers_text(point);
  sql_ << "INSERT INTO trial (number, state, point, objectives, epochs, worker, attempts, reason, revision)"
          " VALUES (:n, 'running', :p, '', 0, :w, 1, '', COALESCE((SELECT MAX(revision) FROM trial), 0) + 1)",
      soci::use(number), soci::use(text), soci::use(worker);
  return {number, std::move(point), 1};
}

Claim TrialTable::take(const StoredTrial& trial, int more_attempts, const std::string& worker) {
  const std::int64_t number = trial.point.number;
  sql_ << "UPDATE trial SET state = 'running', worker = :w, attempts = attempts + :a, " + next_revision +
              " WHERE number = :n",
      soci::use(worker), soci::use(more_attempts), soci::use(number);
  return {number, trial.point.point, trial.attempts + more_attempts};
}

bool TrialTable::end(const TrialEnd& e) {
  soci::statement update = (sql_.prepare << "UPDATE trial SET state = :s, objectives = :o, epochs = :e,"
                                            " reason = :r, worker = :w, " +
                                                next_revision + " WHERE number = :n AND state = 'running'",
                            soci::use(e.state), soci::use(e.objectives), soci::use(e.epochs),
                            soci::use(e.reason), soci::use(e.worker), soci::use(e.trial));
  update.execute(true);
  return update.get_affected_rows() == 1;
}

bool TrialTable::has_ended_so(const TrialEnd& e) {
  int so = 0;
  sql_ << "SELECT COUNT(*) FROM trial WHERE number = :n AND state = :s AND objectives = :o AND worker = :w",
      soci::use(e.trial), soci::use(e.state), soci::use(e.objectives), soci::use(e.worker), soci::into(so);
  return so == 1;
}

void TrialTable::give_up(std::int64_t number, const std::string& reason) {
  sql_ << "UPDATE trial SET state = 'failed', reason = :r, " + next_revision +
              " WHERE number = :n AND state = 'running'",
      soci::use(reason), soci::use(number);
}

void TrialTable::hand_back(std::int64_t number, const std::string& worker) {
  sql_ << "UPDATE trial SET attempts = attempts - 1, " + next_revision +
              " WHERE number = :n AND state = 'running' AND worker = :w",
      soci::use(number), soci::use(worker);
}

void TrialTable::set_back(std::int64_t number) {
  sql_ << "DELETE FROM epoch WHERE trial = :n", soci::use(number);
  sql_ << "UPDATE trial SET state = 'running', worker = '', attempts = 0, reason = '', " + next_revision +
              " WHERE number = :n",
      soci::use(number);
}

// A new row, not a changed one: its id tells readers that it is new.
void TrialTable::report(std::int64_t number, std::int64_t epoch, double objective) {
  soci::indicator there = std::isnan(objective) ? soci::i_null : soci::i_ok;
  sql_ << "DELETE FROM epoch WHERE trial = :t AND epoch = :e", soci::use(number), soci::use(epoch);
  sql_ << "INSERT INTO epoch (trial, epoch, objective) VALUES (:t, :e, :o)", soci::use(number),
      soci::use(epoch), soci::use(objective, there);
}

}  // namespace snnflow

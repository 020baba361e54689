// SQL that SQLite and PostgreSQL both take.
#include "sweep/trial_table.hpp"

#include <cmath>

#include "sweep/rows.hpp"

namespace snnflow {
namespace {

const std::string next_revision = "revision = (SELECT MAX(revision) FROM trial) + 1";

// Those that every trial needs are prepared once.
struct Begin {
  std::int64_t number = 0;
  std::string point, worker;
  soci::statement insert;
  explicit Begin(soci::session& sql)
      : insert(
            (sql.prepare << "INSERT INTO trial (number, state, point, objectives, epochs, worker, attempts,"
                            " reason, revision) VALUES (:n, 'running', :p, '', 0, :w, 1, '',"
                            " COALESCE((SELECT MAX(revision) FROM trial), 0) + 1)",
             soci::use(number), soci::use(point), soci::use(worker))) {}
};

struct End {
  TrialEnd end;
  soci::statement update;
  explicit End(soci::session& sql)
      : update((sql.prepare << "UPDATE trial SET state = :s, objectives = :o, epochs = :e, reason = :r,"
                               " worker = :w, " +
                                   next_revision + " WHERE number = :n AND state = 'running'",
                soci::use(end.state), soci::use(end.objectives), soci::use(end.epochs), soci::use(end.reason),
                soci::use(end.worker), soci::use(end.trial))) {}
};

struct Report {
  std::int64_t trial = 0, epoch = 0;
  double objective = 0;
  soci::indicator there = soci::i_ok;
  soci::statement take_back, insert;
  explicit Report(soci::session& sql)
      : take_back((sql.prepare << "DELETE FROM epoch WHERE trial = :t AND epoch = :e", soci::use(trial),
                   soci::use(epoch))),
        insert((sql.prepare << "INSERT INTO epoch (trial, epoch, objective) VALUES (:t, :e, :o)",
                soci::use(trial), soci::use(epoch), soci::use(objective, there))) {}
};

}  // namespace

Claim TrialTable::begin(std::int64_t number, std::vector<double> point, const std::string& worker) {
  Begin& begin = database_.kept<Begin>();
  begin.number = number, begin.point = numbers_text(point), begin.worker = worker;
  begin.insert.execute(true);
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
  End& kept = database_.kept<End>();
  kept.end = e;
  kept.update.execute(true);
  return kept.update.get_affected_rows() == 1;
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
  Report& report = database_.kept<Report>();
  report.trial = number, report.epoch = epoch, report.objective = objective;
  report.there = std::isnan(objective) ? soci::i_null : soci::i_ok;
  report.take_back.execute(true);
  report.insert.execute(true);
}

}  // namespace snnflow

// SQL through SOCI. A claim reads what changed since the last one, frees the trials of the dead, and writes
// one row.
#include "sweep/store.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cmath>
#include <set>

#include "base/text.hpp"
#include "record/disk.hpp"
#include "snnflow/issue.hpp"
#include "sweep/database.hpp"
#include "sweep/rows.hpp"
#include "sweep/store_view.hpp"
#include "sweep/workers.hpp"

namespace snnflow {
namespace {

std::string made_folder(const std::string& folder) {
  for (std::size_t slash = folder.find('/', 1);; slash = folder.find('/', slash + 1)) {
    const std::string part = folder.substr(0, slash);
    if (::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) throw_disk_error(part, errno);
    if (slash == std::string::npos) return folder;
  }
}

}  // namespace

// The end of a trial, on its way to the database.
struct Store::Ending {
  std::int64_t trial, epochs;
  std::string state, objectives, reason;
  bool written = false, counted = false;
  std::exception_ptr error = nullptr;
};

struct Store::Inside {
  std::string folder;
  StoreSettings settings;
  WorkerLock lock;
  Database database;
  Pulse pulse;
  StoreView view;

  Inside(const std::string& where, StoreSettings given)
      : folder(made_folder(where)),
        settings(std::move(given)),
        lock(folder),
        database(folder + "/sweep.db", settings.say, settings.patience),
        pulse(std::chrono::seconds(std::int64_t(10 * settings.heartbeat))) {}

  bool is_dead(const std::string& worker) {
    if (worker == lock.name()) return false;
    if (host_of(worker) == host_of(lock.name())) return lock_is_free(folder, worker);
    std::int64_t beats = -1;
    database.sql() << "SELECT beats FROM worker WHERE name = :n", soci::use(worker), soci::into(beats);
    return pulse.stopped(worker, beats, std::chrono::steady_clock::now());
  }

  // The first trial whose worker is dead, of those that may be begun again; others are given up.
  std::optional<Claim> of_the_dead(int most_attempts, bool& given_up) {
    std::set<std::string> alive, dead;
    for (std::size_t i = std::size_t(view.ended); i < view.trials.size(); ++i) {
      const StoredTrial& t = view.trials[i];
      if (t.point.state != TrialState::running || t.worker == lock.name() || alive.contains(t.worker))
        continue;
      if (!t.worker.empty() && !dead.contains(t.worker) && !is_dead(t.worker)) {
        alive.insert(t.worker);
        continue;
      }
      dead.insert(t.worker);
      const std::int64_t number = t.point.number;
      if (!t.worker.empty() && t.attempts >= most_attempts) {
        const std::string reason = "its workers died, " + plural(t.attempts, "time");
        database.sql() << "UPDATE trial SET state = 'failed', reason = :r, revision = (SELECT MAX(revision) "
                          "FROM trial) + 1"
                          " WHERE number = :n",
            soci::use(reason), soci::use(number);
        given_up = true;
        continue;
      }
      return take(t, 1);
    }
    for (const std::string& worker : dead)
      if (!worker.empty()) forget_worker(folder, worker);
    return {};
  }

  // A trial that there is already, from its checkpoint or from the start.
  Claim take(const StoredTrial& trial, int more_attempts) {
    const std::string me = lock.name();
    const std::int64_t number = trial.point.number;
    database.sql() << "UPDATE trial SET state = 'running', worker = :w, attempts = attempts + :a,"
                      " revision = (SELECT MAX(revision) FROM trial) + 1 WHERE number = :n",
        soci::use(me), soci::use(more_attempts), soci::use(number);
    return {number, trial.point.point, trial.attempts + more_attempts};
  }

  Claim begin(std::int64_t number, std::vector<double> point) {
    const std::string me = lock.name(), text = numbers_text(point);
    database.sql()
        << "INSERT INTO trial (number, state, point, objectives, epochs, worker, attempts, reason, revision)"
           " VALUES (:n, 'running', :p, '', 0, :w, 1, '', COALESCE((SELECT MAX(revision) FROM trial), 0) + "
           "1)",
        soci::use(number), soci::use(text), soci::use(me);
    return {number, std::move(point), 1};
  }

  // False where it had ended already.
  bool end(const Ending& e) {
    soci::statement update =
        (database.sql().prepare
             << "UPDATE trial SET state = :s, objectives = :o, epochs = :e, reason = :r,"
                " revision = (SELECT MAX(revision) FROM trial) + 1 WHERE number = :n AND state = 'running'",
         soci::use(e.state), soci::use(e.objectives), soci::use(e.epochs), soci::use(e.reason),
         soci::use(e.trial));
    update.execute(true);
    return update.get_affected_rows() == 1;
  }
};

Store::Store(const std::string& folder, StoreSettings settings)
    : inside_(std::make_unique<Inside>(folder, std::move(settings))) {
  const std::string me = worker();
  inside_->database.write(Commit::durable, [&] {
    inside_->database.sql() << "INSERT INTO worker (name, beats) VALUES (:n, 0)", soci::use(me);
  });
}
Store::~Store() = default;

const std::string& Store::worker() const { return inside_->lock.name(); }

std::string Store::agree(const std::string& name, const std::string& value) {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database.write(Commit::durable, [&] {
    soci::session& sql = inside_->database.sql();
    std::string kept = value;
    sql << "INSERT OR IGNORE INTO fact (name, value) VALUES (:n, :v)", soci::use(name), soci::use(value);
    sql << "SELECT value FROM fact WHERE name = :n", soci::use(name), soci::into(kept);
    return kept;
  });
}

Offer Store::claim(const NewTrials& more) {
  const std::lock_guard guard(one_at_a_time_);
  Inside& in = *inside_;
  const StoreView& view = in.view;
  const auto ask = [&]() -> Offer {
    soci::session& sql = in.database.sql();
    in.view.refresh(sql);
    bool given_up = false;
    if (auto taken = in.of_the_dead(more.most_attempts, given_up))
      return {Offer::Kind::trial, std::move(*taken)};
    if (given_up) in.view.refresh(sql);
    if (more.promote) {
      in.view.refresh_curves(sql);
      if (const std::int64_t again = more.promote(view.points, view.curves); again >= 0)
        return {Offer::Kind::trial, in.take(view.trials[std::size_t(again)], 0)};
    }
    const auto number = std::int64_t(view.points.size());
    if (number >= more.most) return {view.ended < number ? Offer::Kind::wait : Offer::Kind::finished, {}};
    if (view.ended < more.must_have_ended(number)) return {Offer::Kind::wait, {}};
    return {Offer::Kind::trial, in.begin(number, more.propose(number, view.points))};
  };
  try {
    return in.database.write(Commit::ordered, ask);
  } catch (...) {
    in.view.forget();  // it may have seen what was undone
    throw;
  }
}

void Store::report(std::int64_t trial, std::int64_t epoch, double objective) {
  const std::lock_guard guard(one_at_a_time_);
  soci::indicator there = std::isnan(objective) ? soci::i_null : soci::i_ok;
  inside_->database.write(Commit::ordered, [&] {
    inside_->database.sql() << "INSERT OR REPLACE INTO epoch (trial, epoch, objective) VALUES (:t, :e, :o)",
        soci::use(trial), soci::use(epoch), soci::use(objective, there);
  });
}

// Whoever gets the database first writes all endings that wait.
bool Store::finish(std::int64_t trial, TrialState state, const std::vector<double>& objectives,
                   std::int64_t epochs, const std::string& reason) {
  Ending mine{trial, epochs, state_name(state), numbers_text(objectives), reason};
  {
    const std::lock_guard guard(waiting_);
    endings_.push_back(&mine);
  }
  const std::lock_guard guard(one_at_a_time_);
  if (!mine.written) {
    std::vector<Ending*> all;
    {
      const std::lock_guard queue(waiting_);
      all.swap(endings_);
    }
    for (Ending* e : all) e->written = true;
    try {
      inside_->database.write(Commit::durable, [&] {
        for (Ending* e : all) e->counted = inside_->end(*e);
      });
    } catch (...) {
      for (Ending* e : all) e->error = std::current_exception();
    }
  }
  if (mine.error) std::rethrow_exception(mine.error);
  return mine.counted;
}

std::int64_t Store::retry_failed() {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database.write(Commit::durable, [&] {
    Inside& in = *inside_;
    in.view.refresh(in.database.sql());
    std::int64_t again = 0;
    for (const StoredTrial& t : in.view.trials) {
      if (t.point.state != TrialState::failed) continue;
      const std::int64_t number = t.point.number;
      in.database.sql() << "DELETE FROM epoch WHERE trial = :n", soci::use(number);
      in.database.sql() << "UPDATE trial SET state = 'running', worker = '', attempts = 0, reason = '',"
                           " revision = (SELECT MAX(revision) FROM trial) + 1 WHERE number = :n",
          soci::use(number);
      ++again;
    }
    return again;
  });
}

std::vector<StoredTrial> Store::trials() {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database.read([&] {
    inside_->view.refresh(inside_->database.sql());
    return inside_->view.trials;
  });
}

std::vector<std::vector<double>> Store::curves() {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database.read([&] {
    inside_->view.refresh(inside_->database.sql());
    inside_->view.refresh_curves(inside_->database.sql());
    return inside_->view.curves;
  });
}

void Store::beat() {
  const std::lock_guard guard(one_at_a_time_);
  const std::string me = worker();
  inside_->database.write(Commit::ordered, [&] {
    inside_->database.sql() << "UPDATE worker SET beats = beats + 1 WHERE name = :n", soci::use(me);
  });
}

}  // namespace snnflow

// Session advisory locks: class = the sweep, number = the worker's name. They are shared locks, so that a
// worker that comes back does not wait for what the server still thinks is its old connection.
#include "sweep/server_workers.hpp"

#include <cmath>

#include "model/random.hpp"

namespace snnflow {
namespace {

int lock_number(const std::string& worker) { return int(key_of(worker) >> 32); }

}  // namespace

ServerWorkers::ServerWorkers(PostgresDatabase& database, double heartbeat)
    : database_(database), pulse_(std::chrono::seconds(int(std::ceil(2 * heartbeat)))) {
  database_.write(Commit::durable, [&] { take_lock(); });
}

// With it go those that were killed between two trials, whom nobody else has a reason to look at. One that
// only lost its connection enters its name again when it comes back, before it claims a trial.
ServerWorkers::~ServerWorkers() {
  try {
    forget(name_);
    const std::set<int> held = database_.held_locks();
    for (const std::string& worker : names("SELECT name FROM worker WHERE name NOT IN"
                                           " (SELECT worker FROM trial WHERE state = 'running')"))
      if (!held.contains(lock_number(worker))) forget(worker);
  } catch (...) {  // others will find its lock free
  }
}

// The lock outlives the transaction: it is the session's.
void ServerWorkers::take_lock() {
  database_.sql() << "SELECT pg_advisory_lock_shared(" + std::to_string(database_.lock_class()) + ", " +
                         std::to_string(lock_number(name_)) + ")";
  database_.sql() << "INSERT INTO worker (name, beats) VALUES (:n, 0) ON CONFLICT (name) DO NOTHING",
      soci::use(name_);
}

void ServerWorkers::come_back() {
  pulse_.forget_all();  // others need a moment as well
  take_lock();
}

std::set<std::string> ServerWorkers::names(const std::string& query) {
  std::set<std::string> found;
  std::string name;
  soci::statement rows = (database_.sql().prepare << query, soci::into(name));
  for (rows.execute(); rows.fetch();) found.insert(name);
  return found;
}

std::set<std::string> ServerWorkers::dead_among(const std::set<std::string>& others) {
  const std::set<int> held = database_.held_locks();
  const std::set<std::string> known = names("SELECT name FROM worker");
  std::set<std::string> dead;
  const auto now = std::chrono::steady_clock::now();
  for (const std::string& worker : others) {
    if (held.contains(lock_number(worker)))
      pulse_.seen_alive(worker);
    else if (!known.contains(worker) || pulse_.stopped(worker, 0, now))
      dead.insert(worker);
  }
  return dead;
}

bool ServerWorkers::others_work() {
  std::set<int> held = database_.held_locks();
  held.erase(lock_number(name_));
  return !held.empty();
}

void ServerWorkers::forget(const std::string& worker) {
  database_.sql() << "DELETE FROM worker WHERE name = :n", soci::use(worker);
}

}  // namespace snnflow

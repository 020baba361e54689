// Locks here, heartbeats elsewhere.
#include "sweep/folder_workers.hpp"

namespace snnflow {

FolderWorkers::FolderWorkers(const std::string& folder, Database& database, double heartbeat)
    : folder_(folder), database_(database), lock_(folder), pulse_(std::chrono::seconds(int(10 * heartbeat))) {
  const std::string name = me();
  database_.write(Commit::durable, [&] {
    database_.sql() << "INSERT INTO worker (name, beats) VALUES (:n, 0)", soci::use(name);
  });
}

std::set<std::string> FolderWorkers::dead_among(const std::set<std::string>& others) {
  std::set<std::string> dead;
  for (const std::string& worker : others)
    if (is_dead(worker)) dead.insert(worker);
  return dead;
}

bool FolderWorkers::is_dead(const std::string& worker) {
  if (host_of(worker) == host_of(me())) return lock_is_free(folder_, worker);
  std::int64_t beats = -1;
  database_.sql() << "SELECT beats FROM worker WHERE name = :n", soci::use(worker), soci::into(beats);
  return pulse_.stopped(worker, beats, std::chrono::steady_clock::now());
}

}  // namespace snnflow

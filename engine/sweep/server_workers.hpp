// Workers that share a database server: each holds a lock there for as long as its connection lives.
#pragma once
#include "sweep/postgres_database.hpp"
#include "sweep/workers.hpp"

namespace snnflow {

/// A worker is dead when it has taken its leave, or when its lock has been free for two heartbeats of the
/// watcher's own clock: one that only lost its connection (the server was started anew) is back before that.
class ServerWorkers : public Workers {
 public:
  /// `heartbeat` in seconds.
  ServerWorkers(PostgresDatabase& database, double heartbeat);
  ~ServerWorkers() override;  // takes its leave, where the server is there
  ServerWorkers(const ServerWorkers&) = delete;
  ServerWorkers& operator=(const ServerWorkers&) = delete;
  const std::string& me() const override { return name_; }
  std::set<std::string> dead_among(const std::set<std::string>& others) override;
  bool others_work() override;
  void forget(const std::string& worker) override;
  void come_back() override;

 private:
  void take_lock();
  std::set<std::string> names(const std::string& query);

  PostgresDatabase& database_;
  std::string name_ = worker_name();
  Pulse pulse_;
};

}  // namespace snnflow

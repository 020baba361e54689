// Workers that share a sweep's folder: on one machine the kernel knows who is alive, on others their
// heartbeats tell.
#pragma once
#include "sweep/database.hpp"
#include "sweep/workers.hpp"

namespace snnflow {

class FolderWorkers : public Workers {
 public:
  /// `heartbeat` in seconds; ten of them without a beat are a death.
  FolderWorkers(const std::string& folder, Database& database, double heartbeat);
  const std::string& me() const override { return lock_.name(); }
  std::set<std::string> dead_among(const std::set<std::string>& others) override;
  bool others_work() override { return somebody_works(folder_, me()); }
  void forget(const std::string& worker) override { forget_worker(folder_, worker); }

 private:
  bool is_dead(const std::string& worker);

  std::string folder_;
  Database& database_;
  WorkerLock lock_;
  Pulse pulse_;
};

}  // namespace snnflow

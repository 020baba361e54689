// Who works on a sweep, and who has died: a lock that the kernel lets go when its process ends, however it
// ends.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace snnflow {

/// This process's lock in the sweep's folder, held until the object goes.
class WorkerLock {
 public:
  /// Makes `folder`/workers/<name> and locks it. An Error with exit code 74 where the disk refuses.
  explicit WorkerLock(const std::string& folder);
  ~WorkerLock();
  WorkerLock(const WorkerLock&) = delete;
  WorkerLock& operator=(const WorkerLock&) = delete;
  /// host.process.moment: never twice.
  const std::string& name() const { return name_; }

 private:
  std::string name_, path_;
  int fd_ = -1;
};

/// The host in a worker's name.
std::string host_of(const std::string& worker);

/// Whether a worker of this machine is dead: nobody holds its lock. No clock is asked.
bool lock_is_free(const std::string& folder, const std::string& worker);

/// Takes away the lock file of a dead worker.
void forget_worker(const std::string& folder, const std::string& worker);

/// Where locks do not reach, on other machines: a worker whose count of heartbeats has not moved for a while
/// by the watcher's own clock.
class Pulse {
 public:
  explicit Pulse(std::chrono::seconds patience) : patience_(patience) {}
  bool stopped(const std::string& worker, std::int64_t beats, std::chrono::steady_clock::time_point now);

 private:
  struct Seen {
    std::int64_t beats;
    std::chrono::steady_clock::time_point since;
  };
  std::chrono::seconds patience_;
  std::map<std::string, Seen> seen_;
};

}  // namespace snnflow

// Who works on a sweep, and who has died.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace snnflow {

/// This process as a worker among others. Inside the database's transactions, but for its making and end.
class Workers {
 public:
  virtual ~Workers() = default;
  /// host.process.moment: never twice.
  virtual const std::string& me() const = 0;
  /// Those of some others that have died.
  virtual std::set<std::string> dead_among(const std::set<std::string>& others) = 0;
  /// Whether there is somebody else: of a folder on this machine, of a server anywhere.
  virtual bool others_work() = 0;
  /// Takes away what a dead worker left.
  virtual void forget(const std::string& worker) = 0;
  /// The connection to the database was lost, and is there again.
  virtual void come_back() {}
};

/// A name for this process: host.process.moment.
std::string worker_name();

/// A lock in the sweep's folder, which the kernel lets go when this process ends, however it ends.
class WorkerLock {
 public:
  /// Makes `folder`/workers/<name> and locks it. An Error with exit code 74 where the disk refuses.
  explicit WorkerLock(const std::string& folder);
  ~WorkerLock();
  WorkerLock(const WorkerLock&) = delete;
  WorkerLock& operator=(const WorkerLock&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_, path_;
  int fd_ = -1;
};

/// The host in a worker's name.
std::string host_of(const std::string& worker);

/// Whether a worker of this machine is dead: nobody holds its lock. No clock is asked.
bool lock_is_free(const std::string& folder, const std::string& worker);

/// Whether a worker of this machine, other than `me`, works on the sweep in a folder.
bool somebody_works(const std::string& folder, const std::string& me = {});

/// Takes away the lock file of a dead worker.
void forget_worker(const std::string& folder, const std::string& worker);

/// Where locks do not reach, on other machines: a worker whose count of heartbeats has not moved for a while
/// by the watcher's own clock.
class Pulse {
 public:
  explicit Pulse(std::chrono::seconds patience) : patience_(patience) {}
  bool stopped(const std::string& worker, std::int64_t beats, std::chrono::steady_clock::time_point now);
  /// A sign of life of another kind: counts anew.
  void seen_alive(const std::string& worker) { seen_.erase(worker); }
  void forget_all() { seen_.clear(); }

 private:
  struct Seen {
    std::int64_t beats;
    std::chrono::steady_clock::time_point since;
  };
  std::chrono::seconds patience_;
  std::map<std::string, Seen> seen_;
};

}  // namespace snnflow

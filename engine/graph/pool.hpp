// Threads: one arena for everything, fixed shards that run side by side, and the flow graph of an epoch.
// The only module that includes TBB. Knows nothing of networks.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace snnflow {

// Of the TBB that is used: "2021.8.0".
std::string tbb_version();

class Pool {
 public:
  explicit Pool(int threads);
  ~Pool();
  int threads() const { return threads_; }

  // Runs f on the arena's threads; where it is called from within one of them, at once.
  void execute(const std::function<void()>& f);
  // body(shard, worker) for all shards; workers are numbered below threads(), and no two run under one number at once.
  // Must be called from within execute().
  void each_shard(int shards, const std::function<void(int, int)>& body);

  // The batches [first, last) of an epoch as a flow graph: prepare(batch, slot) runs ahead on any thread, step(batch,
  // slot) in order, one at a time. `slots` batches are in flight, so a slot is free again when its batch was stepped.
  // Ends early where step answers false. Exceptions of the bodies come out. Answers the first batch not stepped.
  int each_batch(int first, int last, int slots, const std::function<void(int, int)>& prepare, const std::function<bool(int, int)>& step);

  // What somebody who asks for work finds: some (`work` is set), none for now, or none ever again.
  struct Found {
    enum class Kind { work, wait, over } kind = Kind::over;
    std::function<void()> work = {};
  };
  // Work that is found piece by piece, as a flow graph: tickets -> limiter (in_flight) -> find and do (anywhere, isolated,
  // so that a thread that waits inside a piece begins no other) -> back to the limiter. A ticket that finds none for now
  // waits until a piece of this process has ended, or a moment where none is under way. Ends when one finds none ever
  // again and what was begun is done. The bodies must not throw.
  void each_found(int in_flight, const std::function<Found()>& find);

 private:
  struct Arena;
  void piece(const std::function<void()>& work);
  int threads_;
  std::unique_ptr<Arena> arena_;
};

}  // namespace snnflow

// One thread that does all the writing of a run, so that training need not wait for the disk.
//
// Of each job it writes first the record, then the journal's line, then the checkpoint; each is synced before
// the next begins. So whatever a checkpoint counts as finished is safe before the checkpoint is there, and a
// kill leaves one of:
//   before the record, or within it      the checkpoint before this one, and what it counts
//   after the record                     the same, and a record too many
//   within the line                      the same, and a torn line
//   after the line                       the same, and a line and a record too many
//   after the checkpoint                 all of the job
// rewind() drops what is too many, and training makes it again with the same bits.
#pragma once
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "record/journal.hpp"
#include "train/results.hpp"

namespace snnflow {

struct WriteJob {
  std::optional<EpochRecord> record = {};
  std::optional<EpochResult> result = {};
  std::optional<TrainState> checkpoint = {};
};

class Writer {
 public:
  Writer(std::string folder, RunInfo info, std::string plan_identity);
  // Writes what was submitted; an error is then lost: call finish() to hear of it.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Waits while two jobs wait already. Throws the first error of those before; nothing is written after one.
  void submit(WriteJob job);
  // Waits until all is written, and throws the first error. The last call.
  void finish();

 private:
  void work();
  void write(const WriteJob& job);
  void stop();
  void rethrow();

  const std::string folder_;
  const RunInfo info_;
  const std::string identity_;
  Journal journal_;
  std::mutex mutex_;
  std::condition_variable has_work_, has_room_;
  std::deque<WriteJob> waiting_;
  bool ending_ = false;
  std::exception_ptr error_;
  std::thread thread_;  // the last member: it uses all others
};

}  // namespace snnflow

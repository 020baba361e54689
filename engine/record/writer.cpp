// After an error jobs are taken and thrown away, so that nobody waits for a place.
#include "record/writer.hpp"

#include <utility>

#include "record/checkpoint.hpp"
#include "record/epoch_record.hpp"

namespace snnflow {
namespace {

constexpr std::size_t kMostWaiting = 2;

}  // namespace

Writer::Writer(std::string folder, RunInfo info, std::string plan_identity)
    : folder_(std::move(folder)),
      info_(std::move(info)),
      identity_(std::move(plan_identity)),
      journal_(folder_),
      thread_([this] { work(); }) {}

Writer::~Writer() { stop(); }

void Writer::submit(WriteJob job) {
  std::unique_lock lock(mutex_);
  has_room_.wait(lock, [&] { return waiting_.size() < kMostWaiting || error_; });
  rethrow();
  waiting_.push_back(std::move(job));
  has_work_.notify_one();
}

void Writer::finish() {
  stop();
  rethrow();
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  has_work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::rethrow() {
  if (error_) std::rethrow_exception(error_);
}

void Writer::work() {
  for (;;) {
    std::unique_lock lock(mutex_);
    has_work_.wait(lock, [&] { return !waiting_.empty() || ending_; });
    if (waiting_.empty()) return;
    const WriteJob job = std::move(waiting_.front());
    waiting_.pop_front();
    has_room_.notify_one();
    if (error_) continue;
    lock.unlock();
    try {
      write(job);
    } catch (...) {
      lock.lock();
      error_ = std::current_exception();
      has_room_.notify_all();
    }
  }
}

void Writer::write(const WriteJob& job) {
  if (job.record) write_epoch_record(folder_, *job.record, info_);
  if (job.result) journal_.append(*job.result, info_);
  if (job.checkpoint) write_checkpoint(folder_, *job.checkpoint, info_, identity_);
}

}  // namespace snnflow

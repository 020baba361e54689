// A full disk ends in an Error with code 74: the old file is as it was, and nothing is said on stderr.
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>

#include "record/checkpoint.hpp"
#include "record/epoch_record.hpp"
#include "record/journal.hpp"
#include "record/run_folder.hpp"
#include "record/writer.hpp"
#include "sample_run.hpp"
#include "snnflow/issue.hpp"

using namespace snnflow;
using sample::bytes_of;

namespace {

// Files of this process cannot grow beyond some bytes while this lives.
class FileLimit {
 public:
  explicit FileLimit(std::size_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_{};
};

// Hears what goes to stderr while it lives.
class Stderr {
 public:
  Stderr() {
    REQUIRE(::pipe2(pipe_, O_NONBLOCK) == 0);
    before_ = ::dup(2);
    ::dup2(pipe_[1], 2);
  }
  ~Stderr() {
    ::dup2(before_, 2);
    ::close(before_), ::close(pipe_[0]), ::close(pipe_[1]);
  }
  std::string heard() const {
    char buffer[4096];
    const ssize_t n = ::read(pipe_[0], buffer, sizeof buffer);
    return n > 0 ? std::string(buffer, static_cast<std::size_t>(n)) : "";
  }

 private:
  int pipe_[2], before_;
};

// A disk of some KiB; nothing where mounting is not allowed.
class SmallDisk {
 public:
  explicit SmallDisk(int kib) {
    mounted_ = ::mount("tmpfs", folder_.path.c_str(), "tmpfs", 0,
                       ("size=" + std::to_string(kib) + "k").c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path.c_str(), MNT_DETACH);
  }
  bool is_there() const { return mounted_; }
  const std::string& path() const { return folder_.path; }

 private:
  sample::Folder folder_;
  bool mounted_ = false;
};

enum class Outcome { done, full, wrong };  // full: with the error that it should be, and silence on stderr

Outcome outcome_of(const std::function<void()>& act) {
  const Stderr err;
  try {
    act();
    return err.heard().empty() ? Outcome::done : Outcome::wrong;
  } catch (const Error& e) {
    const bool right =
        e.code == 74 && std::string(e.what()).starts_with("the disk is full: ") && err.heard().empty();
    return right ? Outcome::full : Outcome::wrong;
  }
}

const RunInfo info = sample::info(40);

void make_run(const std::string& folder) {
  assemble_run(folder, info, {sample::result(0), sample::result(1), sample::result(2)},
               sample::state(2, info), sample::final_result(), "done");
}

void make_records(const std::string& folder) {
  for (int e = 0; e <= 2; ++e) write_epoch_record(folder, sample::record(e, info), info);
}

}  // namespace

// In a process of its own: where no file may grow at all, HDF5 cannot give back its memory.
TEST_CASE("a file that would pass the limit for files leaves its folder as it was, whatever the limit") {
  const sample::Folder folder;
  make_records(folder.path);
  const std::vector<std::pair<std::string, std::function<void()>>> kinds = {
      {"/checkpoint.h5", [&] { write_checkpoint(folder.path, sample::state(3, info), info, "id"); }},
      {"/records/000007.h5", [&] { write_epoch_record(folder.path, sample::record(7, info), info); }},
      {"/run.h5", [&] { make_run(folder.path); }}};
  for (const auto& kind : kinds) {
    const std::function<void()>& write = kind.second;
    const std::string path = folder.path + kind.first;
    INFO(path);
    write();
    const std::size_t size = bytes_of(path).size();
    sample::put_bytes(path, "the old one");
    const pid_t child = ::fork();
    if (child == 0) {
      int wrong = 0;
      for (std::size_t limit = 0; limit < size; limit += 1 + size / 60) {
        const FileLimit full(limit);
        const bool right = outcome_of(write) == Outcome::full && bytes_of(path) == "the old one" &&
                           sample::drafts_in(folder.path).empty();
        wrong += right ? 0 : 1;
      }
      wrong += outcome_of(write) == Outcome::done ? 0 : 100;
      ::_exit(wrong);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    CHECK(bytes_of(path).size() == size);
  }
}

TEST_CASE("a line that does not fit is taken back from the journal") {
  const sample::Folder folder;
  Journal journal(folder.path);
  journal.append(sample::result(0), info);
  const std::string path = folder.path + "/metrics.jsonl", before = bytes_of(path);
  for (std::size_t limit = before.size(); limit < before.size() + 300; limit += 50) {
    const FileLimit full(limit);
    CHECK(outcome_of([&] { journal.append(sample::result(1), info); }) == Outcome::full);
    CHECK(bytes_of(path) == before);
  }
  journal.append(sample::result(1), info);
  CHECK(Journal::read(folder.path, info).results.size() == 2);
}

TEST_CASE(
    "a disk that fills up while a run goes on keeps everything that was written, and the run goes on later") {
  const SmallDisk disk(300);
  if (!disk.is_there()) {
    WARN("SKIPPED: this process may not mount a small tmpfs, so a disk that is really full was not tested");
    return;
  }
  int epoch = 0;
  const Outcome outcome = outcome_of([&] {
    Writer writer(disk.path(), info, "id");
    for (epoch = 0; epoch < 1000; ++epoch)
      writer.submit({sample::record(epoch, info), sample::result(epoch), sample::state(epoch, info)});
    writer.finish();
  });
  CHECK(outcome == Outcome::full);
  CHECK(epoch < 1000);
  CHECK(sample::drafts_in(disk.path()).empty());
  const std::optional<StoredState> stored = read_checkpoint(disk.path());
  REQUIRE(stored);
  const JournalContents journal = Journal::read(disk.path(), info);
  CHECK(journal.remark.empty());
  CHECK(journal.results.back().epoch >= stored->state.epoch);
  CHECK(outcome_of([&] { make_run(disk.path()); }) == Outcome::full);
  CHECK_FALSE(sample::fs::exists(disk.path() + "/run.h5"));
  for (const int e : recorded_epochs(disk.path()))
    CHECK_NOTHROW(read_epoch_record(record_path(disk.path(), e)));
}

TEST_CASE("run.h5 on a disk of any size is whole or not there") {
  int failed = 0, whole = 0;
  for (int kib = 80; kib < 700; kib += 12) {
    const SmallDisk disk(kib);
    if (!disk.is_there()) {
      WARN("SKIPPED: this process may not mount a small tmpfs, so a disk that is really full was not tested");
      return;
    }
    const Outcome outcome = outcome_of([&] {
      make_records(disk.path());
      make_run(disk.path());
    });
    CHECK(outcome != Outcome::wrong);
    const bool done = outcome == Outcome::done;
    CHECK(done == sample::fs::exists(disk.path() + "/run.h5"));
    CHECK(sample::drafts_in(disk.path()).empty());
    if (done) CHECK_NOTHROW(read_run(disk.path() + "/run.h5"));
    ++(done ? whole : failed);
  }
  CHECK(failed > 5);
  CHECK(whole > 5);
}

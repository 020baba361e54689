// Folders of runs: numbered, locked, and honest about what is in them.
#include "record/run_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <set>

#include "record/journal.hpp"
#include "sample_run.hpp"
#include "snnflow/issue.hpp"

using namespace snnflow;

namespace {

// Runs a function in another process and gives its exit status.
template <class Act>
int in_child(Act&& act) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(act());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("a folder in which another process works is refused, until that ends") {
  const sample::Folder parent;
  const std::string path = parent.path + "/runs/a/b";
  const auto try_it = [&] {
    return in_child([&] {
      try {
        RunFolder::at(path);
        return 0;
      } catch (const Error& e) {
        return std::string(e.what()).find("another snnflow is working in " + path) == 0 ? e.code : 1;
      }
    });
  };
  {
    const RunFolder held = RunFolder::at(path);
    CHECK(held.locked());
    CHECK(try_it() == 65);
  }
  CHECK(try_it() == 0);
}

TEST_CASE("the lock of a process that was killed is free") {
  const sample::Folder parent;
  const std::string path = parent.path + "/a";
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const RunFolder held = RunFolder::at(path);
    if (::write(ready[1], "x", 1) == 1) ::pause();
    ::_exit(1);
  }
  char x = 0;
  REQUIRE(::read(ready[0], &x, 1) == 1);
  CHECK_THROWS_WITH(RunFolder::at(path), Catch::Contains("process " + std::to_string(child) + " on "));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CHECK_NOTHROW(RunFolder::at(path));
  ::close(ready[0]), ::close(ready[1]);
}

TEST_CASE("processes that begin runs of one experiment at once get folders of their own") {
  const sample::Folder parent;
  const std::string runs = parent.path + "/runs";
  std::vector<pid_t> children;
  for (int c = 0; c < 8; ++c) {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        for (int n = 0; n < 5; ++n) RunFolder::next(runs, "yin-yang").write_json(std::to_string(::getpid()));
        ::_exit(0);
      } catch (const Error&) {
        ::_exit(1);
      }
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  for (int n = 1; n <= 40; ++n)
    CHECK(RunFolder::at(runs + "/yin-yang/" + std::to_string(n)).read_json().has_value());
  CHECK_FALSE(sample::fs::exists(runs + "/yin-yang/41"));
  CHECK(newest_run(runs, "yin-yang") == runs + "/yin-yang/40");
  CHECK_FALSE(newest_run(runs, "braille"));
}

TEST_CASE("a folder says whether its run is finished") {
  const sample::Folder parent;
  const RunInfo info = sample::info();
  const RunFolder folder = RunFolder::at(parent.path + "/a");
  CHECK(folder.state() == RunState::empty);
  CHECK_FALSE(folder.read_json());
  folder.write_json("{\"file\":\"e.toml\"}");
  CHECK(folder.read_json() == "{\"file\":\"e.toml\"}");
  CHECK(folder.state() == RunState::unfinished);
  assemble_run(folder.path(), info, {sample::result(0)}, sample::state(0, info), {}, "interrupted");
  CHECK(folder.state() == RunState::unfinished);
  assemble_run(folder.path(), info, {sample::result(0)}, sample::state(0, info), {}, "done");
  CHECK(folder.state() == RunState::finished);
  sample::put_bytes(folder.path() + "/run.h5", "cut off");
  CHECK(folder.state() == RunState::unfinished);
  CHECK(run_state(parent.path + "/nowhere") == RunState::empty);
}

TEST_CASE("clearing a folder removes the run and nothing else") {
  const sample::Folder parent;
  const RunFolder folder = RunFolder::at(parent.path + "/a");
  for (const char* name : {"/run.json", "/metrics.jsonl", "/checkpoint.h5", "/run.h5", "/thesis.tex"})
    sample::put_bytes(folder.path() + name, "x");
  sample::fs::create_directory(folder.path() + "/records");
  sample::put_bytes(folder.path() + "/records/000001.h5", "x");
  folder.clear();
  CHECK(folder.state() == RunState::empty);
  CHECK(sample::fs::exists(folder.path() + "/thesis.tex"));
}

TEST_CASE("what a killed process left half written is removed with the next one") {
  const sample::Folder parent;
  sample::fs::create_directories(parent.path + "/a/records");
  for (const char* name :
       {"/a/.checkpoint.h5.77-0.draft", "/a/records/.000003.h5.77-1.draft", "/a/notes.draft"})
    sample::put_bytes(parent.path + name, "half");
  RunFolder::at(parent.path + "/a");
  CHECK(sample::drafts_in(parent.path + "/a") == std::vector<std::string>{parent.path + "/a/notes.draft"});
}

TEST_CASE("a folder that cannot be made is an error of the disk") {
  const sample::Folder parent;
  sample::put_bytes(parent.path + "/file", "x");
  try {
    RunFolder::at(parent.path + "/file/a");
    FAIL("it was made");
  } catch (const Error& e) {
    CHECK(e.code == 74);
  }
  CHECK_THROWS_AS(RunFolder::next(parent.path, "../escape"), Error);
}

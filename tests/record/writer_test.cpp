// The writer, and what a kill leaves: from any moment a run goes on to the same file, byte by byte.
#include "record/writer.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "record/checkpoint.hpp"
#include "record/epoch_record.hpp"
#include "record/rewind.hpp"
#include "record/run_folder.hpp"
#include "sample_run.hpp"
#include "snnflow/issue.hpp"

using namespace snnflow;
using sample::bytes_of;

namespace {

const RunInfo info = sample::info();

// Trains to the last epoch, from the checkpoint where there is one, and makes run.h5. Every other epoch has a
// checkpoint.
void train(const std::string& folder, int last) {
  const RunFolder lock = RunFolder::at(folder);
  const std::optional<StoredState> stored = read_checkpoint(folder);
  int epoch = stored ? stored->state.epoch : -1;
  std::vector<EpochResult> results = rewind(folder, epoch, info).results;
  Writer writer(folder, info, "id");
  for (++epoch; epoch <= last; ++epoch) {
    WriteJob job{sample::record(epoch, info), sample::result(epoch), {}};
    if (epoch % 2 == 0 || epoch == last) job.checkpoint = sample::state(epoch, info);
    writer.submit(std::move(job));
    results.push_back(sample::result(epoch));
  }
  writer.finish();
  assemble_run(folder, info, results, sample::state(last, info), sample::final_result(), "done");
}

// Whether the journal has all lines once, in order and whole.
bool journal_is_whole(const std::string& folder, int last) {
  const JournalContents read = Journal::read(folder, info);
  const std::string text = bytes_of(folder + "/metrics.jsonl");
  return read.remark.empty() && std::count(text.begin(), text.end(), '\n') == last + 1 &&
         read.results.size() == static_cast<std::size_t>(last) + 1 && read.results.back().epoch == last;
}

std::string whole_run(int last) {
  const sample::Folder folder;
  train(folder.path, last);
  return bytes_of(folder.path + "/run.h5");
}

}  // namespace

TEST_CASE("the writer writes all that it was given") {
  const sample::Folder folder;
  Writer writer(folder.path, info, "id");
  for (int e = 0; e <= 20; ++e)
    writer.submit({e % 5 ? std::optional<EpochRecord>{} : sample::record(e, info), sample::result(e),
                   e % 2 ? std::optional<TrainState>{} : sample::state(e, info)});
  writer.submit({{}, {}, sample::state(20, info)});
  writer.finish();
  CHECK(Journal::read(folder.path, info).results.size() == 21);
  CHECK(recorded_epochs(folder.path) == std::vector<int>{0, 5, 10, 15, 20});
  CHECK(read_checkpoint(folder.path)->state.epoch == 20);
}

TEST_CASE("a writer that is dropped writes what it was given") {
  const sample::Folder folder;
  {
    Writer writer(folder.path, info, "id");
    writer.submit({{}, sample::result(0), {}});
    writer.submit({{}, sample::result(1), {}});
  }
  CHECK(Journal::read(folder.path, info).results.size() == 2);
}

TEST_CASE("the writer's first error comes with the next job, and again at the end") {
  const sample::Folder folder;
  sample::put_bytes(folder.path + "/records", "a file in the way");
  Writer writer(folder.path, info, "id");
  writer.submit({sample::record(0, info), sample::result(0), {}});
  int more = 0;
  try {
    for (; more < 1000; ++more) writer.submit({{}, sample::result(1 + more), {}});
    FAIL("no error came");
  } catch (const Error& e) {
    CHECK(e.code == 74);
    CHECK_THAT(e.what(), Catch::Contains("records"));
  }
  CHECK(more <= 3);
  CHECK_THROWS_AS(writer.finish(), Error);
  CHECK(Journal::read(folder.path, info).results.empty());
}

TEST_CASE("a writer in a folder that is not there is refused at once") {
  const sample::Folder folder;
  CHECK_THROWS_AS(Writer(folder.path + "/nowhere", info, "id"), Error);
}

TEST_CASE("a run that was killed between any two writes goes on to the same bytes") {
  const int last = 4;
  const std::string expected = whole_run(last);
  const sample::Folder at_work, copies;
  std::vector<std::string> cuts;
  const auto copy = [&] {
    cuts.push_back(copies.path + "/" + std::to_string(cuts.size()));
    sample::fs::copy(at_work.path, cuts.back(), sample::fs::copy_options::recursive);
    return cuts.back();
  };
  copy();
  for (int e = 0; e <= last; ++e) {
    sample::fs::create_directories(at_work.path + "/records");
    sample::put_bytes(copy() + "/records/.000009.h5.1-1.draft", "half a record");
    write_epoch_record(at_work.path, sample::record(e, info), info);
    copy();
    Journal(at_work.path).append(sample::result(e), info);
    const std::string torn = copy() + "/metrics.jsonl", text = bytes_of(torn);
    sample::put_bytes(torn, text.substr(0, text.size() - 20));
    copy();
    sample::put_bytes(copy() + "/.checkpoint.h5.1-1.draft", "half a checkpoint");
    if (e % 2 == 0 || e == last) write_checkpoint(at_work.path, sample::state(e, info), info, "id");
    copy();
  }
  for (const std::string& cut : cuts) {
    INFO(cut);
    train(cut, last);
    CHECK(bytes_of(cut + "/run.h5") == expected);
    CHECK(journal_is_whole(cut, last));
    CHECK(sample::drafts_in(cut).empty());
  }
  CHECK(cuts.size() == 31);
}

TEST_CASE("a run that is killed at any moment, again and again, comes to the same bytes") {
  const int last = 30;
  const std::string expected = whole_run(last);
  const sample::Folder folder;
  int kills = 0;
  for (useconds_t wait = 500; kills < 200; wait = wait * 21 / 20) {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        train(folder.path, last);
        ::_exit(0);
      } catch (const Error&) {
        ::_exit(1);
      }
    }
    ::usleep(wait);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) {
      CHECK(WEXITSTATUS(status) == 0);
      break;
    }
    ++kills;
  }
  CHECK(kills > 0);
  CHECK(run_state(folder.path) == RunState::finished);
  CHECK(bytes_of(folder.path + "/run.h5") == expected);
  CHECK(journal_is_whole(folder.path, last));
}

TEST_CASE("going back to a checkpoint says what of the journal is missing") {
  const sample::Folder folder;
  {
    Journal journal(folder.path);
    for (int e = 0; e <= 3; ++e) journal.append(sample::result(e), info);
  }
  CHECK(rewind(folder.path, 3, info).remark.empty());
  const std::string path = folder.path + "/metrics.jsonl";
  std::string text = bytes_of(path);
  text[text.find("\"epoch\":2") + 8] = '7';
  sample::put_bytes(path, text);
  const JournalContents left = rewind(folder.path, 3, info);
  CHECK(left.results.size() == 2);
  CHECK_THAT(left.remark,
             Catch::Contains("line 3 does not fit its CRC-32") && Catch::Contains("ends at epoch 1"));
}

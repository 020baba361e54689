// Checkpoints and records of epochs: all bits come back, and a damaged file is refused, never believed.
#include "record/checkpoint.hpp"

#include <catch2/catch.hpp>

#include "record/epoch_record.hpp"
#include "sample_run.hpp"
#include "snnflow/issue.hpp"

using namespace snnflow;
using sample::bytes_of;

namespace {

TrainState running_state(const RunInfo& info) {
  TrainState s = sample::state(3, info);
  s.batch = 17;
  s.silent_epochs = 2;
  s.finished = true;
  s.stopped = "the readout was silent for 3 epochs";
  s.sums = {544, 17, {0.25, -1.5}, {3, 4}, {100, 200}, {{1, 2, 3, 4, 5, 6}, {}}, {0.5, 1e-300}, 3, 4, 5.5};
  return s;
}

template <class Read>
void check_refused_at_all_lengths(const std::string& path, Read&& read) {
  const std::string bytes = bytes_of(path);
  for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 300) {
    sample::put_bytes(path, bytes.substr(0, size));
    try {
      read();
      FAIL("a file of " << size << " bytes of " << bytes.size() << " was read");
    } catch (const Error& e) {
      CHECK(e.code == 65);
    }
  }
}

}  // namespace

TEST_CASE("a training's state comes back from a checkpoint to the bit") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  const TrainState a = running_state(info);
  CHECK_FALSE(read_checkpoint(folder.path));
  write_checkpoint(folder.path, sample::state(1, info), info, "one");
  write_checkpoint(folder.path, a, info, "sha256:abc");
  const std::optional<StoredState> stored = read_checkpoint(folder.path);
  REQUIRE(stored);
  CHECK(stored->identity == "sha256:abc");
  CHECK(stored->plan == info.plan);
  const TrainState& b = stored->state;
  CHECK(b.epoch == 3);
  CHECK(b.batch == 17);
  CHECK(b.step == 300);
  CHECK(sample::same(a.values, b.values));
  CHECK(sample::same(a.memory, b.memory));
  CHECK(sample::same(a.best_values, b.best_values));
  CHECK(b.best_epoch == 2);
  CHECK(sample::same(a.best_score, b.best_score));
  CHECK(b.silent_epochs == 2);
  CHECK(b.trained_samples == a.trained_samples);
  CHECK(sample::same(a.trained_seconds, b.trained_seconds));
  CHECK(b.finished);
  CHECK(b.stopped == a.stopped);
  CHECK(b.sums.samples == 544);
  CHECK(b.sums.batches == 17);
  CHECK(sample::same(a.sums.terms, b.sums.terms));
  CHECK(sample::same(a.sums.scores, b.sums.scores));
  CHECK(b.sums.spikes == a.sums.spikes);
  CHECK(b.sums.fired == a.sums.fired);
  CHECK(sample::same(a.sums.gradient_norms, b.sums.gradient_norms));
  CHECK(b.sums.clipped == 3);
  CHECK(b.sums.dropped == 4);
  CHECK(b.sums.seconds == 5.5);
  CHECK_NOTHROW(check_state(b, info));
  CHECK_THROWS_WITH(check_state(b, sample::info(7)), Catch::Contains("not one of this model"));
}

TEST_CASE("a state before the first epoch, with nothing in it, comes back") {
  const sample::Folder folder;
  write_checkpoint(folder.path, {}, sample::info(), "");
  const std::optional<StoredState> stored = read_checkpoint(folder.path);
  REQUIRE(stored);
  CHECK(stored->state.values.empty());
  CHECK(stored->state.best_epoch == -1);
  CHECK(stored->state.sums.fired.empty());
}

TEST_CASE("a checkpoint that was cut at any length is refused") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  write_checkpoint(folder.path, running_state(info), info, "id");
  check_refused_at_all_lengths(folder.path + "/checkpoint.h5", [&] { read_checkpoint(folder.path); });
}

TEST_CASE("spikes, traces and weights of an epoch come back to the bit") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  EpochRecord a = sample::record(10, info);
  std::copy(sample::hard_numbers.begin(), sample::hard_numbers.end(), a.weights.begin());
  a.spikes.push_back({"output", {5}, {0, 0}, {}, {}});
  write_epoch_record(folder.path, a, info);
  CHECK(recorded_epochs(folder.path) == std::vector<int>{10});
  const EpochRecord b = read_epoch_record(folder.path + "/records/000010.h5");
  CHECK(b.epoch == 10);
  CHECK(sample::same(a.weights, b.weights));
  REQUIRE(b.spikes.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(b.spikes[i].layer == a.spikes[i].layer);
    CHECK(b.spikes[i].samples == a.spikes[i].samples);
    CHECK(b.spikes[i].offsets == a.spikes[i].offsets);
    CHECK(sample::same(b.spikes[i].time, a.spikes[i].time));
    CHECK(b.spikes[i].unit == a.spikes[i].unit);
  }
  REQUIRE(b.states.size() == 1);
  CHECK(b.states[0].layer == "output");
  CHECK(b.states[0].state == "v");
  CHECK(b.states[0].units == 3);
  CHECK(sample::same(b.states[0].time, a.states[0].time));
  CHECK(sample::same(b.states[0].values, a.states[0].values));
}

TEST_CASE("a record that was cut at any length is refused") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  write_epoch_record(folder.path, sample::record(4, info), info);
  const std::string path = record_path(folder.path, 4);
  check_refused_at_all_lengths(path, [&] { read_epoch_record(path); });
}

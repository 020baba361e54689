// run.h5: whole, with named axes, and good enough to build the network again.
#include "record/run_file.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>

#include "record/epoch_record.hpp"
#include "record/h5.hpp"
#include "sample_run.hpp"
#include "snnflow/issue.hpp"

using namespace snnflow;
using sample::bytes_of;

namespace {

std::vector<EpochResult> results(int last) {
  std::vector<EpochResult> all;
  for (int e = 0; e <= last; ++e) all.push_back(sample::result(e));
  return all;
}

void write_whole_run(const std::string& folder, const RunInfo& info) {
  for (int e = 0; e <= 4; ++e) write_epoch_record(folder, sample::record(e, info), info);
  CHECK(
      assemble_run(folder, info, results(4), sample::state(4, info), sample::final_result(), "done").empty());
}

// What a Python script prints; its status is not 0 where it fails.
std::string python(const std::string& arguments, int& status) {
  const std::string here = std::string(__FILE__).substr(0, std::string(__FILE__).rfind('/'));
  FILE* pipe = ::popen(("/usr/bin/python3 " + here + "/" + arguments + " 2>&1").c_str(), "r");
  REQUIRE(pipe);
  std::string out;
  std::array<char, 4096> buffer;
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe))
    out.append(buffer.data(), n);
  status = ::pclose(pipe);
  return out;
}

}  // namespace

TEST_CASE("a run comes back from its file") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  write_whole_run(folder.path, info);
  const StoredRun run = read_run(folder.path + "/run.h5");
  CHECK(run.status == "done");
  CHECK(run.selected_epoch == 2);
  CHECK(run.info.title == info.title);
  CHECK(run.info.toml == info.toml);
  CHECK(run.info.plan == info.plan);
  CHECK(run.info.terms == info.terms);
  CHECK(run.info.metrics == info.metrics);
  CHECK(run.info.metric_more == info.metric_more);
  CHECK(run.info.layers == info.layers);
  CHECK(run.info.layer_units == info.layer_units);
  CHECK(run.info.splits == info.splits);
  CHECK(run.info.epochs == 4);
  CHECK(run.info.provenance == info.provenance);
  CHECK(sample::same(run.test, sample::final_result().test));
  REQUIRE(run.results.size() == 5);
  for (int e = 0; e <= 4; ++e) {
    const EpochResult &a = run.results[std::size_t(e)], b = sample::result(e);
    CHECK(a.epoch == e);
    CHECK(sample::same(a.train, b.train));
    CHECK(sample::same(a.valid, b.valid));
    CHECK(a.layers[0].spikes_per_neuron == b.layers[0].spikes_per_neuron);
    CHECK(std::isnan(a.layers[1].gradient_norm) == (e == 0));
    CHECK(a.clipped == b.clipped);
    CHECK(a.best == b.best);
  }
}

TEST_CASE("the model of a run's file is that of the best epoch, to the bit, also where it holds logarithms") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  write_whole_run(folder.path, info);
  const StoredRun run = read_run(folder.path + "/run.h5");
  const TrainState state = sample::state(4, info);
  CHECK(sample::same(run.values, state.best_values));
  REQUIRE(run.info.blocks.size() == info.blocks.size());
  for (std::size_t b = 0; b < info.blocks.size(); ++b) {
    const BlockInfo &x = run.info.blocks[b], &y = info.blocks[b];
    CHECK(x.path == y.path);
    CHECK(x.shape == y.shape);
    CHECK(x.axes == y.axes);
    CHECK(x.offset == y.offset);
    CHECK(x.size == y.size);
    CHECK(x.trained == y.trained);
    CHECK(x.logarithm == y.logarithm);
    CHECK(x.unit == y.unit);
    CHECK(x.doc == y.doc);
  }
  const h5::StoredFile file(folder.path + "/run.h5");
  const double tau = file.read<double>("/model/layer/hidden/neuron/lif/tau_mem", {})[0];
  CHECK(tau == std::exp(state.best_values[info.blocks[1].offset]));
}

TEST_CASE("without a best epoch the model is the last one's, and without numbers there is none") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  const TrainState state = sample::state(1, info);
  assemble_run(folder.path, info, results(1), state, {}, "interrupted");
  StoredRun run = read_run(folder.path + "/run.h5");
  CHECK(sample::same(run.values, state.values));
  CHECK(run.selected_epoch == 1);
  CHECK_FALSE(run.test.present);
  assemble_run(folder.path, info, {}, {}, {}, "failed");
  run = read_run(folder.path + "/run.h5");
  CHECK(run.values.empty());
  CHECK(run.info.blocks.empty());
  CHECK(run.results.empty());
  CHECK(run_status(folder.path + "/run.h5") == "failed");
}

TEST_CASE("a damaged record is left out of the run's file, which says so") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  for (int e = 0; e <= 3; ++e) write_epoch_record(folder.path, sample::record(e, info), info);
  const std::string damaged = record_path(folder.path, 1), bytes = bytes_of(damaged);
  sample::put_bytes(damaged, bytes.substr(0, bytes.size() / 2));
  EpochRecord other = sample::record(2, info);
  other.spikes[0].samples = {1, 2, 3};
  other.spikes.push_back(other.spikes[0]);
  write_epoch_record(folder.path, other, info);
  const auto remarks = assemble_run(folder.path, info, results(4), sample::state(4, info), {}, "interrupted");
  REQUIRE(remarks.size() == 3);
  CHECK(remarks[0].find("000001.h5 is damaged") != std::string::npos);
  CHECK(remarks[1].find("spikes of layer 'hidden' of epoch 2") != std::string::npos);
  const h5::StoredFile file(folder.path + "/run.h5");
  CHECK(file.texts_attribute("/", "remarks") == remarks);
  CHECK(file.read<std::int64_t>("/spikes/hidden/epoch") == std::vector<std::int64_t>{0, 3});
  CHECK(file.read<std::int64_t>("/states/output/epoch") == std::vector<std::int64_t>{0, 2, 3});
}

TEST_CASE("a record ahead of the journal stays out of the run's file") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  for (int e = 0; e <= 4; ++e) write_epoch_record(folder.path, sample::record(e, info), info);
  assemble_run(folder.path, info, results(3), sample::state(3, info), {}, "interrupted");
  CHECK(h5::StoredFile(folder.path + "/run.h5").read<std::int64_t>("/spikes/hidden/epoch").back() == 3);
}

TEST_CASE("a layer that never fires has spikes in the run's file, and they are none") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  for (int e = 0; e <= 2; ++e) {
    EpochRecord record;
    record.epoch = e;
    record.spikes = {{"hidden", {4, 5}, {0, 0, 0}, {}, {}}};
    write_epoch_record(folder.path, record, info);
  }
  assemble_run(folder.path, info, results(2), sample::state(2, info), {}, "interrupted");
  const h5::StoredFile file(folder.path + "/run.h5");
  CHECK(file.read<double>("/spikes/hidden/time", {0}).empty());
  CHECK(file.read<std::int64_t>("/spikes/hidden/counts", {3, 2}) == std::vector<std::int64_t>(6, 0));
}

TEST_CASE("names that HDF5 would misread find a place in the run's file") {
  const sample::Folder folder;
  RunInfo info = sample::info();
  info.terms = {"loss", "a/b"};
  info.metrics = {".", "a_b"};
  assemble_run(folder.path, info, results(1), sample::state(1, info), sample::final_result(), "done");
  const StoredRun run = read_run(folder.path + "/run.h5");
  CHECK(run.info.terms == info.terms);
  CHECK(run.info.metrics == info.metrics);
  CHECK(sample::same(run.results[1].train, sample::result(1).train));
}

TEST_CASE("a run's file that was cut at any length is refused") {
  const sample::Folder folder;
  write_whole_run(folder.path, sample::info());
  const std::string path = folder.path + "/run.h5", bytes = bytes_of(path);
  for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 300) {
    if (bytes.size() - size <= 23) break;  // the seal alone: the rest is whole
    sample::put_bytes(path, bytes.substr(0, size));
    CHECK_THROWS_AS(read_run(path), Error);
    CHECK_FALSE(run_status(path));
  }
}

TEST_CASE("a run's file without a seal and with damaged bytes is read or refused, and never crashes") {
  const sample::Folder folder;
  write_whole_run(folder.path, sample::info());
  const std::string path = folder.path + "/run.h5", whole = bytes_of(path);
  const std::string bytes = whole.substr(0, whole.size() - 23);
  int refused = 0;
  for (std::uint64_t round = 0; round < 400; ++round) {
    std::string other = bytes;
    for (std::uint64_t flip = 0; flip < 3; ++flip) {
      const double where = sample::number(round * 10 + flip) + 0.5;
      other[static_cast<std::size_t>(where * double(bytes.size()))] ^= static_cast<char>(1 + round % 255);
    }
    sample::put_bytes(path, other);
    try {
      read_run(path);
    } catch (const Error& e) {
      CHECK(e.code == 65);
      ++refused;
    }
  }
  CHECK(refused > 20);
}

TEST_CASE("a run's file that other software wrote into is still read") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  write_whole_run(folder.path, info);
  int status = 0;
  const std::string said = python("read_run.py --note " + folder.path + "/run.h5", status);
  INFO(said);
  REQUIRE(status == 0);
  CHECK(sample::same(read_run(folder.path + "/run.h5").values, sample::state(4, info).best_values));
}

TEST_CASE("h5py sees the axes of a run's file by name") {
  const sample::Folder folder;
  write_whole_run(folder.path, sample::info());
  int status = 0;
  const std::string out = python("read_run.py " + folder.path + "/run.h5", status);
  INFO(out);
  REQUIRE(status == 0);
  const auto has_line = [&](const std::string& line) {
    return ("\n" + out).find("\n" + line + "\n") != out.npos;
  };
  CHECK(has_line("/metrics/valid/ttfs-accuracy (epoch=5)"));
  CHECK(has_line("/metrics/test/loss ()"));
  CHECK(has_line("/layers/gradient_norm (epoch=5, layer=2)"));
  CHECK(has_line("/model/layer/hidden/from/input/dense/weight (source=5, target=6)"));
  CHECK(has_line("/model/layer/hidden/neuron/lif/tau_mem ()"));
  CHECK(has_line("/spikes/hidden/offsets (epoch=5, sample=3)"));
  CHECK(has_line("/spikes/hidden/time (spike=15)"));
  CHECK(has_line("/states/output/v (epoch=5, sample=2, time=4, unit=3)"));
  CHECK(has_line("/weights/layer/output/from/hidden/dense/delay (epoch=3, source=6, target=3)"));
  CHECK(has_line("/predictions/test/ttfs-accuracy.score (sample=5)"));
  CHECK(has_line("/snnflow/json (byte=" +
                 std::to_string(h5::StoredFile(folder.path + "/run.h5").shape("/snnflow/json")[0]) + ")"));
  CHECK(has_line("@status done"));
  CHECK(has_line("every axis has its scale"));
}

// metrics.jsonl: every number comes back, and a torn or damaged line never passes for a good one.
#include "record/journal.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sample_run.hpp"
#include "snnflow/issue.hpp"

using namespace snnflow;
using sample::bytes_of;

namespace {

void check_same(const EpochResult& a, const EpochResult& b) {
  CHECK(a.epoch == b.epoch);
  CHECK(sample::same(a.train, b.train));
  CHECK(sample::same(a.valid, b.valid));
  REQUIRE(a.layers.size() == b.layers.size());
  for (std::size_t l = 0; l < a.layers.size(); ++l) {
    CHECK(sample::same(a.layers[l].gradient_norm, b.layers[l].gradient_norm));
    CHECK(sample::same(a.layers[l].spikes_per_neuron, b.layers[l].spikes_per_neuron));
    CHECK(sample::same(a.layers[l].silent_fraction, b.layers[l].silent_fraction));
  }
  CHECK(a.clipped == b.clipped);
  CHECK(a.dropped == b.dropped);
  CHECK(sample::same(a.learning_rate_factor, b.learning_rate_factor));
  CHECK(sample::same(a.seconds, b.seconds));
  CHECK(a.best == b.best);
}

std::string write_epochs(const std::string& folder, int last, const RunInfo& info) {
  Journal journal(folder);
  for (int e = 0; e <= last; ++e) journal.append(sample::result(e), info);
  return bytes_of(folder + "/metrics.jsonl");
}

std::vector<int> epochs_of(const std::vector<EpochResult>& results) {
  std::vector<int> epochs;
  for (const EpochResult& r : results) epochs.push_back(r.epoch);
  return epochs;
}

}  // namespace

TEST_CASE("an epoch's figures come back from the journal to the bit") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  std::vector<EpochResult> written;
  Journal journal(folder.path);
  for (std::size_t n = 0; n < sample::hard_numbers.size(); ++n) {
    EpochResult r = sample::result(int(n));
    const double x = sample::hard_numbers[n];
    const double number =
        std::isnan(x) ? std::numeric_limits<double>::quiet_NaN() : x;  // nan has one spelling
    r.train.loss = r.valid.terms[1] = r.layers[0].gradient_norm = r.learning_rate_factor = number;
    r.train.present = true, r.train.terms = {number, 1}, r.train.metrics = {2, number};
    r.clipped = std::numeric_limits<std::int64_t>::max();
    if (n == 3) r.layers.clear(), r.valid = {};
    journal.append(r, info);
    written.push_back(r);
  }
  const JournalContents read = Journal::read(folder.path, info);
  CHECK(read.remark.empty());
  REQUIRE(read.results.size() == written.size());
  for (std::size_t n = 0; n < written.size(); ++n) check_same(read.results[n], written[n]);
}

TEST_CASE("a line of the journal is JSON with every figure by its name") {
  const sample::Folder folder;
  const std::string text = write_epochs(folder.path, 1, sample::info());
  const auto line = nlohmann::json::parse(text.substr(text.find('\n') + 1));
  CHECK(line["epoch"] == 1);
  CHECK(line["train"]["terms"]["ttfs-cross-entropy"] == sample::result(1).train.terms[0]);
  CHECK(line["valid"]["metrics"]["spike-count"] == sample::result(1).valid.metrics[1]);
  CHECK(line["layers"]["output"]["silent_fraction"] == 0.25);
  CHECK(line["best"] == false);
  CHECK(line["crc32"].get<std::string>().size() == 8);
}

TEST_CASE("two terms of one name are told apart in the journal") {
  const sample::Folder folder;
  RunInfo info = sample::info();
  info.terms = {"silence", "silence"};
  write_epochs(folder.path, 2, info);
  const JournalContents read = Journal::read(folder.path, info);
  REQUIRE(read.results.size() == 3);
  check_same(read.results[2], sample::result(2));
}

TEST_CASE("a journal that was cut anywhere has its whole lines, and says where it was torn") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  const std::string text = write_epochs(folder.path, 2, info), path = folder.path + "/metrics.jsonl";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string part = text.substr(0, size);
    sample::put_bytes(path, part);
    const JournalContents read = Journal::read(folder.path, info);
    CHECK(read.results.size() == static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n')));
    CHECK(read.remark.empty() == (part.empty() || part.back() == '\n'));
  }
}

TEST_CASE("a journal is read up to the first line with a wrong CRC") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  const std::string text = write_epochs(folder.path, 3, info), path = folder.path + "/metrics.jsonl";
  const std::size_t second = text.find('\n') + 1, third = text.find('\n', second) + 1;
  for (std::size_t at = second; at < third - 1; ++at) {
    std::string other = text;
    other[at] = static_cast<char>(other[at] ^ 1);
    if (other[at] == '\n') continue;
    sample::put_bytes(path, other);
    const JournalContents read = Journal::read(folder.path, info);
    CHECK(epochs_of(read.results) == std::vector<int>{0});
    CHECK(read.remark.find("line 2 does not fit its CRC-32") != std::string::npos);
  }
}

TEST_CASE("a journal goes on after a torn line as if it had not been there") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  const std::string text = write_epochs(folder.path, 3, info), path = folder.path + "/metrics.jsonl";
  sample::put_bytes(path, text.substr(0, text.size() - 10));
  Journal journal(folder.path);
  journal.truncate_to(2);
  journal.append(sample::result(3), info);
  CHECK(bytes_of(path) == text);
}

TEST_CASE("a journal is cut back to an epoch") {
  const sample::Folder folder;
  const RunInfo info = sample::info();
  write_epochs(folder.path, 5, info);
  Journal journal(folder.path);
  journal.truncate_to(7);
  CHECK(Journal::read(folder.path, info).results.size() == 6);
  journal.truncate_to(3);
  CHECK(epochs_of(Journal::read(folder.path, info).results) == std::vector<int>{0, 1, 2, 3});
  journal.truncate_to(-1);
  CHECK(bytes_of(folder.path + "/metrics.jsonl").empty());
}

TEST_CASE("a journal of another experiment is refused with its place") {
  const sample::Folder folder;
  write_epochs(folder.path, 1, sample::info());
  RunInfo other = sample::info();
  other.terms = {"mse", "spike-count"};
  CHECK_THROWS_WITH(Journal::read(folder.path, other),
                    Catch::Contains("metrics.jsonl:1:1: ") && Catch::Contains("'mse'"));
  other = sample::info();
  other.layers = {"hidden", "readout"};
  CHECK_THROWS_AS(Journal::read(folder.path, other), Error);
}

TEST_CASE("a journal that is not there is empty") {
  const sample::Folder folder;
  const JournalContents read = Journal::read(folder.path, sample::info());
  CHECK(read.results.empty());
  CHECK(read.remark.empty());
}

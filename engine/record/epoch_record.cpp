// Spikes and traces are numbered, with their names beside them: snnflow reads a record, people read run.h5.
#include "record/epoch_record.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "record/disk.hpp"
#include "record/h5.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

constexpr std::int64_t record_layout = 1;

void put_spikes(h5::NewFile& file, const std::string& at, const SpikeRecord& s) {
  file.text(at + "/layer", s.layer);
  file.write<std::int32_t>(at + "/sample", s.samples, {s.samples.size()});
  file.write<std::int64_t>(at + "/offsets", s.offsets, {s.offsets.size()});
  file.write<double>(at + "/time", s.time, {s.time.size()});
  file.write<std::int32_t>(at + "/unit", s.unit, {s.unit.size()});
}

SpikeRecord get_spikes(const h5::StoredFile& file, const std::string& at) {
  SpikeRecord s;
  s.layer = file.text(at + "/layer");
  s.samples = file.read<std::int32_t>(at + "/sample");
  s.offsets = file.read<std::int64_t>(at + "/offsets");
  s.time = file.read<double>(at + "/time");
  s.unit = file.read<std::int32_t>(at + "/unit");
  if (s.unit.size() != s.time.size()) file.refuse(at, "it has not as many units as times");
  if (s.offsets.size() != s.samples.size() + 1 || s.offsets.front() != 0 ||
      s.offsets.back() != static_cast<std::int64_t>(s.time.size()) ||
      !std::is_sorted(s.offsets.begin(), s.offsets.end()))
    file.refuse(at + "/offsets", "they do not fit the samples and times");
  return s;
}

void put_states(h5::NewFile& file, const std::string& at, const StateRecord& s) {
  file.text(at + "/layer", s.layer);
  file.text(at + "/state", s.state);
  file.write<std::int32_t>(at + "/sample", s.samples, {s.samples.size()});
  file.write<double>(at + "/time", s.time, {s.time.size()});
  file.write<double>(at + "/values", s.values,
                     {s.samples.size(), s.time.size(), static_cast<std::size_t>(s.units)});
}

StateRecord get_states(const h5::StoredFile& file, const std::string& at) {
  StateRecord s;
  s.layer = file.text(at + "/layer");
  s.state = file.text(at + "/state");
  s.samples = file.read<std::int32_t>(at + "/sample");
  s.time = file.read<double>(at + "/time");
  const h5::Shape shape = file.shape(at + "/values");
  if (shape.size() != 3 || shape[0] != s.samples.size() || shape[1] != s.time.size() || shape[2] > 1u << 30)
    file.refuse(at + "/values", "they do not fit the samples and times");
  s.units = static_cast<int>(shape[2]);
  s.values = file.read<double>(at + "/values");
  return s;
}

void ensure_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) == 0) return sync_folder(folder_of(path));
  if (errno != EEXIST) throw_disk_error(path, errno);
}

}  // namespace

std::string record_path(const std::string& folder, int epoch) {
  char name[32];
  std::snprintf(name, sizeof name, "/records/%06d.h5", epoch);
  return folder + name;
}

void write_epoch_record(const std::string& folder, const EpochRecord& record, const RunInfo& info) {
  ensure_folder(folder + "/records");
  h5::NewFile file(record_path(folder, record.epoch));
  file.attribute("/", "snnflow_record", record_layout);
  file.text("/title", info.title);
  file.attribute("/", "epoch", std::int64_t{record.epoch});
  file.group("/spikes");
  for (std::size_t i = 0; i < record.spikes.size(); ++i)
    put_spikes(file, "/spikes/" + std::to_string(i), record.spikes[i]);
  file.group("/states");
  for (std::size_t i = 0; i < record.states.size(); ++i)
    put_states(file, "/states/" + std::to_string(i), record.states[i]);
  if (!record.weights.empty()) file.write<double>("/weights", record.weights, {record.weights.size()});
  file.commit();
}

EpochRecord read_epoch_record(const std::string& path) {
  const h5::StoredFile file(path, Seal::demanded);
  if (file.integer_attribute("/", "snnflow_record") != record_layout)
    file.refuse("/", "another version of snnflow wrote it");
  EpochRecord record;
  record.epoch = static_cast<int>(file.integer_attribute("/", "epoch"));
  for (const std::string& name : file.names("/spikes"))
    record.spikes.push_back(get_spikes(file, "/spikes/" + name));
  for (const std::string& name : file.names("/states"))
    record.states.push_back(get_states(file, "/states/" + name));
  if (file.has("/weights")) record.weights = file.read<double>("/weights");
  return record;
}

std::vector<int> recorded_epochs(const std::string& folder) {
  std::vector<int> epochs;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/records", error)) {
    const std::string name = entry.path().filename();
    int epoch = -1;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), epoch);
    if (bad == std::errc{} && epoch >= 0 && std::string_view(end) == ".h5") epochs.push_back(epoch);
  }
  std::sort(epochs.begin(), epochs.end());
  return epochs;
}

}  // namespace snnflow

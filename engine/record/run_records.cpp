// /spikes, /states and /weights, gathered from the records: one walk for the sizes, one for the numbers.
#include <algorithm>

#include "record/epoch_record.hpp"
#include "record/names.hpp"
#include "record/run_parts.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

std::vector<std::int64_t> wide(const std::vector<int>& from) { return {from.begin(), from.end()}; }

// Whether a table's last epoch is before this one: each epoch counts once.
bool is_new(const std::vector<std::int64_t>& epochs, std::int64_t epoch) {
  return epochs.empty() || epochs.back() < epoch;
}

// A layer's spikes over the epochs.
struct SpikeTable {
  std::string layer;
  std::vector<int> samples;
  std::vector<std::int64_t> epochs, offsets, counts;  // offsets and counts: [epoch][sample]
  std::size_t spikes = 0;
  std::optional<h5::Rows> time = {}, unit = {};
  std::int64_t filled = -1;  // up to this epoch

  bool fits(const SpikeRecord& r) const { return r.samples == samples; }
  void add(const SpikeRecord& r, std::int64_t epoch) {
    epochs.push_back(epoch);
    for (std::size_t s = 0; s < samples.size(); ++s) {
      offsets.push_back(static_cast<std::int64_t>(spikes) + r.offsets[s]);
      counts.push_back(r.offsets[s + 1] - r.offsets[s]);
    }
    spikes += r.time.size();
  }
  void make(RunDraft& run) {
    const std::string group = "/spikes/" + member_name(layer);
    for (const char* name : {"/time", "/unit", "/offsets", "/counts"}) run.axes.reserve(group + name);
    const std::string epoch = run.axes.scale(group, "epoch", epochs);
    const std::string sample = run.axes.scale(group, "sample", wide(samples));
    const std::string spike = run.axes.bare(group, "spike", spikes);
    for (const auto& [name, table] : {std::pair{"/offsets", &offsets}, std::pair{"/counts", &counts}}) {
      run.file.write<std::int64_t>(group + name, *table, {epochs.size(), samples.size()});
      run.axes.attach(group + name, {epoch, sample});
    }
    time = run.file.rows<double>(group + "/time", {spikes});
    unit = run.file.rows<std::int32_t>(group + "/unit", {spikes});
    for (const char* name : {"/time", "/unit"}) run.axes.attach(group + name, {spike});
    run.file.attribute(group + "/time", "unit", "ms");
    run.file.attribute(group + "/offsets", "doc", "the first of a sample's spikes in time and unit");
  }
};

// A state's traces over the epochs.
struct StateTable {
  std::string layer, state;
  std::vector<int> samples;
  std::vector<double> time;
  int units = 0;
  std::vector<std::int64_t> epochs;
  std::optional<h5::Rows> rows = {};
  std::int64_t filled = -1;  // up to this epoch

  std::string group() const { return "/states/" + member_name(layer); }
  std::string path() const { return group() + "/" + member_name(state); }
  bool fits(const StateRecord& r) const { return r.samples == samples && r.time == time && r.units == units; }
  void make(RunDraft& run) {
    const std::vector<std::string> scales = {
        run.axes.scale(group(), "epoch", epochs), run.axes.scale(group(), "sample", wide(samples)),
        run.axes.scale(group(), "time", time, "ms"),
        run.axes.count(group(), "unit", static_cast<std::size_t>(units))};
    rows = run.file.rows<double>(
        path(), {epochs.size(), samples.size(), time.size(), static_cast<std::size_t>(units)});
    run.axes.attach(path(), scales);
  }
};

class Gathering {
 public:
  explicit Gathering(RunDraft& run) : run_(run) {
    for (const BlockInfo& b : run.info.blocks) numbers_ = std::max(numbers_, b.offset + b.size);
  }

  void measure(const EpochRecord& r) {
    for (const SpikeRecord& s : r.spikes) {
      SpikeTable* table = find(s);
      if (!table) table = &spikes_.emplace_back(SpikeTable{s.layer, s.samples, {}, {}, {}});
      if (table->fits(s) && is_new(table->epochs, r.epoch))
        table->add(s, r.epoch);
      else
        leave_out("spikes of layer '" + s.layer + "'", r.epoch);
    }
    for (const StateRecord& s : r.states) {
      StateTable* table = find(s);
      if (!table) table = &states_.emplace_back(StateTable{s.layer, s.state, s.samples, s.time, s.units, {}});
      if (table->fits(s) && is_new(table->epochs, r.epoch))
        table->epochs.push_back(r.epoch);
      else
        leave_out("state '" + s.state + "' of layer '" + s.layer + "'", r.epoch);
    }
    if (r.weights.size() == numbers_ && numbers_ > 0)
      weight_epochs_.push_back(r.epoch);
    else if (!r.weights.empty())
      leave_out("weights", r.epoch);
  }

  void make() {
    for (SpikeTable& t : spikes_) t.make(run_);
    for (const StateTable& t : states_) run_.axes.reserve(t.path());
    for (StateTable& t : states_) t.make(run_);
    if (weight_epochs_.empty()) return;
    for (const BlockInfo& block : run_.info.blocks) run_.axes.reserve(block_path("/weights", block));
    const std::string epoch = run_.axes.scale("/weights", "epoch", weight_epochs_);
    for (const BlockInfo& block : run_.info.blocks) {
      std::vector<std::string> scales = block_axes(run_, "/weights", block);
      scales.insert(scales.begin(), epoch);
      h5::Shape shape(block.shape.begin(), block.shape.end());
      shape.insert(shape.begin(), weight_epochs_.size());
      const std::string path = block_path("/weights", block);
      weights_.push_back(run_.file.rows<double>(path, shape));
      run_.axes.attach(path, scales);
    }
  }

  void fill(const EpochRecord& r) {
    for (const SpikeRecord& s : r.spikes)
      if (SpikeTable* t = find(s); t && t->fits(s) && t->filled < r.epoch) {
        t->filled = r.epoch;
        t->time->append<double>(s.time);
        t->unit->append<std::int32_t>(s.unit);
      }
    for (const StateRecord& s : r.states)
      if (StateTable* t = find(s); t && t->fits(s) && t->filled < r.epoch) {
        t->filled = r.epoch;
        t->rows->append<double>(s.values);
      }
    if (r.weights.size() != numbers_) return;
    for (std::size_t b = 0; b < weights_.size(); ++b)
      weights_[b].append<double>(readable_values(run_.info.blocks[b], r.weights));
  }

  void close() {
    for (SpikeTable& t : spikes_) t.time->close(), t.unit->close();
    for (StateTable& t : states_) t.rows->close();
    for (h5::Rows& w : weights_) w.close();
  }

 private:
  SpikeTable* find(const SpikeRecord& r) {
    const auto at =
        std::find_if(spikes_.begin(), spikes_.end(), [&](const auto& t) { return t.layer == r.layer; });
    return at == spikes_.end() ? nullptr : &*at;
  }
  StateTable* find(const StateRecord& r) {
    const auto at = std::find_if(states_.begin(), states_.end(),
                                 [&](const auto& t) { return t.layer == r.layer && t.state == r.state; });
    return at == states_.end() ? nullptr : &*at;
  }
  void leave_out(const std::string& what, int epoch) {
    run_.remarks.push_back(what + " of epoch " + std::to_string(epoch) +
                           " do not fit those before; left out");
  }

  RunDraft& run_;
  std::size_t numbers_ = 0;
  std::vector<SpikeTable> spikes_;
  std::vector<StateTable> states_;
  std::vector<std::int64_t> weight_epochs_;
  std::vector<h5::Rows> weights_;
};

}  // namespace

void put_records(RunDraft& run, const std::string& folder, int last_epoch) {
  Gathering all(run);
  std::vector<std::string> whole;
  for (const int epoch : recorded_epochs(folder)) {
    if (epoch > last_epoch) break;
    try {
      const EpochRecord record = read_epoch_record(record_path(folder, epoch));
      if (record.epoch != epoch)
        throw Error(record_path(folder, epoch) + " is of epoch " + std::to_string(record.epoch));
      all.measure(record);
      whole.push_back(record_path(folder, epoch));
    } catch (const Error& e) {
      if (e.code != 65) throw;
      run.remarks.push_back(std::string(e.what()) + "; left out");
    }
  }
  all.make();
  for (const std::string& path : whole) all.fill(read_epoch_record(path));
  all.close();
}

}  // namespace snnflow

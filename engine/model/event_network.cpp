// The event engine as a Network: rows for all, a worker for each thread.
#include <stdexcept>

#include "model/engines.hpp"
#include "model/event_worker.hpp"
#include "model/flat_sums.hpp"

namespace snnflow {
namespace {

constexpr int grid_steps = 256;  // of recorded states, over [0, t_end]

class EventNetwork final : public Network {
 public:
  EventNetwork(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers)
      : plan_(plan), blocks_(blocks), rows_(plan, blocks), asks_(plan), sums_(std::size_t(std::max(1, std::min(plan.train.shards, plan.train.batch)))) {
    for (int w = 0; w < workers; ++w) workers_.push_back(std::make_unique<EventWorker>(plan, registry, rows_, asks_));
  }
  int bind_parts() const override { return 1; }
  void bind_part(int, std::span<const double> values) override { rows_.bind(values); }
  void bound(std::span<const double>) override {
    for (auto& w : workers_) w->bind(bound_);
    bound_ = true;
  }
  void run(int worker, int shard, std::span<const Encoded> samples, int batch, const BatchPulls*, std::span<Outcome> out) override {
    const FlushDenormals flush;
    EventWorker& w = *workers_[std::size_t(worker)];
    for (std::size_t i = 0; i < samples.size(); ++i) w.run(samples[i], batch, shard >= 0, out[i]);
    if (shard >= 0) w.collect({sums_[std::size_t(shard)].get(), blocks_.gradients()});
  }
  void begin_shard(int shard) override {
    if (std::size_t(shard) >= sums_.size()) throw std::logic_error("there is no such shard");
    sums_[std::size_t(shard)].zero(blocks_.gradients());
  }
  int add_parts() const override { return parts_of(blocks_.gradients()); }
  void add_shards(int part, int shards) override {
    const std::size_t n = blocks_.gradients(), parts = std::size_t(add_parts()), p = std::size_t(part);
    tree_sum<double>(shards, n * p / parts, n * (p + 1) / parts, [&](int s) { return sums_[std::size_t(s)].get(); });
  }
  int gather_parts() const override { return 1; }
  void gather(int, std::span<const double>, std::span<double> gradients) override { std::copy_n(sums_[0].get(), blocks_.gradients(), gradients.begin()); }
  std::vector<Look> look(const Encoded& sample) override {
    const FlushDenormals flush;
    EventWorker& w = *workers_[0];
    std::vector<Look> looks(plan_.layers.size());
    Outcome ignored;
    w.observe(grid());
    w.run(sample, 1, false, ignored);
    for (std::size_t l = 0; l < looks.size(); ++l) {
      const LayerPlan& layer = plan_.layers[l];
      looks[l].spikes.resize(std::size_t(layer.units));
      const SpikeView s = w.spikes(int(l));
      for (std::size_t k = 0; k < s.time.size(); ++k) looks[l].spikes[std::size_t(s.unit[k])].push_back(s.time[k]);
      if (layer.traits().spikes) continue;
      looks[l].time = grid();
      const std::size_t states = layer.use.about().states.size(), stride = std::size_t(event_stride(layer.units));
      for (std::size_t g = 0; g < looks[l].time.size(); ++g) {
        const double* row = w.observed(int(l)) + g * states * stride;
        looks[l].trace.insert(looks[l].trace.end(), row, row + layer.units);
      }
    }
    w.observe({});
    return looks;
  }
  EpochRecord record(const std::vector<RecordItem>& items, const std::vector<std::vector<Encoded>>& samples) override {
    const FlushDenormals flush;
    EpochRecord record;
    const std::vector<double> times = grid();
    EventWorker& w = *workers_[0];
    Outcome ignored;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const RecordItem& item = items[i];
      const LayerPlan& layer = plan_.layers[std::size_t(item.layer)];
      const std::size_t units = std::size_t(layer.units), stride = std::size_t(event_stride(layer.units));
      if (item.state.empty()) {
        SpikeRecord& spikes = record.spikes.emplace_back(SpikeRecord{layer.name, item.samples, {0}, {}, {}});
        for (const Encoded& sample : samples[i]) {
          w.run(sample, 1, false, ignored);
          const SpikeView s = w.spikes(item.layer);
          spikes.time.insert(spikes.time.end(), s.time.begin(), s.time.end());
          spikes.unit.insert(spikes.unit.end(), s.unit.begin(), s.unit.end());
          spikes.offsets.push_back(std::int64_t(spikes.time.size()));
        }
        continue;
      }
      const auto& states = layer.use.about().states;
      std::size_t k = 0;
      while (states[k].name != item.state) ++k;
      StateRecord& trace = record.states.emplace_back(StateRecord{layer.name, item.state, item.samples, times, {}, layer.units});
      w.observe(times);
      for (const Encoded& sample : samples[i]) {
        w.run(sample, 1, false, ignored);
        for (std::size_t g = 0; g < times.size(); ++g) {
          const double* row = w.observed(item.layer) + (g * states.size() + k) * stride;
          trace.values.insert(trace.values.end(), row, row + units);
        }
      }
      w.observe({});
    }
    return record;
  }

 private:
  std::vector<double> grid() const {
    std::vector<double> times;
    for (int g = 0; g <= grid_steps; ++g) times.push_back(plan_.t_end() * g / grid_steps);
    return times;
  }
  const Plan& plan_;
  const Blocks& blocks_;
  EventRows rows_;
  EventAsks asks_;
  std::vector<Rows<double>> sums_;  // [shard][gradient]
  std::vector<std::unique_ptr<EventWorker>> workers_;
  bool bound_ = false;
};

}  // namespace

std::unique_ptr<Network> make_event_network(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers) {
  return std::make_unique<EventNetwork>(plan, registry, blocks, workers);
}

}  // namespace snnflow

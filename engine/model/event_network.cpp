// The event engine as a Network: rows for all, a worker for each thread.
#include "model/event_worker.hpp"
#include "model/network.hpp"

namespace snnflow {
namespace {

constexpr int grid_steps = 256;  // of recorded states, over [0, t_end]

class EventNetwork final : public Network {
 public:
  EventNetwork(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers) : plan_(plan), rows_(plan, blocks) {
    for (int w = 0; w < workers; ++w) workers_.push_back(std::make_unique<EventWorker>(plan, registry, rows_));
  }
  void bind(std::span<const double> values) override {
    rows_.bind(values);
    for (auto& w : workers_) w->bind(bound_);
    bound_ = true;
  }
  void run(int worker, std::span<const Encoded> samples, int batch, std::span<const double> values, std::span<double> gradients,
           std::span<Outcome> out) override {
    const FlushDenormals flush;
    EventWorker& w = *workers_[std::size_t(worker)];
    for (std::size_t i = 0; i < samples.size(); ++i) w.run(samples[i], batch, !gradients.empty(), out[i]);
    if (!gradients.empty()) w.collect(values, gradients);
  }
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
  EventRows rows_;
  std::vector<std::unique_ptr<EventWorker>> workers_;
  bool bound_ = false;
};

}  // namespace

std::unique_ptr<Network> make_network(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers) {
  return std::make_unique<EventNetwork>(plan, registry, blocks, workers);
}

}  // namespace snnflow

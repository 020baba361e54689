// The clock engine as a Network: rows for all, a worker for each thread, sums for each shard.
#include "model/clock_worker.hpp"
#include "model/engines.hpp"

namespace snnflow {
namespace {

template <class R>
class ClockNetwork final : public Network {
 public:
  ClockNetwork(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers) : plan_(plan), rows_(plan, registry, blocks) {
    for (int w = 0; w < workers; ++w) workers_.push_back(std::make_unique<ClockWorker<R>>(plan, rows_));
    shards_.resize(std::size_t(std::max(1, std::min(plan.train.shards, plan.train.batch))));
  }
  int bind_parts() const override { return rows_.bind_parts(); }
  void bind_part(int part, std::span<const double> values) override { rows_.bind_part(part, values); }
  void bound(std::span<const double>) override {
    for (auto& w : workers_) w->bind();
  }
  void run(int worker, int shard, std::span<const Encoded> samples, int batch, const BatchPulls* pulls, std::span<Outcome> out) override {
    const FlushDenormals flush;
    ClockWorker<R>& w = *workers_[std::size_t(worker)];
    for (std::size_t from = 0; from < samples.size(); from += std::size_t(w.group())) {
      const std::size_t count = std::min(std::size_t(w.group()), samples.size() - from);
      const BatchPulls part = pulls ? BatchPulls{pulls->counts, pulls->first + int(from)} : BatchPulls{};
      w.run(samples.subspan(from, count), batch, pulls ? &part : nullptr, shard >= 0 ? &shards_[std::size_t(shard)] : nullptr, out.subspan(from, count));
    }
  }
  void begin_shard(int shard) override {
    auto& s = shards_[std::size_t(shard)];
    if (s.layers.empty()) s = rows_.make_sums();
    else rows_.clear(s);
  }
  int add_parts() const override { return rows_.add_parts(); }
  void add_shards(int part, int shards) override { rows_.add_shards(part, shards_, shards); }
  int gather_parts() const override { return rows_.gather_parts(); }
  void gather(int part, std::span<const double>, std::span<double> gradients) override { rows_.gather(part, shards_[0], gradients); }

  std::vector<Look> look(const Encoded& sample) override {
    const FlushDenormals flush;
    ClockWorker<R>& w = *workers_[0];
    Outcome ignored;
    w.run(std::span(&sample, 1), 1, nullptr, nullptr, std::span(&ignored, 1));
    std::vector<Look> looks(plan_.layers.size());
    for (std::size_t l = 0; l < looks.size(); ++l) {
      const LayerPlan& layer = plan_.layers[l];
      looks[l].spikes.resize(std::size_t(layer.units));
      if (layer.traits().spikes) {
        looks[l].spikes = w.spike_times(int(l), 0);
        continue;
      }
      for (int t = 0; t < w.steps(); ++t) {
        looks[l].time.push_back((t + 1) * plan_.clock.dt);
        const R* row = w.states(int(l)) + w.state_at(int(l), t + 1, 0, 0);
        looks[l].trace.insert(looks[l].trace.end(), row, row + layer.units);
      }
    }
    return looks;
  }

  EpochRecord record(const std::vector<RecordItem>& items, const std::vector<std::vector<Encoded>>& samples) override {
    const FlushDenormals flush;
    EpochRecord record;
    ClockWorker<R>& w = *workers_[0];
    Outcome ignored;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const RecordItem& item = items[i];
      const LayerPlan& layer = plan_.layers[std::size_t(item.layer)];
      const auto& states = layer.use.about().states;
      if (item.state.empty()) record.spikes.push_back({layer.name, item.samples, {0}, {}, {}});
      else {
        std::vector<double> grid;
        for (int t = 0; t <= w.steps(); ++t) grid.push_back(t * plan_.clock.dt);
        record.states.push_back({layer.name, item.state, item.samples, grid, {}, layer.units});
      }
      int k = 0;
      while (!item.state.empty() && states[std::size_t(k)].name != item.state) ++k;
      for (const Encoded& sample : samples[i]) {
        w.run(std::span(&sample, 1), 1, nullptr, nullptr, std::span(&ignored, 1));
        if (!item.state.empty()) {
          for (int t = 0; t <= w.steps(); ++t) {
            const R* row = w.states(item.layer) + w.state_at(item.layer, t, k, 0);
            record.states.back().values.insert(record.states.back().values.end(), row, row + layer.units);
          }
          continue;
        }
        SpikeRecord& spikes = record.spikes.back();
        std::vector<std::pair<double, int>> all;
        const auto times = w.spike_times(item.layer, 0);
        for (std::size_t u = 0; u < times.size(); ++u)
          for (double t : times[u]) all.emplace_back(t, int(u));
        std::sort(all.begin(), all.end());
        for (const auto& [t, u] : all) spikes.time.push_back(t), spikes.unit.push_back(u);
        spikes.offsets.push_back(std::int64_t(spikes.time.size()));
      }
    }
    return record;
  }

 private:
  const Plan& plan_;
  ClockRows<R> rows_;
  std::vector<std::unique_ptr<ClockWorker<R>>> workers_;
  std::vector<typename ClockRows<R>::Sums> shards_;
};

}  // namespace

std::unique_ptr<Network> make_clock_network(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers) {
  if (plan.clock.precision == ClockSettings::Precision::full) return std::make_unique<ClockNetwork<double>>(plan, registry, blocks, workers);
  return std::make_unique<ClockNetwork<float>>(plan, registry, blocks, workers);
}

}  // namespace snnflow

// A network under either engine: numbers in, gradients out, one set of scratch memory for each worker. Knows no threads;
// where work can be shared it is cut into parts, which the caller may run side by side.
#pragma once
#include <memory>

#include "model/blocks.hpp"
#include "model/outcome.hpp"

namespace snnflow {

class Network {
 public:
  virtual ~Network() = default;

  // Takes over new numbers, for all workers: every part, then bound(). Nobody may be running.
  virtual int bind_parts() const = 0;
  virtual void bind_part(int part, std::span<const double> values) = 0;
  virtual void bound(std::span<const double> values) = 0;
  void bind(std::span<const double> values) {
    for (int p = 0; p < bind_parts(); ++p) bind_part(p, values);
    bound(values);
  }

  // Runs samples of one batch (of `batch` samples) on one worker. shard: whose sums the gradients are added to, -1: no
  // gradients. pulls: what terms on whole batches ask of these samples, or null.
  virtual void run(int worker, int shard, std::span<const Encoded> samples, int batch, const BatchPulls* pulls, std::span<Outcome> out) = 0;

  // Gradients of a batch: begin_shard for each shard, run, then every part of add_shards, then every part of gather.
  virtual void begin_shard(int shard) = 0;
  virtual int add_parts() const = 0;
  virtual void add_shards(int part, int shards) = 0;   // in a fixed order
  virtual int gather_parts() const = 0;
  virtual void gather(int part, std::span<const double> values, std::span<double> gradients) = 0;  // dL/d(what blocks stand for), written
  // All of it for one shard, on one thread.
  void gradients_of_shard(std::span<const double> values, std::span<double> gradients) {
    for (int p = 0; p < add_parts(); ++p) add_shards(p, 1);
    for (int p = 0; p < gather_parts(); ++p) gather(p, values, gradients);
  }

  // What every layer does with one sample, at the numbers last bound; on worker 0.
  struct Look {
    std::vector<std::vector<double>> spikes;  // [unit]: times, ms
    std::vector<double> time;                 // of a readout's trace, ms
    std::vector<double> trace;                // [time][unit]
  };
  virtual std::vector<Look> look(const Encoded& sample) = 0;
  // Spikes, and states at a grid of times, of samples at the numbers last bound; on worker 0.
  virtual EpochRecord record(const std::vector<RecordItem>& items, const std::vector<std::vector<Encoded>>& samples) = 0;
};

std::unique_ptr<Network> make_network(const Plan& plan, const Registry& registry, const Blocks& blocks, int workers);

// A sample of the data as the layers get it.
void encode(const Plan& plan, Split split, std::int64_t index, Encoded& out);

// Denormal numbers count as zero while this lives: states that decay would slow everything down otherwise.
class FlushDenormals {
 public:
  FlushDenormals();
  ~FlushDenormals();
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  unsigned before_;
};

}  // namespace snnflow

// A network under either engine, with one set of scratch memory for each worker.
#pragma once
#include <memory>

#include "model/blocks.hpp"
#include "model/outcome.hpp"

namespace snnflow {

class Network {
 public:
  virtual ~Network() = default;
  // Takes over new numbers, for all workers. Nobody may be running.
  virtual void bind(std::span<const double> values) = 0;
  // Runs samples of one batch (of `batch` samples) on one worker. Where `gradients` is not empty, dL/d(what the blocks
  // stand for) is added to it.
  virtual void run(int worker, std::span<const Encoded> samples, int batch, std::span<const double> values, std::span<double> gradients,
                   std::span<Outcome> out) = 0;
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

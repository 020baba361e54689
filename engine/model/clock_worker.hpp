// One worker's network on a clock: a group of samples side by side (one, unless a layer recurs) through all layers,
// forwards and backwards, so that everything stays near the processor.
#pragma once
#include "model/clock_reading.hpp"
#include "model/clock_rows.hpp"
#include "model/outcome.hpp"

namespace snnflow {

// Spikes of a group as lists: row r = step * samples + sample.
struct GroupSpikes {
  std::vector<int> first, index;            // by row
  std::vector<int> source_first, row_of;    // by source, made where gradients are wanted
  int count = 0;
  bool dense = false;  // so many that they are multiplied as numbers
  SpikeLists by_row() const { return {first.data(), index.data()}; }
  SpikeLists by_source() const { return {source_first.data(), row_of.data()}; }
};

template <class R>
class ClockWorker {
 public:
  using Sums = typename ClockRows<R>::Sums;
  ClockWorker(const Plan& plan, const ClockRows<R>& rows);

  void bind();
  // At most group() samples. sums: null where no gradients are wanted.
  void run(std::span<const Encoded> samples, int batch, const BatchPulls* pulls, Sums* sums, std::span<Outcome> out);
  int group() const { return group_; }
  // d(all terms)/d(direction) of one sample, of a batch of so many: forwards, along its spikes and slopes.
  double derivative_along(const ClockRows<R>& direction, const Encoded& sample, int batch, const BatchPulls* pulls);

  // Of the last run.
  int steps() const { return steps_; }
  // Spike times of one sample's unit, as losses see them.
  std::vector<std::vector<double>> spike_times(int layer, int sample);
  // States before each step, and after the last: [step][state][row].
  const R* states(int layer) const { return layers_[std::size_t(layer)].states.get(); }
  std::size_t state_at(int layer, int step, int state, int sample) const;

 private:
  struct Layer {
    std::unique_ptr<ClockLayer<R>> engine;
    int stride = 0, states_count = 0, channels = 1;
    bool spikes = true, recurrent = false, fires_first = false, timed = false;  // timed: some term reads spike times
    Rows<R> input, states;                 // [channel][steps + 1][row], [step][state][row]
    Rows<std::uint16_t> bits;              // [step][row / 16]
    Rows<R> numbers;                       // spikes as 0 and 1, [step][row]; where they are dense
    GroupSpikes fired;
    Rows<R> outer;                         // [step][row]: what terms pull at spikes or trace
    Rows<R> nudge;                         // [step][row]: what they pull at distances
    bool has_outer = false, has_nudge = false;
    std::vector<R> count_pull;             // [row]: the same at every step
    bool has_count_pull = false;
    std::vector<R> start;                  // [row of one sample]: what every step's input begins from, the biases
    Rows<R> co_state, at_once;             // [state][row]; [channel][row]
  };
  std::size_t row(const Layer& l) const { return std::size_t(samples_) * std::size_t(l.stride); }
  std::int64_t plane(const Layer& l) const { return std::int64_t(steps_ + 1) * std::int64_t(row(l)); }
  ClockSpan span(const Layer& l, int from, int to) const { return {from, to, samples_, plane(l)}; }

  void listen_and_run(std::span<const Encoded> samples);
  void hear(std::span<const Encoded> samples);
  void hear_one(const Sample& sample);
  void hear_traces(std::span<const Encoded> samples);
  const R* dense_source(int l, const typename ClockRows<R>::Connection& c, std::int64_t& stride);
  void forward(int l);
  void listen(int l, int connection, int from_row, int rows, int lag, const R* start);
  void recur(int l);
  void judge(std::span<const Encoded> samples, int batch, const BatchPulls* pulls, bool gradients, std::span<Outcome> out);
  void backward(int l, Sums& sums);
  void pull_chunk(int l, int from, int to);
  void step_back(int l, int t, int from);
  void weight_gradients(int l, Sums& sums);
  void pull_charges(Sums& sums);
  // What derivative_along() knows of a layer: derivatives of its input, states, spikes, distances; laid out as they are.
  struct Tangent {
    Rows<R> input, states, spikes, distances, slopes;
  };
  void follow(int l, const ClockRows<R>& direction, std::vector<Tangent>& tangents);
  void add_tangents(int l, int connection, int step, int lag, const ClockRows<R>& direction, std::vector<Tangent>& tangents);
  double along_charges(const ClockRows<R>& direction);
  const GroupSpikes& source_of(int l, const typename ClockRows<R>::Connection& c) const;

  const Plan& plan_;
  const ClockRows<R>& rows_;
  int steps_, group_, samples_ = 1;
  std::vector<Layer> layers_;
  GroupSpikes input_;
  std::vector<int> heard_;    // the last step in which a channel fired
  Rows<R> trace_;             // input as numbers: [step][sample][channel]
  bool traces_ = false;
  Rows<R> gradient_, slope_;  // a chunk of steps: dL/d(spikes), the surrogate's slopes
  std::vector<std::vector<int>> readers_;  // [layer]: layers that read it
  ClockReading<R> reading_;
  struct ChargePull {
    int layer, sample;
    std::vector<double> pull;
    double factor;
  };
  std::vector<ChargePull> charge_pulls_;
};

}  // namespace snnflow

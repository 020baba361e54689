// One worker's network in continuous time: forwards and backwards through one sample after the other.
#pragma once
#include "model/event_rows.hpp"
#include "model/objective_view.hpp"
#include "model/outcome.hpp"

namespace snnflow {

class EventWorker {
 public:
  EventWorker(const Plan& plan, const Registry& registry, const EventRows& rows, const EventAsks& asks);

  // After each change of the rows; again: only what is learned besides weights has changed.
  void bind(bool again);
  // Forward; and where gradients are wanted, backward, which adds to this worker's sums. `batch` is the size that
  // means are taken over.
  void run(const Encoded& sample, int batch, bool gradients, Outcome& out);
  // Adds the sums to the array of gradients, and begins anew.
  void collect(std::span<double> gradients);

  // For those who look closer, until the next run().
  SpikeView spikes(int layer) const { return layers_[std::size_t(layer)].output.spikes; }
  std::span<const double> spike_gradient(int layer) const { return layers_[std::size_t(layer)].pull; }
  // The states of all units at these ascending times, as the samples that follow find them: [time][state][stride]. Terms
  // are not evaluated then, until there are no times again.
  void observe(std::vector<double> times) { observe_ = std::move(times); }
  const double* observed(int layer) const { return layers_[std::size_t(layer)].output.observed; }
  // The smallest slope of distance() at a spike of the last run; for checks of gradients.
  void set_min_slope(double slope) { min_slope_ = slope; }

 private:
  struct Layer {
    std::unique_ptr<EventLayer> engine;
    EventOutput output;
    std::vector<double> time;           // input, where several sources are merged
    std::vector<int> unit, origin, place;  // and which spike of which connection each is
    std::vector<double> pull;           // dL/dt of the layer's spikes
    std::vector<double> observed_pull, windows_pull;  // dL/d(what terms asked)
    std::vector<double> input_pull;     // dL/dt of the spikes that came in
    Rows<double> weights, parameters, initial;  // sums of gradients
    std::vector<double> charge, charge_pull;
    bool copies_weights = false;  // the exact engine does; the other reads the rows
  };
  SpikeView heard(int layer, const Encoded& sample);
  void judge(const Encoded& sample, int batch, bool gradients, Outcome& out);
  void regularise(const Encoded& sample, int batch, bool gradients, Outcome& out);
  void backward(int layer, Outcome& out);
  void pass_back(int layer);
  template <class P>
  void read(const Term<P>& term, const EventAsks::OfTerm& ask);

  const Plan& plan_;
  const EventRows& rows_;
  const EventAsks& asks_;
  std::vector<Layer> layers_;
  std::vector<double> observe_;
  EventReading reading_;
  double min_slope_;
  SpikeView input_;
};

}  // namespace snnflow

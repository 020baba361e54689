// The model's numbers as the event engine reads them: rows of weights per source, parameters and initial states per unit.
// One for all workers; laid out anew after each update.
#pragma once
#include "model/blocks.hpp"
#include "snnflow/rows.hpp"

namespace snnflow {

class EventRows {
 public:
  EventRows(const Plan& plan, const Blocks& blocks);
  void bind(std::span<const double> values);

  struct Layer {
    int stride = 0, sources = 0, channels = 1;
    bool shared = true;               // all units have the same parameters, and none is learned
    std::vector<int> first_source;    // of each connection, among the rows
    Rows<double> weights;             // [source][channel][stride]
    Rows<double> parameters, initial; // [parameter][stride], [state][stride]
    std::size_t weight_numbers() const { return std::size_t(sources) * std::size_t(channels) * std::size_t(stride); }
    EventBinding binding() const { return {parameters.get(), initial.get(), weights.get()}; }
  };
  const Layer& layer(int l) const { return layers_[std::size_t(l)]; }

  // What of a layer is trained.
  struct Trained {
    bool weights = false, parameters = false, initial = false;
    std::uint64_t which = 0;  // of the parameters, a bit each
  };
  const Trained& trained(int l) const { return trained_[std::size_t(l)]; }

  // Adds a layer's gradients, laid out as its numbers are, to the array of gradients. Null where there are none.
  void collect(int l, const double* weights, const double* parameters, const double* initial,
               std::span<double> gradients) const;

 private:
  const Plan& plan_;
  const Blocks& blocks_;
  std::vector<Layer> layers_;
  std::vector<Trained> trained_;
};

}  // namespace snnflow

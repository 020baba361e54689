// What losses and metrics ask of the layers in continuous time besides their spikes: integrals and largest
// values over windows, states at moments. Equal questions are asked once.
#pragma once
#include "plan/plan.hpp"

namespace snnflow {

class EventAsks {
 public:
  explicit EventAsks(const Plan& plan);

  struct OfLayer {
    std::vector<EventWindow> windows;
    std::vector<double> times;  // ascending
    bool first_states = true;   // no window asks for another state
  };
  // Where a term finds its answers.
  struct OfTerm {
    int state = 0;
    int window = -1;         // among the layer's; -1: none
    std::vector<int> looks;  // among the layer's times, in order
  };
  const OfLayer& layer(int l) const { return layers_[std::size_t(l)]; }
  const OfTerm& loss(std::size_t i) const { return losses_[i]; }
  const OfTerm& metric(std::size_t i) const { return metrics_[i]; }

 private:
  std::vector<OfLayer> layers_;
  std::vector<OfTerm> losses_, metrics_;
};

}  // namespace snnflow

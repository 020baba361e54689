// Collects the questions of all terms, layer by layer.
#include "model/event_asks.hpp"

#include <algorithm>

namespace snnflow {
namespace {

int place_of_state(const LayerPlan& layer, const std::string& name) {
  const auto& states = layer.use.about().states;
  for (std::size_t k = 0; k < states.size(); ++k)
    if (states[k].name == name) return int(k);
  return 0;
}

int place_of_window(EventAsks::OfLayer& layer, const EventWindow& window) {
  const auto at = std::find(layer.windows.begin(), layer.windows.end(), window);
  if (at != layer.windows.end()) return int(at - layer.windows.begin());
  layer.windows.push_back(window);
  layer.first_states &= window.state == 0;
  return int(layer.windows.size()) - 1;
}

}  // namespace

EventAsks::EventAsks(const Plan& plan) : layers_(plan.layers.size()) {
  auto each = [&](auto&& f) {
    losses_.resize(plan.losses.size()), metrics_.resize(plan.metrics.size());
    for (std::size_t i = 0; i < plan.losses.size(); ++i) f(plan.losses[i], losses_[i]);
    for (std::size_t i = 0; i < plan.metrics.size(); ++i) f(plan.metrics[i], metrics_[i]);
  };
  each([&](const auto& term, OfTerm& ask) {
    OfLayer& layer = layers_[std::size_t(term.layers[0])];
    const TermSettings& s = term.settings;
    ask.state = place_of_state(plan.layers[std::size_t(term.layers[0])], s.state);
    const Reads reads = term.plugin->reads();
    if (reads == Reads::trace) layer.times.insert(layer.times.end(), s.at.begin(), s.at.end());
    if (reads == Reads::integral || reads == Reads::maximum)
      ask.window = place_of_window(
          layer, {reads == Reads::maximum ? EventWindow::Ask::maximum : EventWindow::Ask::integral, ask.state,
                  s.from, std::min(s.until, plan.t_end())});
  });
  for (OfLayer& l : layers_) {
    std::sort(l.times.begin(), l.times.end());
    l.times.erase(std::unique(l.times.begin(), l.times.end()), l.times.end());
  }
  each([&](const auto& term, OfTerm& ask) {
    const std::vector<double>& times = layers_[std::size_t(term.layers[0])].times;
    if (term.plugin->reads() != Reads::trace) return;
    for (double t : term.settings.at)
      ask.looks.push_back(int(std::lower_bound(times.begin(), times.end(), t) - times.begin()));
  });
}

}  // namespace snnflow

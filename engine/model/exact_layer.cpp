// Translates rows of weights to synapses and back.
#include "model/exact_layer.hpp"

#include <algorithm>

namespace snnflow {
namespace {

class ExactLayer final : public EventLayer {
 public:
  ExactLayer(std::unique_ptr<ExactNetwork> network, const LayerPlan& plan, const EventLayerShape& shape, int sources)
      : network_(std::move(network)), shape_(shape), parameters_(plan.parameters.size()), states_(plan.initial.size()),
        channels_(plan.traits().channels), sources_(sources) {}

  void bind(const EventBinding& b) override {
    problem_ = {};
    problem_.units = shape_.units;
    auto row = [&](const double* rows, std::size_t k) {
      const double* p = rows + k * std::size_t(shape_.stride);
      return std::vector<double>(p, p + shape_.units);
    };
    for (std::size_t k = 0; k < parameters_; ++k) problem_.parameters.push_back(row(b.parameters, k));
    for (std::size_t k = 0; k < states_; ++k) problem_.initial.push_back(b.initial ? row(b.initial, k) : std::vector<double>{});
    for (int s = 0; s < sources_; ++s)
      for (int u = 0; u < shape_.units; ++u) {
        ExactProblem::Synapse y{-1 - s, u, 0, {}};
        for (int c = 0; c < channels_; ++c) y.weight[std::size_t(c)] = b.weights[std::size_t(s * channels_ + c) * std::size_t(shape_.stride) + std::size_t(u)];
        problem_.synapses.push_back(y);
      }
  }

  EventOutput forward(const EventInput& input) override {
    problem_.t_end = input.t_end;
    problem_.observe.assign(input.observe.begin(), input.observe.end());
    windows_.assign(input.windows.begin(), input.windows.end());
    problem_.windows.clear();
    for (const EventWindow& w : windows_) problem_.windows.push_back({w.from, w.until, !largest(w), largest(w)});
    problem_.inputs.clear();
    for (std::size_t i = 0; i < input.spikes.time.size(); ++i) problem_.inputs.push_back({input.spikes.time[i], input.spikes.unit[i]});
    const ExactAnswer answer = network_->forward(problem_);
    time_.clear(), unit_.clear();
    for (const ExactSpike& s : answer.spikes) time_.push_back(s.t), unit_.push_back(s.unit);
    observed_.assign(input.observe.size() * states_ * std::size_t(shape_.stride), 0.0);
    for (std::size_t k = 0; k < states_; ++k)
      for (std::size_t o = 0; o < input.observe.size(); ++o)
        std::copy(answer.observed[k][o].begin(), answer.observed[k][o].end(), observed_.begin() + std::ptrdiff_t((o * states_ + k) * std::size_t(shape_.stride)));
    measured_.assign(windows_.size() * std::size_t(shape_.stride), 0.0);
    for (std::size_t w = 0; w < windows_.size(); ++w)
      for (std::size_t u = 0; u < std::size_t(shape_.units); ++u)
        measured_[w * std::size_t(shape_.stride) + u] =
            largest(windows_[w]) ? answer.maxima[w][std::size_t(windows_[w].state)][u].value : answer.integrals[w][std::size_t(windows_[w].state)][u];
    return {{time_, unit_}, input.observe.empty() ? nullptr : observed_.data(), windows_.empty() ? nullptr : measured_.data()};
  }

  int backward(const EventPull& pull) override {
    ExactPull p;
    p.min_slope = pull.min_slope;
    p.spikes.assign(pull.spikes.begin(), pull.spikes.end());
    if (pull.observed) {
      p.observed.assign(states_, std::vector(problem_.observe.size(), std::vector<double>(std::size_t(shape_.units))));
      for (std::size_t k = 0; k < states_; ++k)
        for (std::size_t o = 0; o < problem_.observe.size(); ++o)
          std::copy_n(pull.observed + (o * states_ + k) * std::size_t(shape_.stride), shape_.units, p.observed[k][o].begin());
    }
    if (pull.windows) {
      p.integrals.assign(windows_.size(), std::vector<std::vector<double>>(states_));
      p.maxima = p.integrals;
      for (std::size_t w = 0; w < windows_.size(); ++w) {
        const double* row = pull.windows + w * std::size_t(shape_.stride);
        (largest(windows_[w]) ? p.maxima : p.integrals)[w][std::size_t(windows_[w].state)].assign(row, row + shape_.units);
      }
    }
    const ExactGradient g = network_->backward(p);
    if (pull.weights)
      for (std::size_t y = 0; y < problem_.synapses.size(); ++y)
        for (int c = 0; c < channels_; ++c)
          pull.weights[std::size_t((-1 - problem_.synapses[y].from) * channels_ + c) * std::size_t(shape_.stride) + std::size_t(problem_.synapses[y].to)] +=
              g.weights[y][std::size_t(c)];
    std::copy_n(g.inputs.begin(), std::min(g.inputs.size(), pull.inputs.size()), pull.inputs.begin());
    add(pull.parameters, g.parameters);
    add(pull.initial, g.initial);
    return g.clipped;
  }

 private:
  static bool largest(const EventWindow& w) { return w.ask == EventWindow::Ask::maximum; }
  void add(double* rows, const std::vector<std::vector<double>>& g) const {
    for (std::size_t k = 0; rows && k < g.size(); ++k)
      for (int u = 0; u < shape_.units; ++u) rows[k * std::size_t(shape_.stride) + std::size_t(u)] += g[k][std::size_t(u)];
  }
  std::unique_ptr<ExactNetwork> network_;
  EventLayerShape shape_;
  std::size_t parameters_, states_;
  int channels_, sources_;
  ExactProblem problem_;
  std::vector<EventWindow> windows_;
  std::vector<double> time_, observed_, measured_;
  std::vector<int> unit_;
};

}  // namespace

std::unique_ptr<EventLayer> exact_layer(std::unique_ptr<ExactNetwork> network, const LayerPlan& plan, const EventLayerShape& shape, int sources) {
  return std::make_unique<ExactLayer>(std::move(network), plan, shape, sources);
}

}  // namespace snnflow

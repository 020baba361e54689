// What samples send, on the clock's steps: spikes as lists, traces as numbers.
#include "model/clock_worker.hpp"

#include <algorithm>

namespace snnflow {

// Input as numbers: step after step, one sample beside the other; what a sample lacks at its end is zero.
template <class R>
void ClockWorker<R>::hear_traces(std::span<const Encoded> samples) {
  const std::size_t channels = std::size_t(plan_.inputs), width = channels * std::size_t(samples_);
  trace_.zero(std::size_t(steps_) * width);
  input_.first.assign(std::size_t(steps_ * samples_) + 1, 0);
  input_.count = 0;
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const auto& values = samples[s].sample.values;
    for (std::size_t i = 0; i < std::min(values.size(), std::size_t(steps_) * channels); ++i)
      trace_[i / channels * width + s * channels + i % channels] = R(values[i]);
  }
}

// One sample: its spikes are in order of time already.
template <class R>
void ClockWorker<R>::hear_one(const Sample& sample) {
  const bool binary = plan_.clock.bins == ClockSettings::Bins::binary;
  const double dt = plan_.clock.dt;
  input_.first.resize(std::size_t(steps_) + 1);
  input_.index.resize(sample.time.size());
  heard_.assign(binary ? std::size_t(plan_.inputs) : 0, -1);
  int n = 0, at = 0;
  input_.first[0] = 0;
  for (std::size_t i = 0; i < sample.time.size(); ++i) {
    const int step = std::min(steps_ - 1, int(sample.time[i] / dt)), unit = sample.unit[i];
    while (at < step) input_.first[std::size_t(++at)] = n;
    if (binary) {
      if (heard_[std::size_t(unit)] == step) continue;
      heard_[std::size_t(unit)] = step;
    }
    input_.index[std::size_t(n++)] = unit;
  }
  while (at < steps_) input_.first[std::size_t(++at)] = n;
  input_.count = n;
}

// Input spikes to lists: t belongs to step floor(t / dt), t_end to the last.
template <class R>
void ClockWorker<R>::hear(std::span<const Encoded> samples) {
  const int rows = steps_ * samples_;
  std::vector<int>& first = input_.first;
  first.assign(std::size_t(rows) + 1, 0);
  auto step_of = [&](double t) { return std::min(steps_ - 1, int(t / plan_.clock.dt)); };
  const bool binary = plan_.clock.bins == ClockSettings::Bins::binary;
  if (samples_ == 1) return hear_one(samples[0].sample);
  // A channel's spikes of one step follow each other in no order: remember where it fired last.
  std::vector<int> last(binary ? std::size_t(plan_.inputs) : 0);
  auto each = [&](auto&& f) {
    for (int s = 0; s < samples_; ++s) {
      std::fill(last.begin(), last.end(), -1);
      const Sample& x = samples[std::size_t(s)].sample;
      for (std::size_t i = 0; i < x.time.size(); ++i) {
        const int step = step_of(x.time[i]), unit = x.unit[i];
        if (binary && last[std::size_t(unit)] == step) continue;
        if (binary) last[std::size_t(unit)] = step;
        f(step * samples_ + s, unit);
      }
    }
  };
  each([&](int row, int) { ++first[std::size_t(row) + 1]; });
  for (int r = 0; r < rows; ++r) first[std::size_t(r) + 1] += first[std::size_t(r)];
  input_.count = first[std::size_t(rows)];
  input_.index.resize(std::size_t(input_.count));
  std::vector<int>& place = input_.source_first;
  place.assign(first.begin(), first.end());
  each([&](int row, int unit) { input_.index[std::size_t(place[std::size_t(row)]++)] = unit; });
}

template void ClockWorker<float>::hear_traces(std::span<const Encoded>);
template void ClockWorker<double>::hear_traces(std::span<const Encoded>);
template void ClockWorker<float>::hear(std::span<const Encoded>);
template void ClockWorker<double>::hear(std::span<const Encoded>);

}  // namespace snnflow

// What readers of arrays share: the samples of a file held in memory, in the forms that data can have.
#pragma once
#include <algorithm>
#include <cmath>

#include "splits.hpp"

namespace snnflow {

// The samples of one file. Either spikes, or rows of numbers (values, or a trace of several steps).
struct Held {
  // Times in ms, of all samples, one after the other; in double where the file has doubles.
  std::vector<float> time;
  std::vector<double> exact_time;
  std::vector<std::uint32_t> unit;
  std::vector<std::int64_t> first;  // [sample + 1], into time and unit
  std::vector<float> numbers;       // [sample][step][channel]
  std::vector<int> labels;
  std::vector<double> targets;  // [sample][target]
  std::int64_t samples = 0;
  int channels = 0, steps = 1, target_count = 0;
  bool has_spikes = false;

  int largest_label() const {
    int most = -1;
    for (int l : labels) most = l > most ? l : most;
    return most;
  }
  // Takes the sizes of rows of numbers. `array` names it where it cannot be that.
  void shape(const std::vector<std::int64_t>& sizes, const std::string& array) {
    if (sizes.size() != 2 && sizes.size() != 3)
      throw Refused(array + " must be [sample][channel] or [sample][step][channel]", "reshape it");
    const std::int64_t step_count = sizes.size() == 3 ? sizes[1] : 1;
    if (sizes.back() > most_channels || step_count > 1 << 24)
      throw Refused(array + " has too many channels or steps",
                    "there may be 4194304 channels and 16777216 steps");
    if (sizes.back() == 0 || step_count == 0)
      throw Refused(array + " has no numbers in a sample",
                    "each needs a channel, and a step if it has steps");
    samples = sizes[0];
    steps = int(step_count);
    channels = int(sizes.back());
  }
  // Once the numbers are there, in the single precision in which they are kept.
  void must_be_finite(const std::string& array) const {
    const auto bad = std::find_if(numbers.begin(), numbers.end(), [](float x) { return !std::isfinite(x); });
    if (bad == numbers.end()) return;
    const std::int64_t sample = (bad - numbers.begin()) / (std::int64_t(steps) * channels);
    throw Refused(
        array + " holds numbers that are not finite, or too large for single precision, first in sample " +
            std::to_string(sample),
        "leave such samples out");
  }
  // Takes targets; the samples are known by now.
  void take_targets(const std::vector<std::int64_t>& sizes, std::vector<double> given,
                    const std::string& array) {
    if (sizes.empty() || sizes.size() > 2 || sizes[0] != samples)
      throw Refused(array + " must be [sample][target]", "reshape it");
    if (sizes.size() == 2 && sizes[1] > most_channels)
      throw Refused(array + " has too many targets", "there may be 4194304");
    target_count = int(sizes.size() == 2 ? sizes[1] : 1);
    targets = std::move(given);
    for (std::size_t i = 0; i < targets.size(); ++i)
      if (!std::isfinite(targets[i]))
        throw Refused(array + " holds numbers that are not finite, first in sample " +
                          std::to_string(i / std::size_t(target_count)),
                      "leave such samples out");
  }
  void sample(std::int64_t index, Sample& out) const {
    out.clear();
    const std::size_t i = std::size_t(index);
    if (has_spikes)
      for (std::int64_t k = first[i]; k < first[i + 1]; ++k) {
        out.time.push_back(exact_time.empty() ? double(time[std::size_t(k)]) : exact_time[std::size_t(k)]);
        out.unit.push_back(int(unit[std::size_t(k)]));
      }
    else {
      const std::size_t n = std::size_t(steps) * std::size_t(channels);
      out.values.assign(numbers.begin() + std::ptrdiff_t(i * n),
                        numbers.begin() + std::ptrdiff_t((i + 1) * n));
    }
    if (!labels.empty()) out.label = labels[i];
    for (int t = 0; t < target_count; ++t)
      out.target.push_back(targets[i * std::size_t(target_count) + std::size_t(t)]);
  }
  // Spikes of each sample in order of time, ties by channel.
  void sort() { exact_time.empty() ? sort(time) : sort(exact_time); }

 private:
  template <class T>
  void sort(std::vector<T>& times);
};

template <class T>
void Held::sort(std::vector<T>& times) {
  std::vector<std::pair<T, std::uint32_t>> one;
  for (std::size_t i = 0; i + 1 < first.size(); ++i) {
    bool sorted = true;
    for (std::int64_t k = first[i] + 1; k < first[i + 1]; ++k)
      sorted &= times[std::size_t(k - 1)] <= times[std::size_t(k)];
    if (sorted) continue;
    one.clear();
    for (std::int64_t k = first[i]; k < first[i + 1]; ++k)
      one.emplace_back(times[std::size_t(k)], unit[std::size_t(k)]);
    std::stable_sort(one.begin(), one.end());
    for (std::size_t k = 0; k < one.size(); ++k) {
      times[std::size_t(first[i]) + k] = one[k].first;
      unit[std::size_t(first[i]) + k] = one[k].second;
    }
  }
}

// A label as a file holds it, checked; `where` is for the message: "'labels', row 3,".
inline int checked_label(double l, const std::string& where) {
  if (l >= 0 && l < most_classes && l == double(int(l))) return int(l);
  const bool whole = l > -1e15 && l < 1e15 && l == double(std::int64_t(l));
  const std::string written = whole ? std::to_string(std::int64_t(l)) : std::to_string(l);
  throw Refused(where + " holds " + written + ", which is no label",
                "labels are whole numbers that count from 0");
}

// The shape that all splits agree on; what does not fit is an issue.
inline DataShape shape_of(const Splits<Held>& splits, Opening& opening, const std::string& path, int channels,
                          int classes) {
  DataShape shape;
  int most_channel = channels, label = -1;
  const Held* first = splits.file(0);
  for (int s = 0; s < 3; ++s) {
    const Held* held = splits.file(s);
    if (!held || !first) continue;
    most_channel = std::max(most_channel, held->channels);
    label = std::max(label, held->largest_label());
    shape.form = held->has_spikes  ? DataShape::Form::spikes
                 : held->steps > 1 ? DataShape::Form::trace
                                   : DataShape::Form::values;
    shape.targets = std::max(shape.targets, held->target_count);
    const bool fits = held->has_spikes == first->has_spikes && held->steps == first->steps &&
                      (held->has_spikes || held->channels == first->channels);
    const std::string name = split_names[std::size_t(s)];
    if (!fits)
      opening.issues().error(splits.part(s).place,
                             "the " + name + " split has another shape than the training split",
                             "name files of one kind", path + "." + name);
  }
  if (channels > 0 && most_channel > channels)
    opening.issues().error(opening.place("channels"),
                           "there are spikes in channel " + std::to_string(most_channel - 1) +
                               ", but channels = " + std::to_string(channels),
                           "raise it, or leave it out", path + ".channels");
  shape.shape = {std::max(1, most_channel)};
  shape.classes = shape.targets ? 0 : std::max(classes, label + 1);
  return shape;
}

}  // namespace snnflow

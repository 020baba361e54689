// /metrics, /layers and /predictions: what was counted, by epoch, layer and sample. What is missing is NaN.
#include <algorithm>
#include <limits>

#include "record/names.hpp"
#include "record/run_parts.hpp"

namespace snnflow {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double at(const std::vector<double>& values, std::size_t i) {
  return i < values.size() ? values[i] : kMissing;
}

// Calls `put` with the name, kind, true name and getter of each figure of a split.
template <class Put>
void each_figure(const RunInfo& info, Put&& put) {
  const FigureNames names = figure_names(info);
  put("loss", "loss", "loss", [](const SplitResult& s) { return s.loss; });
  for (std::size_t i = 0; i < names.terms.size(); ++i)
    put(names.terms[i], "term", info.terms[i], [i](const SplitResult& s) { return at(s.terms, i); });
  for (std::size_t i = 0; i < names.metrics.size(); ++i)
    put(names.metrics[i], "metric", info.metrics[i], [i](const SplitResult& s) { return at(s.metrics, i); });
}

void describe(RunDraft& run, const std::string& path, const std::string& kind, const std::string& name) {
  run.file.attribute(path, "kind", kind);
  run.file.attribute(path, "name", name);
  const auto metric = std::find(run.info.metrics.begin(), run.info.metrics.end(), name);
  const auto i = static_cast<std::size_t>(metric - run.info.metrics.begin());
  if (kind == "metric" && i < run.info.metric_more.size())
    run.file.attribute(path, "better", run.info.metric_more[i]);
}

// A split's curves over the epochs; `selected` is what the final result says of it.
void put_split(RunDraft& run, const std::string& name, SplitResult EpochResult::*split,
               const std::vector<EpochResult>& results, const SplitResult* selected) {
  const bool present =
      std::any_of(results.begin(), results.end(), [&](const auto& r) { return (r.*split).present; });
  if (!present) return;
  each_figure(run.info,
              [&](const std::string& figure, const char* kind, const std::string& true_name, auto&& get) {
                std::vector<double> curve;
                for (const EpochResult& r : results)
                  curve.push_back((r.*split).present ? get(r.*split) : kMissing);
                const std::string path = "/metrics/" + name + "/" + figure;
                run.file.write<double>(path, curve, {curve.size()});
                run.axes.attach(path, {"/epoch"});
                describe(run, path, kind, true_name);
                if (selected && selected->present) run.file.attribute(path, "selected", get(*selected));
              });
}

void put_test(RunDraft& run, const SplitResult& test) {
  if (!test.present) return;
  each_figure(run.info,
              [&](const std::string& figure, const char* kind, const std::string& true_name, auto&& get) {
                const std::string path = "/metrics/test/" + figure;
                const double value = get(test);
                run.file.write<double>(path, {&value, 1}, {});
                describe(run, path, kind, true_name);
              });
}

template <class T, class Get>
void put_curve(RunDraft& run, const std::string& path, const std::vector<EpochResult>& results, Get&& get,
               const char* doc) {
  std::vector<T> curve;
  for (const EpochResult& r : results) curve.push_back(get(r));
  run.file.write<T>(path, curve, {curve.size()});
  run.axes.attach(path, {"/epoch"});
  run.file.attribute(path, "doc", doc);
}

template <class Get>
void put_layers(RunDraft& run, const std::string& path, const std::vector<EpochResult>& results, Get&& get,
                const char* doc) {
  const std::size_t layers = run.info.layers.size();
  std::vector<double> table;
  for (const EpochResult& r : results)
    for (std::size_t l = 0; l < layers; ++l)
      table.push_back(l < r.layers.size() ? get(r, r.layers[l]) : kMissing);
  run.file.write<double>(path, table, {results.size(), layers});
  run.axes.attach(path, {"/epoch", "/layer"});
  run.file.attribute(path, "doc", doc);
}

}  // namespace

FigureNames figure_names(const RunInfo& info) {
  FigureNames names;
  const auto members = [](const std::vector<std::string>& from) {
    std::vector<std::string> to;
    for (const std::string& name : from) to.push_back(member_name(name));
    return to;
  };
  std::vector<std::string> taken = {"loss"};
  names.metrics = unique_names(members(info.metrics), taken);
  taken.insert(taken.end(), names.metrics.begin(), names.metrics.end());
  names.terms = members(info.terms);
  for (std::string& term : names.terms)
    if (std::find(taken.begin(), taken.end(), term) != taken.end()) term += ".term";
  names.terms = unique_names(names.terms, taken);
  return names;
}

void put_metrics(RunDraft& run, const std::vector<EpochResult>& results,
                 const std::optional<FinalResult>& final) {
  run.file.group("/metrics");
  put_split(run, "train", &EpochResult::train, results, final ? &final->train : nullptr);
  put_split(run, "valid", &EpochResult::valid, results, final ? &final->valid : nullptr);
  if (final) put_test(run, final->test);
  using R = EpochResult;
  using L = LayerResult;
  put_curve<std::int64_t>(
      run, "/metrics/clipped", results, [](const R& r) { return r.clipped; },
      "spikes that rose too slowly for their gradient to be trusted");
  put_curve<std::int64_t>(
      run, "/metrics/dropped", results, [](const R& r) { return r.dropped; }, "input spikes after t_end");
  put_curve<double>(
      run, "/metrics/learning_rate_factor", results, [](const R& r) { return r.learning_rate_factor; },
      "the schedule's factor of all learning rates");
  put_curve<double>(
      run, "/metrics/seconds", results, [](const R& r) { return r.seconds; }, "of training alone");
  put_curve<std::uint8_t>(
      run, "/metrics/best", results, [](const R& r) { return std::uint8_t{r.best}; },
      "1: the best epoch so far by train.select");
  put_layers(
      run, "/layers/gradient_norm", results,
      [](const R& r, const L& l) { return r.train.present ? l.gradient_norm : kMissing; },
      "Euclidean, of the layer's trained numbers, in mean over batches");
  put_layers(
      run, "/layers/spikes_per_neuron", results, [](const R&, const L& l) { return l.spikes_per_neuron; },
      "in mean over samples and units");
  put_layers(
      run, "/layers/silent_fraction", results, [](const R&, const L& l) { return l.silent_fraction; },
      "of the units: those that never fired in the epoch");
}

void put_predictions(RunDraft& run, const std::vector<Predictions>& all) {
  for (const Predictions& p : all) {
    const std::string group = "/predictions/" + member_name(p.split);
    const std::string sample = run.axes.count(group, "sample", p.labels.size());
    const auto put = [&](const std::string& name, const auto& values, const char* doc) {
      const std::string path = group + "/" + name;
      run.file.write<typename std::decay_t<decltype(values)>::value_type>(path, values, {values.size()});
      run.axes.attach(path, {sample});
      run.file.attribute(path, "doc", doc);
    };
    put("label", p.labels, "-1: none");
    std::vector<std::string> names;
    for (const std::string& metric : run.info.metrics) names.push_back(member_name(metric));
    names = unique_names(names, {"label", "sample"});
    for (std::size_t m = 0; m < names.size(); ++m) {
      if (m < p.predictions.size()) put(names[m], p.predictions[m], "what the network says");
      if (m < p.scores.size())
        put(names[m] + ".score", p.scores[m], "what this sample adds to the metric's mean");
    }
  }
}

}  // namespace snnflow

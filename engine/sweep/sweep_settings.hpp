// What [sweep] may say besides its plugins and its space; declared as all tables of the language are.
#pragma once
#include "snnflow/about.hpp"
#include "snnflow/scalar.hpp"

namespace snnflow {

/// [sweep]
struct SweepSettings {
  std::vector<double> seeds;
  Value objective, direction;
  int retries = 2;

  static constexpr auto about() {
    using M = SweepSettings;
    return snnflow::about(
        "sweep", "Many trials of one experiment: other values, other seeds.",
        param("seeds", &M::seeds)
            .optional()
            .at_least(0)
            .doc("Each point of the space once with each of these seeds; left out: with the file's own."),
        param("objective", &M::objective)
            .optional()
            .doc("What trials are compared by: \"valid.<metric>\", \"valid.loss\" or "
                 "\"valid.spikes-per-neuron\"; "
                 "or two of them. Left out: what train.select names, else the first metric."),
        param("direction", &M::direction)
            .optional()
            .doc("\"maximise\" or \"minimise\", or one for each objective. Left out: as the metric knows."),
        param("retries", &M::retries)
            .at_least(0)
            .at_most(1e6)
            .doc("How often a trial whose process died is begun again. What failed by itself is not."));
  }
};

/// sweep.budget
struct BudgetSettings {
  std::int64_t trials = 0;
  double hours = never;

  static constexpr auto about() {
    using M = BudgetSettings;
    return snnflow::about(
        "budget", "When a sweep ends.",
        param("trials", &M::trials)
            .optional()
            .at_least(1)
            .doc("Trainings in all; with several seeds each point takes as many."),
        param("hours", &M::hours)
            .above(0)
            .doc("No trial begins later than this after the command; the same command goes on."));
  }
};

}  // namespace snnflow

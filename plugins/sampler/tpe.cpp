// The tree-structured Parzen estimator: draws where good trials are dense and others are not.
#include <snnflow/kit.hpp>
#include <snnflow/pareto.hpp>
#include <snnflow/sampler.hpp>

#include "good_trials.hpp"
#include "parzen.hpp"

namespace {
using namespace snnflow;

struct TpeSampler final : Sampler {
  int startup = 10, candidates = 24, generation = 8;
  double prior_weight = 1;
  bool multivariate = true, constant_liar = true, deterministic = false;

  static constexpr auto about() {
    using M = TpeSampler;
    return snnflow::about(
               "tpe", "Parzen estimators of good trials and of the rest; draws where their ratio is largest.",
               param("startup", &M::startup).at_least(0).doc("Random trials until so many have ended."),
               param("candidates", &M::candidates).at_least(1).doc("Draws among which the best is taken."),
               param("prior_weight", &M::prior_weight)
                   .above(0)
                   .doc("Of the kernel that spans the whole range; a trial's is 1."),
               param("multivariate", &M::multivariate)
                   .doc("One kernel per trial over all dimensions under the same condition, so that what "
                        "goes well together "
                        "is found; false: each dimension by itself."),
               param("constant_liar", &M::constant_liar)
                   .doc("Running trials count as bad, so that workers spread."),
               param("deterministic", &M::deterministic)
                   .doc("The same trials for any number of workers: a generation waits for the one before."),
               param("generation", &M::generation)
                   .at_least(1)
                   .doc("Trials that may run at once where it is deterministic."))
        .source("Bergstra et al. 2011, NIPS; Watanabe 2023, arXiv:2304.11127; optuna.samplers.TPESampler");
  }

  Refusal refuse(const SearchSpace&, int objectives) const override {
    if (objectives <= 2) return {};
    return {"tpe takes one or two objectives, not " + std::to_string(objectives),
            "take sampler.random or sampler.sobol"};
  }
  std::int64_t must_have_ended(std::int64_t number) const override {
    return deterministic ? number / generation * generation : 0;
  }

  void propose(const Ask& ask, std::span<double> point) const override {
    std::vector<TrialRecord> ended, running;
    const std::int64_t known = must_have_ended(ask.number);
    for (const TrialRecord& t : ask.trials) {
      // Of its own generation, only what was proposed is looked at, and only by those proposed later.
      const bool unseen = deterministic && t.number >= known;
      if (unseen && t.number >= ask.number) continue;
      if (unseen || t.state == TrialState::running)
        running.push_back(t);
      else if (t.state != TrialState::failed)
        ended.push_back(t);
    }
    if (std::int64_t(ended.size()) < std::max(startup, 1)) return draw_uniform(ask.space, ask.random, point);
    GoodTrials parted = part(ended, ask.objectives);
    if (constant_liar) {
      parted.others.insert(parted.others.end(), running.begin(), running.end());
      std::ranges::sort(parted.others, {}, &TrialRecord::number);
    }
    std::ranges::fill(point, absent);
    for (const auto& group : groups_of(ask.space))
      if (ask.space.has(std::size_t(group[0]), point)) propose_group(ask, group, parted, point);
  }

 private:
  // Dimensions that are there under the same conditions, those asked about before those that ask.
  std::vector<std::vector<int>> groups_of(const SearchSpace& space) const {
    std::vector<std::vector<int>> groups;
    for (const int d : space.order) {
      const auto same = [&](const auto& g) {
        return space.dimensions[std::size_t(g[0])].when == space.dimensions[std::size_t(d)].when;
      };
      const auto at = multivariate ? std::ranges::find_if(groups, same) : groups.end();
      if (at == groups.end())
        groups.push_back({d});
      else
        at->push_back(d);
    }
    return groups;
  }

  // A density over a group, from the trials that have its dimensions.
  Parzen density(const SearchSpace& space, const std::vector<int>& group, std::span<const TrialRecord> trials,
                 std::span<const double> given) const {
    std::vector<const Dimension*> dimensions;
    for (const int d : group) dimensions.push_back(&space.dimensions[std::size_t(d)]);
    std::vector<std::vector<double>> columns(group.size());
    for (auto& column : columns) column.reserve(trials.size());
    std::vector<double> weights;
    for (std::size_t i = 0; i < trials.size(); ++i) {
      if (std::isnan(trials[i].point[std::size_t(group[0])])) continue;
      for (std::size_t g = 0; g < group.size(); ++g)
        columns[g].push_back(trials[i].point[std::size_t(group[g])]);
      if (!given.empty()) weights.push_back(given[i]);
    }
    if (given.empty())
      weights = weights_by_age(columns[0].size(), prior_weight);
    else
      weights.push_back(prior_weight);
    return Parzen(dimensions, columns, weights, prior_weight);
  }

  void propose_group(const Ask& ask, std::vector<int> group, const GoodTrials& parted,
                     std::span<double> point) const {
    // A range of one number has no density.
    std::erase_if(group, [&](int d) {
      const Dimension& dimension = ask.space.dimensions[std::size_t(d)];
      if (dimension.upper() > dimension.lower()) return false;
      point[std::size_t(d)] = dimension.low;
      return true;
    });
    if (group.empty()) return;
    const Parzen good = density(ask.space, group, parted.good, parted.weights);
    const Parzen rest = density(ask.space, group, parted.others, {});
    std::vector<std::vector<double>> drawn(std::size_t(candidates), std::vector<double>(group.size()));
    for (auto& d : drawn) good.draw(ask.random, d);
    const auto log_good = good.log_density(drawn), log_rest = rest.log_density(drawn);
    std::size_t best = 0;
    for (std::size_t c = 1; c < drawn.size(); ++c)
      if (log_good[c] - log_rest[c] > log_good[best] - log_rest[best]) best = c;
    for (std::size_t g = 0; g < group.size(); ++g) point[std::size_t(group[g])] = drawn[best][g];
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<TpeSampler>(); }

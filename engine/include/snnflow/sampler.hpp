// Samplers of hyperparameter sweeps: from the trials so far to the values of the next one.
#pragma once
#include <span>
#include <string>

#include "snnflow/plugin_base.hpp"
#include "snnflow/search_space.hpp"

namespace snnflow {

/// What became of a point of the search space: a running one has no objectives yet, a failed one never will.
enum class TrialState { running, done, pruned, failed };

struct TrialRecord {
  std::int64_t number = 0;  // 0, 1, ... in the order of proposals
  TrialState state = TrialState::running;
  std::span<const double> point;       // [dimension]; `absent` where the dimension is not there
  std::span<const double> objectives;  // one or two, smaller is better (the engine turns signs); may be nan;
                                       // of a pruned trial the last one seen, or empty
  std::int64_t epochs = 0;             // of a pruned trial: how far it came
};

/// A question to a sampler.
struct Ask {
  const SearchSpace& space;
  std::span<const TrialRecord> trials;  // by number
  std::int64_t number = 0;              // of the trial that is asked for
  int objectives = 1;
  Random& random;  // this trial's own stream, whoever asks and whenever
  Random& shared;  // the same stream from its beginning for every trial of the sweep
};

class Sampler : public Plugin {
 public:
  static constexpr const char* kind = "sampler";
  /// Writes the values of the asked trial to `point` ([dimension]; SearchSpace::prune sees to conditions).
  /// Depends on nothing but what is asked. The space was not refused.
  virtual void propose(const Ask& ask, std::span<double> point) const = 0;
  /// How many points there are; -1: no end.
  virtual std::int64_t points(const SearchSpace&) const { return -1; }
  /// A sampler that needs a finite space or few objectives says here what it cannot do, as a sentence without
  /// a full stop, and names the dimension that is at fault (-1: none); empty: nothing.
  struct Refusal {
    std::string reason, remedy;
    int dimension = -1;
  };
  virtual Refusal refuse(const SearchSpace&, int /*objectives*/) const { return {}; }
  /// How many trials (0, ..., n - 1) must have ended before this one is proposed; what later ones did is not
  /// looked at.
  virtual std::int64_t must_have_ended(std::int64_t /*number*/) const { return 0; }
};

/// A point drawn from every dimension's own distribution, whether it is there or not, so that no condition
/// moves another draw.
inline void draw_uniform(const SearchSpace& space, Random& random, std::span<double> point) {
  for (std::size_t d = 0; d < space.size(); ++d) point[d] = space.dimensions[d].at(random.uniform());
  space.prune(point);
}

}  // namespace snnflow

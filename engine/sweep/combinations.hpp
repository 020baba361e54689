// Which swept values are looked at together before any trial runs.
#pragma once
#include "sweep/space.hpp"

namespace snnflow {

/// Values of some dimensions, with those that their conditions ask for; absent: as the file has it.
struct Combination {
  std::vector<std::size_t> dimensions;  // what it is about
  std::vector<double> point;
};

struct Combinations {
  std::vector<Combination> list;
  bool whole = true;  // false: there are more than were asked for
};

/// All of a choice, the ends of a range.
std::vector<double> values_to_try(const Dimension& dimension);

/// Gives the dimensions of a point what their conditions ask for, and theirs. False where no values do that.
bool satisfy(const Space& space, std::vector<double>& point);

/// At most `most`: every combination of choices that are conditional on each other, then all pairs of values
/// of any two of `dimensions`. Each once; none of one value alone.
Combinations combinations(const Space& space, const std::vector<std::size_t>& dimensions, std::size_t most);

}  // namespace snnflow

// The experiment of one trial: the file with the values of a point written into it.
#pragma once
#include "base/path.hpp"
#include "sweep/sweep.hpp"

namespace snnflow {

/// Writes one swept value; answers what stands in the way, if anything does.
std::string write_swept(Value& root, const Space& space, std::size_t dimension, double coordinate);

/// `root` with every value of a point; short paths first, so that a plugin is chosen before its parameters
/// are set. An Error where a value cannot be written: branches were resolved, so that is rare.
Value with_point(const Value& root, const Space& space, std::span<const double> point);

/// The same of a sweep, under the seed of a trial and without [sweep].
Value trial_root(const Sweep& sweep, std::span<const double> point, std::int64_t trial);

/// The file as it stands, for a plan: where it holds several plugins at a swept path, the first that the
/// space names; but not at paths that have a value in `point`, which was written already.
Value standing_root(const Value& root, const Space& space, std::span<const double> point = {});

/// What each swept path may be called among the others: its last keys, as many as tell it apart.
std::vector<std::string> short_names(const Space& space);

/// "size = 20, lr = 0.01": by short names and with short numbers, for people.
std::string point_text(const Space& space, std::span<const double> point);

}  // namespace snnflow

// sweep.h5: all trials of a sweep in one file, with named axes.
#pragma once
#include <string>

#include "sweep/store.hpp"
#include "sweep/sweep.hpp"

namespace snnflow {

/// Replaces the file at `path` as a whole; Error 74 where that cannot be. `folder`: of the sweep, whose
/// trials' run.h5 give the curves: nan where a trial has none. Laid out as schemas/result-file.md says.
void export_hdf5(const std::string& path, const Sweep& sweep, const std::string& folder,
                 const std::vector<StoredTrial>& trials);

}  // namespace snnflow

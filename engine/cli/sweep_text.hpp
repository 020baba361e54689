// What a sweep has found, for people and for programs.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "sweep/summary.hpp"

namespace snnflow::cli {

/// The table of the best points, what mattered, what failed.
std::string sweep_text(const Sweep& sweep, const SweepSummary& summary);

/// The same as one object; `status`: done, interrupted, out-of-time; of one that is looked at: done, running,
/// waiting for somebody to work on it.
nlohmann::ordered_json sweep_json(const Sweep& sweep, const SweepSummary& summary, const std::string& folder,
                                  const std::string& status);

/// "0.9320 +- 0.0021 (3 runs)"
std::string spread_text(const Spread& spread);

}  // namespace snnflow::cli

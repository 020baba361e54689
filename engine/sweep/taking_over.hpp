// What the dead leave behind is run by others, or given up.
#pragma once
#include <optional>
#include <set>

#include "sweep/store_view.hpp"
#include "sweep/trial_table.hpp"
#include "sweep/workers.hpp"

namespace snnflow {

struct TakenOver {
  std::optional<Claim> claim;
  bool given_up = false;  // trials have failed, which the view does not know yet
};

/// The first trial, in the order of numbers, whose worker is dead, or that nobody runs; or one of our own
/// whose claim was not answered: it is not among `mine`. Where a worker died on it for the `most_attempts`th
/// time it fails. In a transaction, after the view was refreshed.
TakenOver take_over(const StoreView& view, Workers& workers, TrialTable& table,
                    const std::set<std::int64_t>& mine, int most_attempts);

}  // namespace snnflow

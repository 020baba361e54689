// Liveness is asked for once per call, for all workers that run something.
#include "sweep/taking_over.hpp"

#include <algorithm>
#include <span>

#include "base/text.hpp"

namespace snnflow {
namespace {

std::span<const StoredTrial> open_ones(const StoreView& view) {
  return std::span(view.trials).subspan(std::size_t(view.ended));
}

bool runs(const StoredTrial& trial, const std::string& worker) {
  return trial.point.state == TrialState::running && trial.worker == worker;
}

std::set<std::string> dead_workers(const StoreView& view, Workers& workers) {
  std::set<std::string> others;
  for (const StoredTrial& t : open_ones(view))
    if (t.point.state == TrialState::running && !t.worker.empty() && t.worker != workers.me())
      others.insert(t.worker);
  return others.empty() ? others : workers.dead_among(others);
}

}  // namespace

TakenOver take_over(const StoreView& view, Workers& workers, TrialTable& table,
                    const std::set<std::int64_t>& mine, int most_attempts) {
  TakenOver answer;
  const std::string& me = workers.me();
  const std::set<std::string> dead = dead_workers(view, workers);
  std::span<const StoredTrial> rest = open_ones(view);
  while (!rest.empty() && !answer.claim) {
    const StoredTrial& t = rest.front();
    rest = rest.subspan(1);
    const std::int64_t number = t.point.number;
    if (t.point.state != TrialState::running) continue;
    if (t.worker == me) {
      if (!mine.contains(number)) answer.claim = table.take(t, 0, me);
    } else if (t.worker.empty()) {
      answer.claim = table.take(t, 1, me);
    } else if (dead.contains(t.worker)) {
      if (t.attempts < most_attempts) {
        answer.claim = table.take(t, 1, me);
      } else {
        table.give_up(number, "its workers died, " + plural(t.attempts, "time"));
        answer.given_up = true;
      }
    }
  }
  for (const std::string& worker : dead)
    if (std::ranges::none_of(rest, [&](const StoredTrial& t) { return runs(t, worker); }))
      workers.forget(worker);
  return answer;
}

}  // namespace snnflow

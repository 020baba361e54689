// Rows carry numbers that grow with every change.
#include "sweep/store_view.hpp"

#include <cmath>

#include "sweep/rows.hpp"

namespace snnflow {

void StoreView::refresh(soci::session& sql) {
  std::int64_t number = 0, epochs = 0, newest = 0;
  int attempts = 0;
  std::string state, point, objectives, worker, reason;
  soci::statement rows =
      (sql.prepare << "SELECT number, state, point, objectives, epochs, worker, attempts, reason, revision"
                      " FROM trial WHERE revision > :r ORDER BY revision",
       soci::use(revision_), soci::into(number), soci::into(state), soci::into(point), soci::into(objectives),
       soci::into(epochs), soci::into(worker), soci::into(attempts), soci::into(reason), soci::into(newest));
  std::int64_t reached = revision_;
  for (rows.execute(); rows.fetch(); reached = newest) {
    const auto at = std::size_t(number);
    if (at >= points.size()) trials.resize(at + 1), points.resize(at + 1), curves.resize(at + 1);
    points[at] = {number, state_named(state), numbers_of(point), numbers_of(objectives), epochs};
    trials[at] = {points[at], worker, reason, attempts};
    if (worker.empty()) curves[at].clear();  // to be run from the start
    ended = std::min(ended, number);
  }
  revision_ = reached;
  while (std::size_t(ended) < points.size() && points[std::size_t(ended)].state != TrialState::running)
    ++ended;
}

void StoreView::refresh_curves(soci::session& sql) {
  std::int64_t id = 0, trial = 0, epoch = 0;
  double objective = 0;
  soci::indicator there = soci::i_ok;
  soci::statement rows =
      (sql.prepare << "SELECT id, trial, epoch, objective FROM epoch WHERE id > :i ORDER BY id",
       soci::use(told_), soci::into(id), soci::into(trial), soci::into(epoch), soci::into(objective, there));
  std::int64_t reached = told_;
  for (rows.execute(); rows.fetch(); reached = id) {
    if (epoch < 1 || std::size_t(trial) >= curves.size()) continue;
    auto& curve = curves[std::size_t(trial)];
    if (curve.size() < std::size_t(epoch)) curve.resize(std::size_t(epoch), std::nan(""));
    curve[std::size_t(epoch - 1)] = there == soci::i_ok ? objective : std::nan("");
  }
  told_ = reached;
}

}  // namespace snnflow

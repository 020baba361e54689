// Rows carry numbers that grow with every change.
#include "sweep/store_view.hpp"

#include <cmath>

#include "sweep/rows.hpp"

namespace snnflow {

namespace {

struct ChangedTrials {
  std::int64_t since = 0, number = 0, epochs = 0, revision = 0;
  int attempts = 0;
  std::string state, point, objectives, worker, reason;
  soci::statement rows;
  explicit ChangedTrials(soci::session& sql)
      : rows((sql.prepare << "SELECT number, state, point, objectives, epochs, worker, attempts, reason,"
                             " revision FROM trial WHERE revision > :r ORDER BY revision",
              soci::use(since), soci::into(number), soci::into(state), soci::into(point),
              soci::into(objectives), soci::into(epochs), soci::into(worker), soci::into(attempts),
              soci::into(reason), soci::into(revision))) {}
};

struct NewEpochs {
  std::int64_t since = 0, id = 0, trial = 0, epoch = 0;
  double objective = 0;
  soci::indicator there = soci::i_ok;
  soci::statement rows;
  explicit NewEpochs(soci::session& sql)
      : rows((sql.prepare << "SELECT id, trial, epoch, objective FROM epoch WHERE id > :i ORDER BY id",
              soci::use(since), soci::into(id), soci::into(trial), soci::into(epoch),
              soci::into(objective, there))) {}
};

}  // namespace

void StoreView::refresh(Database& database) {
  ChangedTrials& t = database.kept<ChangedTrials>();
  t.since = revision_;
  std::int64_t reached = revision_;
  for (t.rows.execute(); t.rows.fetch(); reached = t.revision) {
    const auto at = std::size_t(t.number);
    if (at >= points.size()) trials.resize(at + 1), points.resize(at + 1), curves.resize(at + 1);
    points[at] = {t.number, state_named(t.state), numbers_of(t.point), numbers_of(t.objectives), t.epochs};
    trials[at] = {points[at], t.worker, t.reason, t.attempts};
    if (t.worker.empty()) curves[at].clear();  // to be run from the start
    ended = std::min(ended, t.number);
  }
  revision_ = reached;
  while (std::size_t(ended) < points.size() && points[std::size_t(ended)].state != TrialState::running)
    ++ended;
}

void StoreView::refresh_curves(Database& database) {
  NewEpochs& e = database.kept<NewEpochs>();
  e.since = told_;
  std::int64_t reached = told_;
  for (e.rows.execute(); e.rows.fetch(); reached = e.id) {
    if (e.epoch < 1 || std::size_t(e.trial) >= curves.size()) continue;
    auto& curve = curves[std::size_t(e.trial)];
    if (curve.size() < std::size_t(e.epoch)) curve.resize(std::size_t(e.epoch), std::nan(""));
    curve[std::size_t(e.epoch - 1)] = e.there == soci::i_ok ? e.objective : std::nan("");
  }
  told_ = reached;
}

}  // namespace snnflow

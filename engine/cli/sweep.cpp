// `snnflow sweep status | best | retry | export`.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <iostream>

#include "base/text.hpp"
#include "cli/sweep_run.hpp"
#include "cli/sweep_text.hpp"
#include "plan/describe.hpp"
#include "sweep/export_hdf5.hpp"
#include "sweep/export_optuna.hpp"
#include "sweep/sweep_folder.hpp"
#include "sweep/trial_file.hpp"

namespace snnflow::cli {
namespace {

std::string folder_of(const Options& o) {
  if (!o.folder.empty()) return o.folder;
  if (const auto newest = newest_sweep("runs")) return *newest;
  throw Error("there is no sweep below runs; name its folder", Exit::usage);
}

// The sweep and its store, without entering it as a worker that claims.
struct Looked {
  std::string folder;
  OpenedSweep opened;
  Store store;
  explicit Looked(const Options& o)
      : folder(folder_of(o)), opened(open_sweep(o, folder)), store(folder, store_settings(o)) {
    if (!opened.loaded.good()) throw Error("the sweep in '" + folder + "' cannot be read here");
  }
  const Sweep& sweep() const { return *opened.loaded.sweep; }
};

std::string progress_text(const Looked& l, const SweepSummary& s,
                          const std::vector<std::vector<double>>& curves) {
  std::string out;
  for (const StoredTrial& t : s.trials) {
    if (t.point.state != TrialState::running) continue;
    const auto at = std::size_t(t.point.number);
    const std::vector<double> curve = at < curves.size() ? curves[at] : std::vector<double>{};
    out += fmt::format("  trial {:<4} epoch {}/{}", t.point.number, curve.size(), l.sweep().epochs);
    if (!curve.empty() && !std::isnan(curve.back())) out += fmt::format("  {:.4f}", curve.back());
    out += fmt::format("  {}  {}\n", point_text(l.sweep().space, t.point.point),
                       t.worker.empty() ? "waits" : t.worker);
  }
  return out.empty() ? "" : "in flight\n" + out;
}

}  // namespace

int sweep_status(const Options& o) {
  Looked l(o);
  const SweepSummary s = summarise(l.sweep(), l.store.trials(), true);
  const bool finished = s.ended() == l.sweep().trials();
  const bool works = l.store.others_work();
  const std::string status = finished ? "done" : works ? "running" : "waiting";
  if (o.json) {
    auto j = sweep_json(l.sweep(), s, l.folder, status);
    const auto curves = l.store.curves();
    for (auto& t : j["in_flight"]) t["epoch"] = curves.at(t["trial"].get<std::size_t>()).size();
    std::cout << j.dump() << "\n";
    return Exit::done;
  }
  const std::int64_t all = l.sweep().trials();
  std::cout << l.folder << ": "
            << (all < 0 ? std::to_string(s.ended()) + " trials ended"
                        : std::to_string(s.ended()) + " of " + plural(all, "trial") + " ended")
            << (finished ? ""
                : works  ? ", running"
                         : ", nobody works on it")
            << "\n"
            << progress_text(l, s, l.store.curves()) << sweep_text(l.sweep(), s);
  return Exit::done;
}

int sweep_best(const Options& o) {
  Looked l(o);
  const SweepSummary s = summarise(l.sweep(), l.store.trials(), false);
  if (s.best.empty()) throw Error("no trial of the sweep in '" + l.folder + "' is done", Exit::failed);
  const std::int64_t trial = s.trial_of(l.sweep(), s.best[0]);
  const Gathered& point = s.points[s.best[0]];
  Loaded best;
  best.document = {trial_root(l.sweep(), point.point.point, trial), l.sweep().sources};
  resolve_loaded(l.opened.options, l.opened.registry, true, best);
  if (!best.good()) return Exit::bad_input;
  std::cout << "# trial " << trial << " of " << l.folder << ": " << l.sweep().objectives[0].name << " "
            << spread_text(point.spreads[0]) << "; " << point_text(l.sweep().space, point.point.point) << "\n"
            << plan_toml(best.plan);
  return Exit::done;
}

int sweep_retry(const Options& o) {
  Looked l(o);
  const std::int64_t again = l.store.retry_failed();
  std::cout << plural(again, "failed trial") << " will be run again"
            << (again ? ": snnflow run --resume " + l.folder : "") << "\n";
  return Exit::done;
}

int sweep_export(const Options& o) {
  if (!o.out.empty() && !o.optuna.empty())
    throw Error("--out names the HDF5 file, and --optuna a file instead of it; give one of them",
                Exit::usage);
  Looked l(o);
  const std::vector<StoredTrial> trials = l.store.trials();
  const std::string path = !o.optuna.empty() ? o.optuna : !o.out.empty() ? o.out : l.folder + "/sweep.h5";
  if (o.optuna.empty())
    export_hdf5(path, l.sweep(), l.folder, trials);
  else
    export_optuna(path, l.sweep(), std::filesystem::path(l.opened.options.experiment).stem().string(), trials,
                  l.store.curves());
  std::cout << path << "\n";
  return Exit::done;
}

}  // namespace snnflow::cli

// Swept values, states and seeds lie along the axis of trials; figures along trials and epochs.
#include "sweep/export_hdf5.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"
#include "plan/describe.hpp"
#include "record/axes.hpp"
#include "record/disk.hpp"
#include "record/run_file.hpp"
#include "sweep/rows.hpp"
#include "sweep/trial_run.hpp"

namespace snnflow {
namespace {

constexpr std::int64_t layout = 1;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// A name as HDF5 takes it.
std::string link_name(std::string name) {
  std::ranges::replace(name, '/', '_');
  return name;
}

// The figures of all trials, each a table of trials and epochs, by "valid/ttfs-accuracy".
class Figures {
 public:
  explicit Figures(std::size_t trials) : trials_(trials) {}

  void add(std::size_t trial, const StoredRun& run) {
    for (const EpochResult& r : run.results) {
      epochs_ = std::max(epochs_, std::size_t(r.epoch) + 1);
      split("train", trial, r.epoch, r.train, run.info);
      split("valid", trial, r.epoch, r.valid, run.info);
    }
    if (run.status == "done") split("test", trial, run.selected_epoch, run.test, run.info);
  }
  std::size_t epochs() const { return epochs_; }
  // Each figure with its table; a figure of the test split has one value per trial.
  template <class F>
  void each(F&& f) const {
    for (const auto& [name, values] : found_) {
      const bool test = name.starts_with("test/");
      const std::size_t wide = test ? 1 : epochs_;
      std::vector<double> table(trials_ * wide, missing);
      for (const auto& v : values) table[v.trial * wide + (test ? 0 : v.epoch)] = v.value;
      f(name, table, test);
    }
  }

 private:
  struct At {
    std::size_t trial, epoch;
    double value;
  };
  void split(const std::string& name, std::size_t trial, int epoch, const SplitResult& s,
             const RunInfo& info) {
    if (!s.present) return;
    const auto put = [&](const std::string& figure, double x) {
      found_[name + "/" + link_name(figure)].push_back({trial, std::size_t(epoch), x});
    };
    put("loss", s.loss);
    for (std::size_t m = 0; m < s.metrics.size() && m < info.metrics.size(); ++m)
      put(info.metrics[m], s.metrics[m]);
  }

  std::size_t trials_, epochs_ = 0;
  std::map<std::string, std::vector<At>> found_;
};

class Exporter {
 public:
  Exporter(const std::string& path, const Sweep& sweep, const std::vector<StoredTrial>& trials)
      : file_(path), axes_(file_), sweep_(sweep), trials_(trials) {
    std::vector<std::int64_t> numbers;
    for (const StoredTrial& t : trials) numbers.push_back(t.point.number);
    axes_.scale("/", "trial", numbers);
  }

  void origin(const std::string& toml) {
    file_.attribute("/", "snnflow_sweep_layout", layout);
    file_.attribute("/", "toml", toml);
    file_.attribute("/", "sweep", json_line(sweep_.resolved));
    std::vector<std::string> names, directions;
    for (const Objective& o : sweep_.objectives)
      names.push_back(o.name), directions.push_back(direction_name(o.direction));
    file_.attribute("/", "objectives", names);
    file_.attribute("/", "directions", directions);
  }

  void rows() {
    column("/state", [](const StoredTrial& t) { return state_name(t.point.state); });
    column("/reason", [](const StoredTrial& t) { return t.reason; });
    column("/seed", [&](const StoredTrial& t) { return sweep_.seed_of(t.point.number); });
    column("/attempts", [](const StoredTrial& t) { return std::int64_t(t.attempts); });
    for (std::size_t m = 0; m < sweep_.objectives.size(); ++m)
      column("/objective/" + link_name(sweep_.objectives[m].name), [m](const StoredTrial& t) {
        const bool told = t.point.state != TrialState::running && m < t.point.objectives.size();
        return told ? t.point.objectives[m] : missing;
      });
    for (std::size_t d = 0; d < sweep_.space.size(); ++d) value(d);
  }

  void figures(const Figures& figures) {
    std::vector<std::int64_t> epochs(figures.epochs());
    for (std::size_t e = 0; e < epochs.size(); ++e) epochs[e] = std::int64_t(e);
    if (!epochs.empty()) axes_.scale("/", "epoch", epochs);
    figures.each([&](const std::string& name, const std::vector<double>& table, bool test) {
      const std::string path = "/metrics/" + name;
      if (test) {
        file_.write<double>(path, table, {trials_.size()});
        return attach(path, {"/trial"});
      }
      file_.write<double>(path, table, {trials_.size(), epochs.size()});
      attach(path, {"/trial", "/epoch"});
    });
  }

  void commit() { file_.commit(); }

 private:
  // What netCDF's conventions call the coordinates of a dataset: the swept values.
  void attach(const std::string& path, const std::vector<std::string>& axes) {
    axes_.attach(path, axes);
    if (!values_.empty() && !path.starts_with("/value/"))
      file_.attribute(path, "coordinates", join(values_, " "));
  }

  void value(std::size_t d) {
    const std::string path = "/value/" + link_name(sweep_.space.swept[d].path);
    if (sweep_.space.swept[d].choices.empty())
      column(path, [d](const StoredTrial& t) { return t.point.point[d]; });
    else
      column(path, [&](const StoredTrial& t) -> std::string {
        if (std::isnan(t.point.point[d])) return "";
        const Value v = sweep_.space.value(d, t.point.point[d]);
        return v.is_text() ? v.text() : to_toml(v);
      });
    file_.attribute(path, "path", sweep_.space.swept[d].path);
    values_.push_back(path);
  }

  // One value for each trial: texts, whole numbers or real ones, as `of` gives them.
  template <class F>
  void column(const std::string& path, F&& of) {
    using T = std::decay_t<decltype(of(trials_[0]))>;
    std::vector<T> list;
    for (const StoredTrial& t : trials_) list.push_back(of(t));
    if constexpr (std::is_same_v<T, std::string>)
      file_.texts(path, list);
    else
      file_.write<T>(path, list, {list.size()});
    attach(path, {"/trial"});
  }

  h5::NewFile file_;
  Axes axes_;
  const Sweep& sweep_;
  const std::vector<StoredTrial>& trials_;
  std::vector<std::string> values_;
};

}  // namespace

void export_hdf5(const std::string& path, const Sweep& sweep, const std::string& folder,
                 const std::vector<StoredTrial>& trials) {
  if (trials.empty()) throw Error("the sweep in '" + folder + "' has no trial yet");
  Figures figures(trials.size());
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const std::string run = trial_folder(folder, trials[i].point.number) + "/run.h5";
    if (is_there(run)) figures.add(i, read_run(run));
  }
  Exporter out(path, sweep, trials);
  out.origin(read_file_if_there(folder + "/sweep.toml").value_or(""));
  out.rows();
  out.figures(figures);
  out.commit();
}

}  // namespace snnflow

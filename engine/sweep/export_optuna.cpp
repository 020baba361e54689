// A line of JSON for the study and one for each trial, as optuna.storages.JournalStorage writes them.
#include "sweep/export_optuna.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "plan/describe.hpp"
#include "record/disk.hpp"

namespace snnflow {
namespace {

using Json = nlohmann::ordered_json;

// JournalOperation, StudyDirection and TrialState of Optuna 3 to 5.
constexpr int create_study = 0, create_trial = 4;
constexpr int state_of[] = {0, 1, 2, 3};  // running, complete, pruned, fail: in the order of ours
int direction_of(Direction d) { return d == Direction::minimise ? 1 : 2; }

// Optuna's choices are null, true, numbers and texts.
Json choice_json(const Value& v) {
  const std::string text = json_line(v);
  return v.is_array() || v.is_table() ? Json(text) : Json::parse(text);
}

std::string distribution(const Swept& swept) {
  const Dimension& d = swept.dimension;
  if (!swept.choices.empty()) {
    Json choices = Json::array();
    for (const Value& v : swept.choices) choices.push_back(choice_json(v));
    return Json{{"name", "CategoricalDistribution"}, {"attributes", {{"choices", choices}}}}.dump();
  }
  if (d.kind == Dimension::Kind::integer)
    return Json{{"name", "IntDistribution"},
                {"attributes",
                 {{"log", d.log},
                  {"step", std::llround(d.step)},
                  {"low", std::llround(d.low)},
                  {"high", std::llround(d.high)}}}}
        .dump();
  return Json{{"name", "FloatDistribution"},
              {"attributes",
               {{"step", d.step > 0 ? Json(d.step) : Json(nullptr)},
                {"low", d.low},
                {"high", d.high},
                {"log", d.log}}}}
      .dump();
}

Json trial_json(const Sweep& sweep, const StoredTrial& t, const std::vector<double>& curve) {
  const SweepPoint& p = t.point;
  Json params = Json::object(), distributions = Json::object(), epochs = Json::object(), values = nullptr;
  for (std::size_t d = 0; d < sweep.space.size(); ++d) {
    if (std::isnan(p.point[d])) continue;
    const Swept& swept = sweep.space.swept[d];
    const bool whole = swept.dimension.kind != Dimension::Kind::real;
    params[swept.path] = whole ? Json(std::llround(p.point[d])) : Json(p.point[d]);
    distributions[swept.path] = distribution(swept);
  }
  for (std::size_t e = 0; e < curve.size() && sweep.objectives.size() == 1; ++e)
    if (!std::isnan(curve[e])) epochs[std::to_string(e + 1)] = curve[e];
  const bool told = p.state == TrialState::done || p.state == TrialState::pruned;
  if (told && p.objectives.size() == sweep.objectives.size() &&
      std::ranges::none_of(p.objectives, [](double x) { return std::isnan(x); }))
    values = p.objectives;
  Json user{{"seed", sweep.seed_of(p.number)}, {"trial", p.number}};
  if (!t.reason.empty()) user["reason"] = t.reason;
  return {{"op_code", create_trial},
          {"worker_id", "snnflow"},
          {"study_id", 0},
          {"datetime_start", nullptr},
          {"state", state_of[std::size_t(p.state)]},
          {"value", nullptr},
          {"values", values},
          {"distributions", distributions},
          {"params", params},
          {"user_attrs", user},
          {"system_attrs", Json::object()},
          {"intermediate_values", epochs}};
}

}  // namespace

void export_optuna(const std::string& path, const Sweep& sweep, const std::string& name,
                   const std::vector<StoredTrial>& trials, const std::vector<std::vector<double>>& curves) {
  Json directions = Json::array();
  for (const Objective& o : sweep.objectives) directions.push_back(direction_of(o.direction));
  std::string text = Json{{"op_code", create_study},
                          {"worker_id", "snnflow"},
                          {"study_name", name},
                          {"directions", directions}}
                         .dump() +
                     "\n";
  for (std::size_t i = 0; i < trials.size(); ++i)
    text += trial_json(sweep, trials[i], i < curves.size() ? curves[i] : std::vector<double>{})
                .dump(-1, ' ', false, Json::error_handler_t::replace) +
            "\n";
  write_file(path, text);
}

}  // namespace snnflow

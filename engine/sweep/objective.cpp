// Names are looked up in each trial's own plan.
#include "sweep/objective.hpp"

#include <cmath>

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {

constexpr const char *loss_name = "loss", *spikes_name = "spikes-per-neuron";
const std::vector<std::string> direction_names{"minimise", "maximise"};

int metric_of(const Plan& plan, const std::string& name) {
  for (std::size_t m = 0; m < plan.metrics.size(); ++m)
    if (plan.metrics[m].name == name) return int(m);
  return -1;
}

std::string after_dot(const std::string& name) {
  const std::size_t dot = name.find('.');
  return dot == std::string::npos ? "" : name.substr(dot + 1);
}

// Reads one objective; the direction is the figure's own until somebody says another.
class Reader {
 public:
  Reader(Scope scope, const Plan& plan) : scope_(scope), plan_(plan) {
    for (const auto& m : plan.metrics) figures_.push_back(m.name);
    figures_.insert(figures_.end(), {loss_name, spikes_name});
  }

  std::optional<Objective> read(const Value& value) const {
    if (!value.is_text()) {
      refuse(value.place, "an objective is a text such as \"valid." + figures_[0] + "\"", {});
      return {};
    }
    const std::string& name = value.text();
    const std::string split = name.substr(0, name.find('.')), figure = after_dot(name);
    const bool is_figure = std::ranges::find(figures_, name) != figures_.end();
    const std::string example = !figure.empty() ? figure : is_figure ? name : figures_[0];
    if (split == "test") {
      refuse(
          value.place,
          "the objective uses the test split: a setting chosen on the test data says nothing about new data",
          "take the valid split: \"valid." + example + "\"");
      return {};
    }
    if (split != "valid" || figure.empty()) {
      refuse(
          value.place,
          "objective = '" + name + "' is not of the form \"valid.<metric>\"" + did_you_mean(split, {"valid"}),
          "write objective = \"valid." + example + "\"");
      return {};
    }
    if (std::ranges::find(figures_, figure) == figures_.end()) {
      if (plan_.terms_known)
        refuse(value.place,
               "there is no metric '" + figure + "' to be an objective" + did_you_mean(figure, figures_),
               scope_.registry.find("metric", figure) ? "write [metric." + figure + "]"
                                                      : "it may be " + quoted_list(figures_, "or"));
      return {};
    }
    if (plan_.data && plan_.sizes[int(Split::valid)] == 0) {
      refuse(value.place,
             "an objective needs a valid split, and data." + plan_.data_use.about().name + " has none",
             "give one in [data." + plan_.data_use.about().name + "]");
      return {};
    }
    const int metric = metric_of(plan_, figure);
    const bool more = metric >= 0 && plan_.metrics[std::size_t(metric)].plugin->more_is_better();
    return Objective{name, more ? Direction::maximise : Direction::minimise};
  }

  std::optional<Direction> direction(const Value& value) const {
    const auto at =
        value.is_text() ? std::ranges::find(direction_names, value.text()) : direction_names.end();
    if (at != direction_names.end()) return Direction(at - direction_names.begin());
    scope_.issues.error(value.place,
                        "the direction is \"minimise\" or \"maximise\", not " + short_toml(value) +
                            (value.is_text() ? did_you_mean(value.text(), direction_names) : ""),
                        {}, "sweep.direction");
    return {};
  }

 private:
  void refuse(Place place, const std::string& what, const std::string& remedy) const {
    scope_.issues.error(place, what, remedy, "sweep.objective");
  }
  Scope scope_;
  const Plan& plan_;
  std::vector<std::string> figures_;
};

Value::Array listed(const Value& value) {
  return value.is_array() ? value.array() : value.missing() ? Value::Array{} : Value::Array{value};
}

}  // namespace

std::vector<Objective> read_objectives(Scope scope, const Value& objective, const Value& direction,
                                       const Plan& plan, Place place) {
  const Reader reader(scope, plan);
  Value::Array names = listed(objective);
  const Value::Array directions = listed(direction);
  if (objective.missing()) {
    const std::string own = !plan.train.select.empty() ? plan.train.select
                            : !plan.metrics.empty()    ? "valid." + plan.metrics[0].name
                                                       : "valid.loss";
    names.emplace_back(own, place);
  }
  if (names.empty() || names.size() > 2)
    scope.issues.error(objective.place,
                       "a sweep has one objective or two, not " + std::to_string(names.size()),
                       "write objective = \"valid.<metric>\"", "sweep.objective");
  if (!direction.missing() && directions.size() != names.size())
    scope.issues.error(direction.place,
                       plural(std::int64_t(directions.size()), "direction") + " for " +
                           plural(std::int64_t(names.size()), "objective"),
                       "write one for each, in the same order", "sweep.direction");
  std::vector<Objective> objectives;
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto read = reader.read(names[i]);
    for (const Objective& earlier : objectives)
      if (read && earlier.name == read->name)
        scope.issues.error(names[i].place, earlier.name + " is an objective twice", "leave out one of them",
                           "sweep.objective");
    const auto turned = i < directions.size() ? reader.direction(directions[i]) : std::nullopt;
    if (read && turned) read->direction = *turned;
    if (read) objectives.push_back(std::move(*read));
  }
  return objectives;
}

double objective_value(const Objective& objective, const Plan& plan, const SplitResult& valid) {
  if (!valid.present) return std::nan("");
  const std::string figure = after_dot(objective.name);
  const int metric = metric_of(plan, figure);
  if (metric >= 0 && std::size_t(metric) < valid.metrics.size()) return valid.metrics[std::size_t(metric)];
  if (figure == loss_name) return valid.loss;
  return figure == spikes_name ? valid.spikes_per_neuron : std::nan("");
}

std::string direction_name(Direction direction) { return direction_names[std::size_t(direction)]; }

}  // namespace snnflow

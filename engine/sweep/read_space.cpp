// First every dimension by itself, then the conditions between them.
#include "sweep/read_space.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/path.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/bind.hpp"
#include "sweep/space_settings.hpp"

namespace snnflow {
namespace {

// Reads one entry of the table.
class DimensionReader {
 public:
  DimensionReader(Scope scope, const Entry& entry, const std::string& path)
      : scope_(scope), entry_(entry), path_(path + "." + toml_key(entry.key)) {}

  std::optional<Swept> read() {
    if (!entry_.value.is_table()) {
      fail(entry_.value.place, entry_.key + " must be a table that says what it may be", range_example);
      return {};
    }
    const int before = scope_.issues.errors();
    Value said;
    settings_ = settings<DimensionSettings>(scope_, entry_.value, path_, entry_.key, said);
    std::vector<std::string> forms;
    for (const char* form : {"float", "int", "choice"})
      if (entry_.value.find(form)) forms.push_back(form);
    if (scope_.issues.errors() > before) return {};
    if (forms.size() != 1) {
      fail(entry_.place,
           entry_.key + (forms.empty() ? " has neither float, int nor choice"
                                       : " has " + quoted_list(forms) + " at once"),
           forms.empty() ? range_example : "write one of them");
      return {};
    }
    Swept swept = forms[0] == "choice" ? read_choice() : read_range(forms[0] == "int");
    swept.path = entry_.key, swept.place = entry_.place;
    if (scope_.issues.errors() > before) return {};
    return swept;
  }

 private:
  static constexpr const char* range_example =
      "write float = [0.1, 1.0], int = [1, 10] or choice = [\"a\", \"b\"]";

  void fail(Place place, const std::string& what, const std::string& remedy, const std::string& key = {}) {
    scope_.issues.error(place, what, remedy, key.empty() ? path_ : path_ + "." + key);
  }
  const Value& at(const std::string& key) const { return or_missing(entry_.value.find(key)); }

  Swept read_choice() {
    const Value& list = at("choice");
    if (!list.is_array() || list.array().empty()) {
      fail(list.place, "choice must be a list of values", "write choice = [\"a\", \"b\"]", "choice");
      return {};
    }
    for (std::size_t i = 0; i < list.array().size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (same_value(list.array()[i], list.array()[j]))
          fail(list.array()[i].place, short_toml(list.array()[i]) + " is among the choices twice",
               "leave out one of them", "choice");
    for (const char* key : {"log", "step", "points"})
      if (entry_.value.find(key))
        fail(entry_.value.entry(key)->place, std::string(key) + " says nothing of a choice",
             std::string("leave out ") + key, key);
    return choice("", list.array());
  }

  Swept read_range(bool whole) {
    const std::string form = whole ? "int" : "float";
    const Value& ends = at(form);
    const std::vector<double>& range = whole ? settings_.whole : settings_.real;
    if (range.size() != 2 || !std::isfinite(range[0]) || !std::isfinite(range[1])) {
      fail(ends.place, form + " must be two numbers, the least and the most",
           "write " + form + (whole ? " = [1, 10]" : " = [0.1, 1.0]"), form);
      return {};
    }
    const double low = range[0], high = range[1];
    const std::string written = form + " = [" + number_text(low) + ", " + number_text(high) + "]";
    if (low > high)
      fail(ends.place, written + " ends before it begins", "write the smaller number first", form);
    constexpr double most_whole = 9e15;
    if (whole && (low != std::floor(low) || high != std::floor(high) || std::abs(low) > most_whole ||
                  std::abs(high) > most_whole))
      fail(ends.place, written + " has an end that is no whole number", "write whole numbers, or float",
           form);
    const bool log = settings_.log;
    if (log && low <= 0)
      fail(ends.place, written + " begins at " + number_text(low) + ", which has no logarithm",
           "begin above 0, or leave out log", form);
    const bool stepped = at("step").is_number();
    double step = stepped ? settings_.step : whole ? 1 : 0;
    if (log && stepped)
      fail(entry_.value.entry("step")->place, "a logarithmic range has no step", "leave out step or log",
           "step");
    if (whole && step != std::floor(step))
      fail(at("step").place, "the step of whole numbers is a whole number",
           "write step = " + number_text(std::max(1.0, std::round(step))), "step");
    if (stepped && !log) {
      const double steps = (high - low) / step;
      if (steps > 1e9)
        fail(at("step").place, "that is more than a billion steps", "leave out step", "step");
      else if (std::abs(steps - std::round(steps)) > 1e-6)
        fail(at("step").place, written + " does not end on a step of " + number_text(step),
             "end it at " + number_text(std::stod(fmt::format("{:.12g}", low + std::floor(steps) * step))),
             "step");
    }
    Swept swept = whole ? integer("", low, high, log, step) : real("", low, high, log, step);
    swept.dimension.points = settings_.points;
    if (settings_.points && stepped)
      fail(entry_.value.entry("points")->place, "a range with a step has its points already",
           "leave out points or step", "points");
    return swept;
  }

  Scope scope_;
  const Entry& entry_;
  std::string path_;
  DimensionSettings settings_;
};

// `when = { "layer.hidden.neuron" = "lif" }` or a list of values. Places in the list of dimensions.
void read_conditions(Scope scope, const Entry& entry, const Space& space, const std::string& path,
                     std::vector<Dimension::Condition>& into) {
  const Value& when = or_missing(entry.value.find("when"));
  if (when.missing()) return;
  const std::string here = path + "." + toml_key(entry.key) + ".when";
  if (!when.is_table()) {
    scope.issues.error(when.place, "when must say of which path it depends",
                       "write when = { \"layer.hidden.neuron\" = \"lif\" }", here);
    return;
  }
  std::vector<std::string> paths;
  for (const Swept& s : space.swept)
    if (s.path != entry.key) paths.push_back(s.path);
  for (const Entry& condition : when.table()) {
    const std::string at = here + "." + toml_key(condition.key);
    const auto parent = space.find(condition.key);
    if (!parent || condition.key == entry.key) {
      scope.issues.error(condition.place,
                         "the condition of " + entry.key + " asks about " + condition.key +
                             ", which is not swept" + did_you_mean(condition.key, paths),
                         "name a path of [sweep.space]", at);
      continue;
    }
    const Swept& asked = space.swept[*parent];
    if (!asked.dimension.discrete()) {
      scope.issues.error(condition.place,
                         "a condition can ask about a choice or whole numbers, and " + asked.path +
                             " is a range of real numbers",
                         "give it a step, or make it a choice", at);
      continue;
    }
    Dimension::Condition read{int(*parent), {}};
    const Value::Array one{condition.value};
    for (const Value& v : condition.value.is_array() ? condition.value.array() : one) {
      if (const auto x = space.coordinate(*parent, v))
        read.values.push_back(*x);
      else {
        std::vector<std::string> texts;
        for (const Value& c : asked.choices) texts.push_back(c.is_text() ? c.text() : to_toml(c));
        scope.issues.error(v.place,
                           short_toml(v) + " is no value of " + asked.path +
                               (v.is_text() ? did_you_mean(v.text(), texts) : ""),
                           texts.empty() ? "" : "it may be " + quoted_list(texts, "or"), at);
      }
    }
    into.push_back(std::move(read));
  }
}

}  // namespace

Space read_space(Scope scope, const Value& table, const std::string& path) {
  if (!table.is_table() || table.table().empty()) {
    scope.issues.error(table.place, "the space of a sweep must be a table of paths",
                       "write \"optimiser.adam.lr\" = { float = [1e-4, 1e-1], log = true }", path);
    return {};
  }
  std::vector<Swept> list;
  std::vector<const Entry*> entries;
  for (const Entry& e : table.table())
    if (auto swept = DimensionReader(scope, e, path).read())
      list.push_back(std::move(*swept)), entries.push_back(&e);
  if (list.size() < table.table().size()) return Space(std::move(list));
  const Space unconditional(list);
  for (std::size_t d = 0; d < list.size(); ++d)
    read_conditions(scope, *entries[d], unconditional, path, list[d].dimension.when);
  try {
    return Space(std::move(list));
  } catch (const Error& e) {
    scope.issues.error(table.place, e.what(), {}, path);
    return unconditional;
  }
}

}  // namespace snnflow

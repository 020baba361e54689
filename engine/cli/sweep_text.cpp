// The same figures twice.
#include "cli/sweep_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "plan/describe.hpp"
#include "sweep/trial_file.hpp"

namespace snnflow::cli {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t most_rows = 10, most_failures = 5;
constexpr double significant = 0.05;

std::string values_text(const Sweep& sweep, const SweepPoint& point) {
  return sweep.space.size() ? point_text(sweep.space, point.point) : "the file's own values";
}

Json number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json point_json(const Sweep& sweep, const SweepSummary& s, std::size_t at) {
  const Gathered& g = s.points[at];
  Json objectives = Json::object();
  for (std::size_t m = 0; m < g.spreads.size() && m < sweep.objectives.size(); ++m)
    objectives[sweep.objectives[m].name] = {{"mean", number(g.spreads[m].mean)},
                                            {"deviation", number(g.spreads[m].deviation)},
                                            {"runs", g.spreads[m].runs}};
  return {{"trial", s.trial_of(sweep, at)},
          {"point", g.point.number},
          {"values", Json::parse(json_line(sweep.space.table(g.point.point)))},
          {"objectives", objectives}};
}

std::string importance_text(const Sweep& sweep, const SweepSummary& s) {
  std::string out;
  for (std::size_t m = 0; m < s.importance.size(); ++m) {
    out += "\nimportance for " + sweep.objectives[m].name + " (share, 90 % of resampled sweeps between)\n";
    std::size_t wide = 0;
    for (const Importance& i : s.importance[m]) wide = std::max(wide, i.path.size());
    for (const Importance& i : s.importance[m]) {
      out += fmt::format("  {:<{}}  ", i.path, wide);
      out += std::isnan(i.share)
                 ? "too few trials tell\n"
                 : fmt::format("{:4.0f} %  ({:.0f} to {:.0f} %){}\n", 100 * i.share, 100 * i.low,
                               100 * i.high, i.chance > significant ? ", may be chance" : "");
    }
  }
  return out;
}

}  // namespace

std::string spread_text(const Spread& spread) {
  std::string text = fmt::format("{:.4f}", spread.mean);
  if (!std::isnan(spread.deviation))
    text += fmt::format(" +- {:.4f} ({} runs)", spread.deviation, spread.runs);
  return text;
}

std::string sweep_text(const Sweep& sweep, const SweepSummary& s) {
  std::vector<std::string> names;
  for (const Objective& o : sweep.objectives) names.push_back(o.name);
  std::string out =
      fmt::format("{} trials: {} done, {} pruned, {} failed{}\n", s.trials.size(), s.done, s.pruned, s.failed,
                  s.running ? fmt::format(", {} not ended", s.running) : "");
  if (!s.best.empty()) {
    out += sweep.objectives.size() > 1 ? "\nthe front of " : "\nbest by ";
    out += join(names, " and ") + "\n";
  }
  for (std::size_t r = 0; r < std::min(most_rows, s.best.size()); ++r) {
    const Gathered& g = s.points[s.best[r]];
    std::vector<std::string> figures;
    for (const Spread& spread : g.spreads) figures.push_back(spread_text(spread));
    out += fmt::format("  trial {:<4}  {}   {}\n", s.trial_of(sweep, s.best[r]), join(figures, "   "),
                       values_text(sweep, g.point));
  }
  if (s.best.size() > most_rows) out += fmt::format("  and {} more\n", s.best.size() - most_rows);
  out += importance_text(sweep, s);
  std::size_t told = 0;
  for (const StoredTrial& t : s.trials)
    if (t.point.state == TrialState::failed && told++ < most_failures)
      out += fmt::format("\nfailed: trial {}: {}", t.point.number, t.reason);
  if (told > most_failures) out += fmt::format("\nand {} more failed", told - most_failures);
  return out + (told ? "\n" : "");
}

Json sweep_json(const Sweep& sweep, const SweepSummary& s, const std::string& folder,
                const std::string& status) {
  Json objectives = Json::array(), directions = Json::array(), best = Json::array(),
       importance = Json::object(), failures = Json::array(), running = Json::array();
  for (const Objective& o : sweep.objectives)
    objectives.push_back(o.name), directions.push_back(direction_name(o.direction));
  for (const std::size_t at : s.best)
    if (best.size() < most_rows || sweep.objectives.size() > 1) best.push_back(point_json(sweep, s, at));
  for (std::size_t m = 0; m < s.importance.size(); ++m) {
    Json of_one = Json::object();
    for (const Importance& i : s.importance[m])
      of_one[i.path] = {{"share", number(i.share)},
                        {"low", number(i.low)},
                        {"high", number(i.high)},
                        {"chance", number(i.chance)},
                        {"trials", i.trials}};
    importance[sweep.objectives[m].name] = of_one;
  }
  for (const StoredTrial& t : s.trials) {
    if (t.point.state == TrialState::failed)
      failures.push_back({{"trial", t.point.number}, {"reason", t.reason}});
    if (t.point.state == TrialState::running)
      running.push_back({{"trial", t.point.number}, {"worker", t.worker}, {"attempts", t.attempts}});
  }
  return {{"folder", folder},
          {"status", status},
          {"trials",
           {{"all", sweep.trials() < 0 ? Json(nullptr) : Json(sweep.trials())},
            {"done", s.done},
            {"pruned", s.pruned},
            {"failed", s.failed},
            {"running", s.running}}},
          {"objectives", objectives},
          {"directions", directions},
          {"seeds", sweep.seeds},
          {"best", best.empty() ? Json(nullptr) : best[0]},
          {sweep.objectives.size() > 1 ? "front" : "top", best},
          {"importance", importance},
          {"failures", failures},
          {"in_flight", running}};
}

}  // namespace snnflow::cli

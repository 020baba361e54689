// Counts come from the store, so that what other workers did is in them.
#include "cli/sweep_progress.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "cli/signals.hpp"
#include "cli/sweep_text.hpp"
#include "sweep/trial_file.hpp"

namespace snnflow::cli {
namespace {

constexpr int bar_width = 16;

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

const char* state_text(TrialState state) {
  constexpr const char* names[] = {"stopped", "done", "pruned", "failed"};
  return names[std::size_t(state)];
}

// At most so many columns.
std::string cut(const std::string& text, int columns) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const Rune rune = rune_at(text, at);
    if ((columns -= columns_of(rune.value)) < 0) break;
    kept += text.substr(at, rune.bytes), at += rune.bytes;
  }
  return kept;
}

}  // namespace

SweepProgress::SweepProgress(const Sweep& sweep, Store& store, std::string name, Form form)
    : sweep_(sweep), store_(store), name_(std::move(name)), form_(form), began_(seconds_now()) {
  summary_ = summarise(sweep_, store_.trials(), false);
  at_first_ = summary_.ended();
  if (form_ != Form::block) return;
  draw();
  redraws_.emplace(between_drawings, [this] {
    const std::lock_guard lock(mutex_);
    draw();
  });
}
SweepProgress::~SweepProgress() { stop(); }

void SweepProgress::stop() {
  if (!redraws_) return;
  redraws_.reset();
  const std::lock_guard lock(mutex_);
  draw();
}

bool SweepProgress::stop_requested() const { return cli::stop_requested(); }

void SweepProgress::began(const Claim& claim, int epoch, int epochs) {
  const std::lock_guard lock(mutex_);
  in_flight_[claim.number] = {point_text(sweep_.space, claim.point), epoch, epoch, epochs, 0, false};
  if (form_ == Form::lines && (epoch > 0 || claim.attempts > 1))
    fmt::print(stderr, "trial {} goes on after epoch {}\n", claim.number, epoch);
}

void SweepProgress::epoch(std::int64_t trial, int epoch, double objective) {
  const std::lock_guard lock(mutex_);
  InFlight& t = in_flight_[trial];
  t.epoch = epoch, t.objective = objective, t.told = true;
}

void SweepProgress::ended(std::int64_t trial, TrialState state, std::span<const double> objectives,
                          const std::string& reason) {
  if (form_ == Form::none) return;
  SweepSummary summary = summarise(sweep_, store_.trials(), false);
  const std::lock_guard lock(mutex_);
  summary_ = std::move(summary);
  const std::string values = in_flight_[trial].values;
  in_flight_.erase(trial);
  if (form_ != Form::lines) return;
  std::string line = fmt::format("trial {} {}", trial, state_text(state));
  for (std::size_t m = 0; m < objectives.size(); ++m)
    line += fmt::format("  {} {:.4f}", sweep_.objectives[m].name, objectives[m]);
  if (!reason.empty()) line += ": " + reason;
  if (!values.empty()) line += "  " + values;
  fmt::print(stderr, "{}  ({})\n", line, head());
  std::fflush(stderr);
}

void SweepProgress::say(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (lines_ > 0) fmt::print(stderr, "\033[{}A\033[J", lines_);
  lines_ = 0;
  fmt::print(stderr, "warning: {}\n", text);
}

// "12 of 60 ended, 1 pruned, 0 failed, best 0.9320 (trial 3), ETA 3 min"
std::string SweepProgress::head() const {
  const SweepSummary& s = summary_;
  std::string text = sweep_.trials() < 0 ? fmt::format("{} ended", s.ended())
                                         : fmt::format("{} of {} ended", s.ended(), sweep_.trials());
  if (s.pruned) text += fmt::format(", {} pruned", s.pruned);
  if (s.failed) text += fmt::format(", {} failed", s.failed);
  if (!s.best.empty())
    text += fmt::format(", best {} (trial {})", spread_text(s.points[s.best[0]].spreads[0]),
                        s.trial_of(sweep_, s.best[0]));
  // Trials under way count as far as they are.
  double share = double(s.ended() - at_first_);
  for (const auto& [number, t] : in_flight_)
    if (t.epochs > t.begun_at) share += double(t.epoch - t.begun_at) / double(t.epochs - t.begun_at);
  if (sweep_.trials() > s.ended() && share > 0.5)
    text +=
        ", ETA " + duration((seconds_now() - began_) / share * (double(sweep_.trials() - at_first_) - share));
  return text;
}

void SweepProgress::draw() {
  if (!told_to_stop_ && stop_requested()) told_to_stop_ = true, lines_ = 0;  // below what was said of it
  const int width = terminal_width() - 1;
  std::vector<std::string> lines;
  const double share = sweep_.trials() > 0 ? double(summary_.ended()) / double(sweep_.trials()) : 0;
  lines.push_back(name_ + "  " + (sweep_.trials() > 0 ? bar(share, bar_width) + "  " : "") + head());
  for (const auto& [number, t] : in_flight_) {
    std::string line =
        fmt::format("  trial {:<4} {} {:>3}/{:<3}", number,
                    bar(t.epochs ? double(t.epoch) / t.epochs : 0, bar_width), t.epoch, t.epochs);
    line += t.told ? fmt::format("  {:.4f}", t.objective) : "        ";
    lines.push_back(line + "  " + t.values);
  }
  std::string text = lines_ > 0 ? fmt::format("\033[{}A\033[J", lines_) : "";
  for (const std::string& l : lines) text += cut(l, width) + "\n";
  lines_ = int(lines.size());
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace snnflow::cli

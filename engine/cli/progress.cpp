// Drawn by a thread of its own, five times a second, on stderr.
#include "cli/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/text.hpp"
#include "cli/signals.hpp"

namespace snnflow::cli {
namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// The newest points of a curve, one character each.
std::string sparkline(const std::vector<double>& curve, int width) {
  static constexpr const char* levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t first = curve.size() > std::size_t(width) ? curve.size() - std::size_t(width) : 0;
  if (curve.size() < 2) return "";
  const auto [low, high] = std::minmax_element(curve.begin() + std::ptrdiff_t(first), curve.end());
  std::string text;
  for (std::size_t i = first; i < curve.size(); ++i)
    text += levels[*high > *low ? std::clamp(int((curve[i] - *low) / (*high - *low) * 7.999), 0, 7) : 3];
  return text;
}

std::string spikes_text(const Plan& plan, const EpochResult& r) {
  std::vector<std::string> parts;
  for (std::size_t l = 0; l < r.layers.size() && l < plan.layers.size(); ++l)
    if (plan.layers[l].traits().spikes) parts.push_back(fmt::format("{} {:.2f}", plan.layers[l].name, r.layers[l].spikes_per_neuron));
  return join(parts);
}

// The figure that is watched: the metric that selects, else the first, else the loss.
std::string watched_name(const Plan& plan) {
  if (plan.metrics.empty()) return "loss";
  return plan.metrics[std::size_t(std::max(0, plan.select))].name;
}
double watched(const Plan& plan, const SplitResult& r) {
  if (plan.metrics.empty() || r.metrics.empty()) return r.loss;
  return r.metrics[std::size_t(std::max(0, plan.select))];
}

}  // namespace

int terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string duration(double seconds) {
  const long s = std::lround(std::max(0.0, seconds));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
  return fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

std::string bar(double share, int width) {
  const int full = std::clamp(int(share * width), 0, width);
  std::string text;
  for (int i = 0; i < width; ++i) text += i < full ? "━" : "─";
  return text;
}

Form progress_form(const Options& o) {
  return o.quiet ? Form::none : isatty(STDERR_FILENO) ? Form::block : Form::lines;
}

Progress::Progress(const Plan& plan, std::string name, Form form) : plan_(plan), name_(std::move(name)), form_(form), began_(now()) {
  if (form_ != Form::block) return;
  redraws_.emplace(between_drawings, [this] {
    const std::lock_guard lock(mutex_);
    if (epoch_ > 0 || latest_.valid.present) draw();
  });
}
Progress::~Progress() { stop(); }

void Progress::stop() {
  if (!redraws_) return;
  redraws_.reset();
  const std::lock_guard lock(mutex_);
  draw();
}

void Progress::batch(int epoch, std::int64_t done, std::int64_t all, double loss) {
  if (form_ == Form::none) return;
  const std::lock_guard lock(mutex_);
  if (first_epoch_ < 0) first_epoch_ = epoch, epochs_began_ = now();
  epoch_ = epoch, done_ = done, all_ = all, loss_ = loss;
}

void Progress::epoch(const EpochResult& r) {
  if (form_ == Form::none) return;
  const std::lock_guard lock(mutex_);
  latest_ = r;
  epoch_ = r.epoch, done_ = all_;
  if (r.seconds > 0) samples_per_second_ = double(plan_.sizes[0]) / r.seconds;
  const SplitResult& seen = r.valid.present ? r.valid : r.train;
  if (seen.present) curve_.push_back(watched(plan_, seen));
  if (r.best) best_ = watched(plan_, r.valid), best_epoch_ = r.epoch;
  if (form_ != Form::lines) return;
  std::string line = fmt::format("epoch {}/{}", r.epoch, plan_.train.epochs);
  if (r.train.present) line += fmt::format("  loss {:.4f}  train.{} {:.4f}", r.train.loss, watched_name(plan_), watched(plan_, r.train));
  if (r.valid.present) line += fmt::format("  valid.{} {:.4f}", watched_name(plan_), watched(plan_, r.valid));
  if (best_epoch_ > 0) line += fmt::format("  best {:.4f} (epoch {})", best_, best_epoch_);
  line += fmt::format("  spikes per neuron: {}", spikes_text(plan_, r));
  if (r.seconds > 0) line += fmt::format("  {:.0f} samples/s", samples_per_second_);
  fmt::print(stderr, "{}\n", line);
  std::fflush(stderr);
}

std::string Progress::block() {
  const int width = std::min(100, terminal_width());
  const double part = all_ > 0 ? double(done_) / double(all_) : 0, epochs = std::max(1, plan_.train.epochs);
  const double gone = std::max(0, epoch_ - 1) + part, share = std::clamp(gone / epochs, 0.0, 1.0);
  std::string eta;
  if (first_epoch_ >= 0 && gone > first_epoch_ - 1) eta = "ETA " + duration((now() - epochs_began_) / (gone - (first_epoch_ - 1)) * (epochs - gone));
  std::vector<std::string> lines;
  const std::string head = fmt::format("{}  epoch {}/{}  ", name_, epoch_, plan_.train.epochs);
  lines.push_back(head + bar(share, std::max(10, width - int(head.size()) - 24)) + fmt::format(" {:3.0f} %  {}", share * 100, eta));
  std::string figures = fmt::format("loss {:.4f}", loss_);
  const SplitResult& seen = latest_.valid.present ? latest_.valid : latest_.train;
  if (seen.present) figures += fmt::format("   {}.{} {:.4f}", latest_.valid.present ? "valid" : "train", watched_name(plan_), watched(plan_, seen));
  if (best_epoch_ > 0) figures += fmt::format("   best {:.4f} (epoch {})", best_, best_epoch_);
  lines.push_back(figures);
  std::string activity = "spikes per neuron: " + spikes_text(plan_, latest_);
  if (samples_per_second_ > 0) activity += fmt::format("   {:.0f} samples/s", samples_per_second_);
  lines.push_back(activity);
  if (const std::string curve = sparkline(curve_, width - 2); !curve.empty()) lines.push_back(curve);
  std::string text = drawn_ ? fmt::format("\033[{}A", lines_) : "";
  lines_ = int(lines.size());
  for (const std::string& l : lines) text += "\033[2K" + l + "\n";
  return text;
}

void Progress::draw() {
  if (!told_to_stop_ && stop_requested()) told_to_stop_ = true, drawn_ = false;  // below what was said of it
  const std::string text = block();
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace snnflow::cli

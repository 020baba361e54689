// What a person sees while a network trains: one block on a terminal, redrawn; a line per epoch elsewhere; nothing if quiet.
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/heart.hpp"
#include "cli/options.hpp"
#include "plan/plan.hpp"
#include "train/results.hpp"

namespace snnflow::cli {

enum class Form { block, lines, none };
Form progress_form(const Options& options);
// "3 min 20 s"; a bar of that many columns; how wide the terminal is.
std::string duration(double seconds);
std::string bar(double share, int width);
int terminal_width();
inline constexpr double between_drawings = 0.2;  // seconds

class Progress {
 public:
  Progress(const Plan& plan, std::string name, Form form);
  ~Progress();

  void batch(int epoch, std::int64_t done, std::int64_t all, double loss);
  void epoch(const EpochResult& result);
  // The block is drawn for the last time.
  void stop();

 private:
  std::string block();
  void draw();  // with the mutex held

  const Plan& plan_;
  const std::string name_;
  const Form form_;
  std::mutex mutex_;
  bool drawn_ = false, told_to_stop_ = false;
  int epoch_ = 0, best_epoch_ = 0, lines_ = 0;
  std::int64_t done_ = 0, all_ = 0;
  double loss_ = 0, samples_per_second_ = 0, best_ = 0;
  double began_ = 0, epochs_began_ = 0;
  int first_epoch_ = -1;
  EpochResult latest_;
  std::vector<double> curve_;
  std::optional<Heart> redraws_;
};

}  // namespace snnflow::cli

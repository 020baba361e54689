// Told in whole seconds.
#include "sweep/waiting.hpp"

#include <cmath>
#include <thread>

#include "base/text.hpp"

namespace snnflow {

Waiting::Waiting(const Say& say, double patience) : say_(say), patience_(patience) {}

double Waiting::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

void Waiting::moment(const std::string& what, int milliseconds) {
  const double waited = seconds();
  if (waited > told_) {
    if (say_) say_(what + " (" + number_text(std::round(waited)) + " s)");
    told_ *= 2;
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

}  // namespace snnflow

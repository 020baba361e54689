// A handler may only set a flag, write, or leave.
#include "cli/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "cli/options.hpp"

namespace snnflow::cli {
namespace {

std::atomic<bool> requested = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int signal) {
  if (requested.exchange(true)) {
    if (signal == SIGINT) _exit(Exit::killed);
    return;
  }
  static constexpr char text[] = "\nstopping after this batch; once more to stop at once\n";
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text, sizeof text - 1);
}

}  // namespace

void catch_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}
bool stop_requested() { return requested; }

}  // namespace snnflow::cli

// A worker among several, with a function instead of training.
//   store_worker work FOLDER TRIALS [MILLISECONDS]   each trial so long (1), and with an epoch told where
//   longer;
//       prints "begun NUMBER" and "done NUMBER" for each trial that it ended; after SIGTERM it ends with 75
//   store_worker launch slurm|mpirun FOLDER WORKERS TRIALS MILLISECONDS   prints what starts such workers
// With STORE=postgresql://... in the environment on that server; with HEARTBEAT=SECONDS at another rate.
#include <signal.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "snnflow/issue.hpp"
#include "sweep/launching.hpp"
#include "sweep/store.hpp"

using namespace snnflow;

namespace {

std::atomic<bool> asked_to_stop = false;

void pause(int milliseconds) {
  for (; milliseconds > 0 && !asked_to_stop; milliseconds -= 10)
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(milliseconds, 10)));
}

void say(const char* what, std::int64_t number) {
  std::printf("%s %lld\n", what, static_cast<long long>(number));
  std::fflush(stdout);
}

// Until everything has ended, or it is asked to stop.
void work(Store& store, std::int64_t most, int milliseconds) {
  NewTrials more;
  more.most = most, more.most_attempts = 1000;
  more.propose = [&](std::int64_t number, std::span<const SweepPoint>) {
    return std::vector<double>{std::sin(double(number)), double(number % 7), absent};
  };
  for (Offer offer = store.claim(more); offer.kind != Offer::Kind::finished && !asked_to_stop;) {
    if (offer.kind == Offer::Kind::wait) {
      pause(20);
      offer = store.claim(more);
      continue;
    }
    const std::int64_t number = offer.claim.number;
    const double objective = std::pow(offer.claim.point[0] - 0.3, 2) + offer.claim.point[1];
    say("begun", number);
    pause(milliseconds);
    if (asked_to_stop) return;
    if (milliseconds > 1) store.report(number, 1, objective);
    auto [counted, next] = store.finish_and_claim(number, TrialState::done, {objective}, 0, {}, more);
    if (counted) say("done", number);
    offer = std::move(next);
  }
}

int launch(char** words) {
  const std::string folder = std::filesystem::absolute(words[3]);
  Launch l;
  l.worker = {std::filesystem::read_symlink("/proc/self/exe"), "work", folder, words[5], words[6]};
  l.name = "store", l.logs = folder, l.workers = std::atoi(words[4]);
  const std::string text =
      !std::strcmp(words[2], "slurm") ? slurm_script(l) : shell_line(mpirun_command(l)) + "\n";
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc == 7 && !std::strcmp(argv[1], "launch")) return launch(argv);
  if (!((argc == 4 || argc == 5) && !std::strcmp(argv[1], "work"))) return 2;
  signal(SIGTERM, [](int) { asked_to_stop = true; });
  StoreSettings settings;
  settings.say = [](const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); };
  if (const char* url = std::getenv("STORE")) settings.url = url;
  if (const char* seconds = std::getenv("HEARTBEAT")) settings.heartbeat = std::atof(seconds);
  Store store(argv[2], settings);
  work(store, std::atoll(argv[3]), argc == 5 ? std::atoi(argv[4]) : 1);
  return asked_to_stop ? 75 : 0;
} catch (const Error& e) {
  std::fprintf(stderr, "error: %s\n", e.what());
  return e.code;
}

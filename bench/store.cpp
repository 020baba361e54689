// Sampler and store alone: a function instead of a training run.
//   store bench FOLDER SAMPLER TRIALS IN_FLIGHT   trials per second, six parameters, every result on the disk
// With STORE=postgresql://... in the environment on that server.
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "registry/registry.hpp"
#include "snnflow/issue.hpp"
#include "sweep/store.hpp"

using namespace snnflow;

namespace {

Space six() {
  return Space({real("lr", 1e-5, 1e-1, true), real("tau", 2, 50), integer("size", 20, 400, true),
                real("weight", 0, 2), choice("neuron", {Value("lif"), Value("qif"), Value("alif")}),
                integer("batch", 16, 256, false, 16)});
}

double objective(std::span<const double> p) {
  return std::pow(std::log10(p[0]) + 2.5, 2) + std::pow((p[1] - 20) / 20, 2) +
         std::pow(std::log(p[2] / 120), 2) + std::pow(p[3] - 1, 2) + 0.3 * p[4] + p[5] / 256;
}

// Until everything has ended; the number of trials that this worker ran.
int work(Store& store, const Registry& registry, const std::string& name, std::int64_t most) {
  const Space space = six();
  const auto sampler = registry.make<Sampler>(*registry.find("sampler", name), Value(Value::Table{}));
  const Direction directions[]{Direction::minimise};
  NewTrials more;
  more.most = most, more.most_attempts = 1000;
  more.propose = [&](std::int64_t number, std::span<const SweepPoint> before) {
    return propose(*sampler, space, before, number, 7, directions);
  };
  int ran = 0;
  for (Offer offer = store.claim(more); offer.kind != Offer::Kind::finished;) {
    if (offer.kind == Offer::Kind::wait) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      offer = store.claim(more);
      continue;
    }
    auto [counted, next] = store.finish_and_claim(offer.claim.number, TrialState::done,
                                                  {objective(offer.claim.point)}, 0, {}, more);
    ran += counted, offer = std::move(next);
  }
  return ran;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 6 || std::strcmp(argv[1], "bench")) {
    std::fprintf(stderr, "store bench FOLDER SAMPLER TRIALS IN_FLIGHT\n");
    return 2;
  }
  const Registry registry;
  StoreSettings settings;
  settings.say = [](const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); };
  if (const char* url = std::getenv("STORE")) settings.url = url;
  Store store(argv[2], settings);
  const auto begin = std::chrono::steady_clock::now();
  const std::int64_t most = std::atoll(argv[4]);
  const int in_flight = std::atoi(argv[5]);
  std::atomic<int> ran = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < in_flight; ++t)
    threads.emplace_back([&] { ran += work(store, registry, argv[3], most); });
  for (std::thread& t : threads) t.join();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("%-8s %d trials, %d in flight, in %.2f s: %.0f trials/s\n", argv[3], ran.load(), in_flight,
              seconds, ran / seconds);
  return 0;
} catch (const Error& e) {
  std::fprintf(stderr, "error: %s\n", e.what());
  return e.code;
}

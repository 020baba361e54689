// The store, by one process; [store]: whatever the database. With STORE=postgresql://... on that server.
#include "sweep/store.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <stdlib.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "registry/registry.hpp"
#include "snnflow/issue.hpp"
#include "sweep/pruning.hpp"
#include "sweep/workers.hpp"

using namespace snnflow;
namespace fs = std::filesystem;

namespace {

struct Folder {
  std::string path = [] {
    char name[] = "/tmp/snnflow_store_XXXXXX";
    return std::string(mkdtemp(name));
  }();
  ~Folder() { fs::remove_all(path); }
};

// In its folder, or on the server that the environment names.
struct AnyStore : Store {
  explicit AnyStore(const std::string& folder) : Store(folder, settings()) {}
  static StoreSettings settings() {
    StoreSettings s;
    if (const char* url = std::getenv("STORE")) s.url = url;
    return s;
  }
};

NewTrials counting(std::int64_t most) {
  NewTrials more;
  more.most = most;
  more.propose = [](std::int64_t number, std::span<const SweepPoint>) {
    return std::vector<double>{double(number) / 3, absent};
  };
  return more;
}

}  // namespace

TEST_CASE("trials are numbered, ended and read back to the last bit, also by another worker", "[store]") {
  const Folder folder;
  AnyStore first(folder.path + "/deep/sweep"), second(folder.path + "/deep/sweep");
  for (std::int64_t i = 0; i < 3; ++i) {
    const Offer offer = (i % 2 ? second : first).claim(counting(3));
    REQUIRE(offer.kind == Offer::Kind::trial);
    CHECK(offer.claim.number == i);
  }
  CHECK(first.claim(counting(3)).kind == Offer::Kind::wait);
  CHECK(first.finish(0, TrialState::done, {0.1, std::nan("")}, 7));
  CHECK_FALSE(second.finish(0, TrialState::failed, {}));
  CHECK(second.finish(1, TrialState::failed, {}, 2, "it's \"not\" a number"));
  CHECK(second.finish(2, TrialState::pruned, {1e-300}, 2));
  CHECK(second.claim(counting(3)).kind == Offer::Kind::finished);
  const auto trials = second.trials();
  REQUIRE(trials.size() == 3);
  CHECK(trials[1].point.point[0] == 1.0 / 3);
  CHECK(std::isnan(trials[1].point.point[1]));
  CHECK(trials[0].point.objectives[0] == 0.1);
  CHECK(std::isnan(trials[0].point.objectives[1]));
  CHECK(trials[0].point.epochs == 7);
  CHECK(trials[1].reason == "it's \"not\" a number");
  CHECK(trials[0].worker == first.worker());
  CHECK(trials[2].point.state == TrialState::pruned);
  CHECK(first.retry_failed() == 1);
  const Offer again = second.claim(counting(3));
  CHECK(again.claim.number == 1);
  CHECK(again.claim.attempts == 1);
}

TEST_CASE("a dead worker's trial is taken over, and given up after some attempts", "[store]") {
  const Folder folder;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    AnyStore dies(folder.path);
    const Offer offer = dies.claim(counting(1));
    REQUIRE(offer.kind == Offer::Kind::trial);
    CHECK(offer.claim.number == 0);
    CHECK(offer.claim.attempts == attempt);
  }
  AnyStore alive(folder.path);
  CHECK(alive.claim(counting(1)).kind == Offer::Kind::finished);
  CHECK(alive.trials()[0].point.state == TrialState::failed);
  CHECK(alive.trials()[0].reason == "its workers died, 3 times");
}

TEST_CASE("curves have a place for epochs that gave nothing, and an epoch told twice counts once",
          "[store]") {
  const Folder folder;
  AnyStore store(folder.path);
  store.claim(counting(1));
  store.report(0, 1, 0.5), store.report(0, 3, std::nan("")), store.report(0, 4, 0.25),
      store.report(0, 4, 0.125);
  const auto curve = store.curves().at(0);
  REQUIRE(curve.size() == 4);
  CHECK((curve[0] == 0.5 && std::isnan(curve[1]) && std::isnan(curve[2]) && curve[3] == 0.125));
}

TEST_CASE(
    "successive halving through the store: the best of three paused trials goes on, then a new one begins",
    "[store]") {
  const Folder folder;
  AnyStore store(folder.path);
  const Registry registry;
  Value table;
  table["min_epochs"] = Value(1);
  const auto halving = registry.make<Pruner>(*registry.find("pruner", "successive-halving"), table);
  const auto race = [&](std::span<const SweepPoint> trials, std::span<const std::vector<double>> curves) {
    return SweepRace(trials, curves, Direction::maximise, 9, 0);
  };
  NewTrials more = counting(4);
  more.promote = [&](auto trials, auto curves) { return race(trials, curves).next(*halving); };
  const auto run = [&](std::int64_t trial, std::int64_t epoch, double value) {
    store.report(trial, epoch, value);
    Pruner::Verdict verdict = Pruner::Verdict::stop;
    store.look([&](auto trials, auto curves) { verdict = race(trials, curves).judge(*halving, trial); });
    if (verdict != Pruner::Verdict::go) store.finish(trial, TrialState::pruned, {value}, epoch);
    return verdict;
  };
  for (const double value : {0.5, 0.8, 0.3}) {
    const Offer offer = store.claim(more);
    CHECK(run(offer.claim.number, 1, value) == Pruner::Verdict::pause);
  }
  const Offer promoted = store.claim(more);
  CHECK(promoted.claim.number == 1);
  CHECK(promoted.claim.attempts == 1);
  CHECK(run(1, 2, 0.82) == Pruner::Verdict::go);
  CHECK(run(1, 3, 0.85) == Pruner::Verdict::pause);
  const Offer fresh = store.claim(more);
  CHECK(fresh.claim.number == 3);
  CHECK(store.finish(3, TrialState::failed, {}));
  CHECK(store.claim(more).kind == Offer::Kind::finished);
}

TEST_CASE("the end of a trial and the claim of the next are one", "[store]") {
  const Folder folder;
  AnyStore store(folder.path);
  constexpr std::int64_t most = 120;
  const NewTrials more = counting(most);
  std::atomic<int> ended = 0, wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (Offer offer = store.claim(more); offer.kind == Offer::Kind::trial; ++ended) {
        wrong += offer.claim.attempts != 1 || offer.claim.point[0] != double(offer.claim.number) / 3;
        auto [counted, next] = store.finish_and_claim(offer.claim.number, TrialState::done,
                                                      {double(offer.claim.number)}, 2, {}, more);
        wrong += !counted;
        offer = std::move(next);
      }
    });
  for (std::thread& t : threads) t.join();
  CHECK(ended == most);
  CHECK(wrong == 0);
  CHECK(store.claim(more).kind == Offer::Kind::finished);
  const auto trials = store.trials();
  REQUIRE(trials.size() == std::size_t(most));
  for (const StoredTrial& t : trials) {
    CHECK(t.point.state == TrialState::done);
    CHECK(t.attempts == 1);
    CHECK(t.point.objectives == std::vector<double>{double(t.point.number)});
  }
}

TEST_CASE("an end counts also where the next trial cannot be proposed", "[store]") {
  const Folder folder;
  AnyStore store(folder.path);
  NewTrials more = counting(3);
  const Offer first = store.claim(more);
  more.propose = [](std::int64_t, std::span<const SweepPoint>) -> std::vector<double> {
    throw Error("no idea");
  };
  const auto [counted, next] = store.finish_and_claim(first.claim.number, TrialState::done, {7}, 1, {}, more);
  CHECK(counted);
  CHECK(next.kind == Offer::Kind::wait);
  CHECK_THROWS_WITH(store.claim(more), "no idea");
  AnyStore again(folder.path);
  REQUIRE(again.trials().size() == 1);
  CHECK(again.trials()[0].point.state == TrialState::done);
  CHECK(store.claim(counting(3)).claim.number == 1);
}

TEST_CASE("the first worker's word holds for all", "[store]") {
  const Folder folder;
  AnyStore first(folder.path), second(folder.path);
  CHECK(first.agree("plan", "a") == "a");
  CHECK(second.agree("plan", "b") == "a");
}

TEST_CASE("a trial waits for those it depends on", "[store]") {
  const Folder folder;
  AnyStore store(folder.path);
  NewTrials more = counting(9);
  more.must_have_ended = [](std::int64_t number) { return number / 2 * 2; };
  CHECK(store.claim(more).claim.number == 0);
  CHECK(store.claim(more).claim.number == 1);
  CHECK(store.claim(more).kind == Offer::Kind::wait);
  store.finish(1, TrialState::done, {1});
  CHECK(store.claim(more).kind == Offer::Kind::wait);
  store.finish(0, TrialState::failed, {});
  CHECK(store.claim(more).claim.number == 2);
}

TEST_CASE("a store whose trials run gives signs of life by itself") {
  const Folder folder;
  StoreSettings settings;
  settings.heartbeat = 0.02;
  const auto beats = [&] {
    soci::session sql(soci::sqlite3, folder.path + "/sweep.db");
    int n = 0;
    sql << "SELECT SUM(beats) FROM worker", soci::into(n);
    return n;
  };
  Store store(folder.path, settings);
  store.beat();
  CHECK(beats() == 0);  // none of its trials runs
  store.claim(counting(1));
  for (int i = 0; i < 500 && beats() < 3; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(beats() >= 3);
}

TEST_CASE("what is no database is told, and so is a newer one") {
  const Folder folder;
  std::ofstream(folder.path + "/sweep.db")
      << "this is not a database, however long one makes it, by any standard";
  CHECK_THROWS_WITH(Store(folder.path), Catch::Contains("is no database"));
  CHECK_THROWS_AS(Store("/proc/none"), Error);
}

TEST_CASE("a sampler that fails leaves no trial behind", "[store]") {
  const Folder folder;
  AnyStore store(folder.path);
  NewTrials more = counting(2);
  more.propose = [](std::int64_t, std::span<const SweepPoint>) -> std::vector<double> { throw Error("no"); };
  CHECK_THROWS_WITH(store.claim(more), "no");
  CHECK(store.trials().empty());
  CHECK(store.claim(counting(2)).claim.number == 0);
}

TEST_CASE("on another machine, a worker is dead when its heart has not beaten for a while") {
  Pulse pulse(std::chrono::seconds(10));
  const auto now = std::chrono::steady_clock::now();
  CHECK_FALSE(pulse.stopped("far.1.2", 5, now));
  CHECK_FALSE(pulse.stopped("far.1.2", 5, now + std::chrono::seconds(9)));
  CHECK_FALSE(pulse.stopped("far.1.2", 6, now + std::chrono::seconds(11)));
  CHECK(pulse.stopped("far.1.2", 6, now + std::chrono::seconds(22)));
  CHECK(host_of("a.b.c.17.99") == "a.b.c");
}

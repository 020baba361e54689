// Work that is found piece by piece: all of it, not too much at once, none lost where there is none for now.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <set>
#include <thread>

#include "graph/pool.hpp"

using namespace snnflow;
using Kind = Pool::Found::Kind;

TEST_CASE("every piece is done once, and never more at once than may be in flight") {
  for (const int threads : {1, 2, 4})
    for (const int in_flight : {1, 2, 3}) {
      Pool pool(threads);
      std::atomic<int> next = 0, at_once = 0, most = 0, done = 0;
      pool.each_found(in_flight, [&]() -> Pool::Found {
        if (next++ >= 40) return {};
        return {Kind::work, [&] {
                  const int now = ++at_once;
                  for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
                  }
                  while (most < std::min({2, threads, in_flight})) std::this_thread::yield();  // for another
                  --at_once, ++done;
                }};
      });
      CHECK(done == 40);
      CHECK(most <= std::min(threads, in_flight));
      if (threads > 1 && in_flight > 1) CHECK(most > 1);
    }
}

TEST_CASE("a ticket that finds no work for now comes back, and nothing is lost") {
  Pool pool(3);
  std::mutex mutex;
  int begun = 0, ended = 0, waits = 0;
  // Generations of four: none begins before those of the one before have ended.
  pool.each_found(3, [&]() -> Pool::Found {
    const std::lock_guard lock(mutex);
    if (begun == 24) return {ended == 24 ? Kind::over : Kind::wait, {}};
    if (begun / 4 * 4 > ended) return ++waits, Pool::Found{Kind::wait, {}};
    ++begun;
    return {Kind::work, [&] {
              for (;; std::this_thread::yield()) {
                const std::lock_guard inside(mutex);
                if (ended == 3 && waits == 0) continue;  // until somebody has found nothing
                ++ended;
                return;
              }
            }};
  });
  CHECK(ended == 24);
  CHECK(waits > 0);
}

TEST_CASE("a piece uses the pool itself, and no other piece begins within it") {
  Pool pool(2);
  std::atomic<int> next = 0, shards = 0, within = 0;
  thread_local int depth = 0;
  pool.each_found(2, [&]() -> Pool::Found {
    if (next++ >= 20) return {};
    return {Kind::work, [&] {
              if (++depth > 1) ++within;
              pool.execute([&] {
                pool.each_batch(
                    0, 6, 2, [](int, int) {},
                    [&](int, int) {
                      pool.each_shard(8, [&](int, int) { ++shards; });
                      return true;
                    });
              });
              --depth;
            }};
  });
  CHECK(shards == 20 * 6 * 8);
  CHECK(within == 0);
}

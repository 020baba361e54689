// Nothing is thrown through the graph: the first failure stops the others in good order, and is told at the
// end.
#include "sweep/run_sweep.hpp"

#include <chrono>
#include <cmath>
#include <limits>

#include "sweep/pruning.hpp"
#include "sweep/seeds.hpp"

namespace snnflow {
namespace {

using Clock = std::chrono::steady_clock;

NewTrials new_trials(const Sweep& sweep, int epochs) {
  NewTrials more;
  const auto seeds = std::int64_t(sweep.seeds.size());
  more.most = sweep.trials() < 0 ? std::numeric_limits<std::int64_t>::max() : sweep.trials();
  more.most_attempts = 1 + sweep.retries;
  const auto directions = sweep.directions();
  more.propose = [&sweep, seeds, directions](std::int64_t number, std::span<const SweepPoint> before) {
    if (!sweep.sampler) return std::vector<double>{};
    return propose_run(*sweep.sampler, sweep.space, before, number, int(seeds), sweep.seed, directions);
  };
  if (sweep.sampler)
    more.must_have_ended = [&sweep, seeds](std::int64_t number) {
      return seeds * sweep.sampler->must_have_ended(number / seeds);
    };
  if (sweep.pruner)
    more.promote = [&sweep, directions, epochs](std::span<const SweepPoint> trials,
                                                std::span<const std::vector<double>> curves) {
      return SweepRace(trials, curves, directions[0], epochs, sweep.seed).next(*sweep.pruner);
    };
  return more;
}

class SweepGraph {
 public:
  SweepGraph(TrialBench& bench, int epochs)
      : bench_(bench), more_(new_trials(bench.sweep, epochs)), began_(Clock::now()) {}

  SweepEnd run(int in_flight) {
    bench_.pool.each_found(in_flight, [&] { return find(); });
    for (const Claim& claim : claimed_)  // and not begun, since all stopped
      guarded([&] { bench_.store.hand_back(claim.number); });
    if (failure_) std::rethrow_exception(failure_);
    return bench_.watcher.stop_requested() ? SweepEnd::stopped : end_.load();
  }

 private:
  bool may_begin() {
    if (bench_.stopping || bench_.watcher.stop_requested()) return false;
    const double hours = std::chrono::duration<double, std::ratio<3600>>(Clock::now() - began_).count();
    if (hours <= bench_.sweep.hours) return true;
    end_ = SweepEnd::out_of_time;
    return false;
  }

  // What the end of another trial brought, else what there is.
  Offer claim() {
    {
      const std::lock_guard one_at_a_time(claiming_);
      if (!claimed_.empty()) {
        Offer offer{Offer::Kind::trial, std::move(claimed_.back())};
        claimed_.pop_back();
        return offer;
      }
    }
    return bench_.store.claim(more_);
  }

  void run_one(const Claim& claim) {
    auto next = run_trial(bench_, claim, [this] { return may_begin() ? &more_ : nullptr; });
    if (!next) return;
    const std::lock_guard one_at_a_time(claiming_);
    claimed_.push_back(std::move(*next));
  }

  Pool::Found find() {
    if (!may_begin()) return {};
    Pool::Found found;
    guarded([&] {
      const Offer offer = claim();
      if (offer.kind == Offer::Kind::wait) found.kind = Pool::Found::Kind::wait;
      if (offer.kind != Offer::Kind::trial) return;
      found.kind = Pool::Found::Kind::work;
      found.work = [this, claim = offer.claim] { guarded([&] { run_one(claim); }); };
    });
    return found;
  }

  template <class F>
  void guarded(F&& f) {
    try {
      f();
    } catch (...) {
      const std::lock_guard one_at_a_time(failing_);
      if (!failure_) failure_ = std::current_exception();
      bench_.stopping = true;
    }
  }

  TrialBench& bench_;
  NewTrials more_;
  Clock::time_point began_;
  std::atomic<SweepEnd> end_ = SweepEnd::finished;
  std::mutex claiming_, failing_;
  std::vector<Claim> claimed_;
  std::exception_ptr failure_;
};

}  // namespace

SweepEnd run_sweep(TrialBench& bench, int in_flight) {
  return SweepGraph(bench, bench.sweep.epochs).run(in_flight);
}

int trials_in_flight(const Sweep& sweep, int threads, std::int64_t memory) {
  if (sweep.memory <= 0) return threads;
  return int(std::clamp<std::int64_t>(memory / sweep.memory, 1, threads));
}

}  // namespace snnflow

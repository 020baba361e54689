// Epochs, batches, updates.
#include "train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/text.hpp"
#include "model/firing.hpp"
#include "model/random.hpp"
#include "train/sums.hpp"

namespace snnflow {
namespace {

constexpr int batches_in_flight = 3;
constexpr std::size_t numbers_per_update = 1 << 14;  // of one block, updated by one thread

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<int> shuffled(const Plan& plan, std::int64_t samples, int epoch) {
  std::vector<int> order(static_cast<std::size_t>(samples));
  std::iota(order.begin(), order.end(), 0);
  if (!plan.train.shuffle) return order;
  KeyedRandom random(std::uint64_t(plan.seed), "train", "shuffle", std::uint64_t(epoch));
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

}  // namespace

Trainer::Trainer(const Plan& plan, const Registry& registry, Pool& pool)
    : plan_(plan), pool_(pool), blocks_(plan), network_(make_network(plan, registry, blocks_, pool.threads())),
      outcomes_(std::size_t(plan.train.batch)), slots_(batches_in_flight), cache_(std::make_unique<SampleCache>(plan, Split::train)) {
  gradients_.resize(blocks_.gradients());
  for (int b = 0; b < int(blocks_.list().size()); ++b)
    for (std::size_t from = 0; blocks_.list()[std::size_t(b)].gradient >= 0 && from < blocks_.list()[std::size_t(b)].size; from += numbers_per_update)
      update_parts_.push_back({b, from, std::min(numbers_per_update, blocks_.list()[std::size_t(b)].size - from)});
  for (Slot& s : slots_) s.samples.resize(std::size_t(plan.train.batch));
}
Trainer::~Trainer() = default;

PassSums Trainer::empty_sums() const {
  PassSums sums;
  sums.terms.assign(plan_.losses.size() + plan_.regularisers.size(), 0.0);
  sums.scores.assign(plan_.metrics.size(), 0.0);
  sums.spikes.assign(plan_.layers.size(), 0);
  sums.gradient_norms.assign(plan_.layers.size(), 0.0);
  for (const LayerPlan& l : plan_.layers) sums.fired.emplace_back(std::size_t(l.units), 0);
  return sums;
}

TrainState Trainer::begin() {
  TrainState state;
  state.values = initial_values(plan_, blocks_);
  make_fire(plan_, blocks_, *network_, state.values);
  state.memory.assign(blocks_.gradients() * std::size_t(plan_.optimiser->slots()), 0.0);
  state.sums = empty_sums();
  return state;
}

void Trainer::run(TrainState& state, Watcher& watcher) {
  pool_.execute([&] {
    network_->bind(state.values);
    if (state.epoch == 0 && state.batch == 0) first_epoch(state, watcher);
    while (!state.finished) {
      epoch(state, watcher);
      if (watcher.stop_requested() && !state.finished) return;
    }
  });
}

// Epoch 0: what the network does before it has learned anything.
void Trainer::first_epoch(TrainState& state, Watcher& watcher) {
  EpochResult result;
  PassSums sums = empty_sums();
  const Split split = plan_.sizes[int(Split::valid)] ? Split::valid : Split::train;
  (split == Split::valid ? result.valid : result.train) = pass(split, sums, nullptr);
  result.layers = layer_results(sums);
  result.dropped = sums.dropped;
  if (plan_.train.epochs == 0) {
    choose(state, result);
    state.finished = true;
  }
  watcher.epoch(result, state, record(state, plan_.train.epochs == 0));
}

void Trainer::epoch(TrainState& state, Watcher& watcher) {
  const std::int64_t samples = plan_.sizes[int(Split::train)];
  const int size = plan_.train.batch, batches = int((samples + size - 1) / size);
  order_ = shuffled(plan_, samples, state.epoch);
  auto count = [&](int b) { return int(std::min<std::int64_t>(size, samples - std::int64_t(b) * size)); };
  const double began = seconds_now();
  state.batch = pool_.each_batch(
      state.batch, batches, batches_in_flight,
      [&](int b, int slot) {
        for (int i = 0; i < count(b); ++i)
          cache_->get(order_[std::size_t(b) * std::size_t(size) + std::size_t(i)], slots_[std::size_t(slot)].samples[std::size_t(i)]);
      },
      [&](int b, int slot) { return step(state, slots_[std::size_t(slot)], count(b), watcher) || b + 1 == batches; });
  const double took = seconds_now() - began;
  state.sums.seconds += took;
  state.trained_seconds += took;
  if (state.batch < batches) return watcher.interrupted(state);

  EpochResult result;
  result.epoch = ++state.epoch;
  state.batch = 0;
  result.train = this->result(state.sums);
  result.layers = layer_results(state.sums);
  result.clipped = state.sums.clipped, result.dropped = state.sums.dropped, result.seconds = state.sums.seconds;
  result.learning_rate_factor = schedule_factor(state);
  const bool silent = [&] {
    for (std::size_t l = 0; l < plan_.layers.size(); ++l)
      if (plan_.layers[l].readout && (!plan_.layers[l].traits().spikes || state.sums.spikes[l] > 0)) return false;
    return true;
  }();
  state.silent_epochs = silent ? state.silent_epochs + 1 : 0;
  if (plan_.sizes[int(Split::valid)]) {
    PassSums sums = empty_sums();
    result.valid = pass(Split::valid, sums, nullptr);
  }
  choose(state, result);
  if (plan_.train.stop_when_silent > 0 && state.silent_epochs >= plan_.train.stop_when_silent)
    state.stopped = "the readout has been silent for " + plural(state.silent_epochs, "epoch") + ": nothing can be learned from it; start from larger weights";
  else if (plan_.train.patience > 0 && state.epoch - state.best_epoch >= plan_.train.patience)
    state.stopped = "no better epoch for " + plural(plan_.train.patience, "epoch");
  state.finished = state.epoch >= plan_.train.epochs || !state.stopped.empty();
  state.sums = empty_sums();
  watcher.epoch(result, state, record(state, state.finished));
}

// All shards of a batch, side by side; with gradients unless this is the first of two passes.
void Trainer::run_shards(const Slot& slot, int samples, const BatchTerms* terms) {
  const int shards = std::min(plan_.train.shards, samples);
  pool_.each_shard(shards, [&](int shard, int worker) {
    const std::size_t from = std::size_t(samples) * std::size_t(shard) / std::size_t(shards);
    const std::size_t to = std::size_t(samples) * std::size_t(shard + 1) / std::size_t(shards);
    if (terms) network_->begin_shard(shard);
    const BatchPulls pulls = terms ? BatchPulls{terms->counts, int(from)} : BatchPulls{};
    network_->run(worker, terms ? shard : -1, std::span(slot.samples).subspan(from, to - from), samples, &pulls,
                  std::span(outcomes_).subspan(from, to - from));
  });
  if (!terms) return;
  const auto parts = [&](int count, auto&& f) {
    if (count == 1) f(0);
    else pool_.each_shard(count, [&](int part, int) { f(part); });
  };
  parts(network_->add_parts(), [&](int p) { network_->add_shards(p, shards); });
}

bool Trainer::step(TrainState& state, const Slot& slot, int samples, Watcher& watcher) {
  BatchTerms terms;
  if (plan_.has_batch_terms()) {
    run_shards(slot, samples, nullptr);
    terms = batch_terms(plan_, std::span(outcomes_).subspan(0, std::size_t(samples)), std::span(slot.samples).subspan(0, std::size_t(samples)));
  }
  run_shards(slot, samples, &terms);
  for (std::size_t t = 0; t < terms.values.size(); ++t) state.sums.terms[t] += terms.values[t] * samples;
  for (int i = 0; i < samples; ++i) {
    add_outcome(outcomes_[std::size_t(i)], samples, state.sums);
    state.sums.dropped += slot.samples[std::size_t(i)].dropped;
    if (!outcomes_[std::size_t(i)].finite)
      throw Error("the loss is not a number in epoch " + std::to_string(state.epoch + 1) + ", batch " + std::to_string(state.sums.batches + 1) +
                  ": lower the learning rate, or limit the weights with min and max", 1);
  }
  ++state.sums.batches;
  state.trained_samples += samples;
  apply(state);
  double loss = 0;
  for (double t : state.sums.terms) loss += t;
  watcher.batch(state.epoch + 1, state.sums.samples, plan_.sizes[int(Split::train)], loss / double(state.sums.samples));
  return !watcher.stop_requested();
}

double Trainer::schedule_factor(const TrainState& state) const {
  const ScheduleSettings& s = plan_.schedule.settings;
  double passed = (s.per == ScheduleSettings::Per::epoch ? double(state.epoch) : double(state.step)) / s.every;
  if (s.staircase) passed = std::floor(passed);
  return plan_.schedule.plugin->factor(passed);
}

// The length of the gradient of all numbers, layer by layer for the record. Throws where it is not a number.
double Trainer::gradient_length(TrainState& state) {
  std::vector<double> squares(plan_.layers.size(), 0.0);
  for (const Block& b : blocks_.list()) {
    if (b.gradient < 0) continue;
    double sum = 0;
    for (std::size_t i = 0; i < b.size; ++i) sum += gradients_[std::size_t(b.gradient) + i] * gradients_[std::size_t(b.gradient) + i];
    if (!std::isfinite(sum))
      throw Error("the gradient of " + b.plan->path + " is not a number in epoch " + std::to_string(state.epoch + 1) + ", batch " +
                  std::to_string(state.sums.batches) + " (layer '" + plan_.layers[std::size_t(b.layer)].name + "')", 1);
    squares[std::size_t(b.layer)] += sum;
  }
  double all = 0;
  for (std::size_t l = 0; l < squares.size(); ++l) {
    state.sums.gradient_norms[l] += std::sqrt(squares[l]);
    all += squares[l];
  }
  return std::sqrt(all);
}

// Gradients to new numbers.
void Trainer::apply(TrainState& state) {
  const auto parts = [&](int count, auto&& f) {
    if (count == 1) f(0);
    else pool_.each_shard(count, [&](int part, int) { f(part); });
  };
  parts(network_->gather_parts(), [&](int p) { network_->gather(p, state.values, gradients_); });
  blocks_.chain_logarithms(state.values, gradients_);
  const double length = gradient_length(state), shorten = length > plan_.train.clip_norm ? plan_.train.clip_norm / length : 1;
  const double factor = schedule_factor(state), most = plan_.train.clip_value;
  const std::size_t slots = std::size_t(plan_.optimiser->slots());
  ++state.step;
  parts(int(update_parts_.size()), [&](int p) {
    const UpdatePart& part = update_parts_[std::size_t(p)];
    const Block& b = blocks_.list()[std::size_t(part.block)];
    const std::size_t at = std::size_t(b.gradient) + part.from;
    const std::span<double> g(gradients_.data() + at, part.size), values(state.values.data() + b.offset + part.from, part.size);
    if (shorten < 1)
      for (double& x : g) x *= shorten;
    if (most < never)
      for (double& x : g) x = std::clamp(x, -most, most);
    plan_.optimiser->update({values, g, std::span(state.memory).subspan(at * slots, part.size * slots), state.step, factor * b.plan->lr});
  });
  for (const Block& b : blocks_.list())
    if (b.gradient >= 0) project(b, std::span(state.values).subspan(b.offset, b.size), state.epoch + 1);
  parts(network_->bind_parts(), [&](int p) { network_->bind_part(p, state.values); });
  network_->bound(state.values);
}

void Trainer::choose(TrainState& state, EpochResult& result) {
  if (plan_.select < 0) return;
  const double score = result.valid.metrics[std::size_t(plan_.select)];
  const bool more = plan_.metrics[std::size_t(plan_.select)].plugin->more_is_better();
  if (state.best_epoch >= 0 && !(more ? score > state.best_score : score < state.best_score)) return;
  state.best_epoch = state.epoch;
  state.best_score = score;
  state.best_values = state.values;
  result.best = true;
}

}  // namespace snnflow

// One flag for each sample: who sets it to filling stores it, all others encode for themselves until it is full.
#include "train/sample_cache.hpp"

namespace snnflow {
namespace {
constexpr std::int64_t most_bytes = std::int64_t(512) << 20;
}

SampleCache::SampleCache(const Plan& plan, Split split)
    : plan_(plan), split_(split), samples_(std::size_t(plan.sizes[int(split)])), states_(new std::atomic<char>[samples_.size()]) {
  for (std::size_t i = 0; i < samples_.size(); ++i) states_[i] = empty;
}

void SampleCache::get(std::int64_t index, Encoded& out) {
  auto& state = states_[std::size_t(index)];
  if (state.load(std::memory_order_acquire) == full) {
    out = samples_[std::size_t(index)];
    return;
  }
  encode(plan_, split_, index, out);
  const Sample& s = out.sample;
  const std::int64_t bytes = std::int64_t(sizeof(Encoded) + s.time.size() * 12 + (s.values.size() + s.target.size()) * 8);
  char expected = empty;
  if (bytes_.load() + bytes > most_bytes || !state.compare_exchange_strong(expected, filling)) return;
  bytes_ += bytes;
  samples_[std::size_t(index)] = out;
  if (plan_.encoder) samples_[std::size_t(index)].sample.values.clear();
  state.store(full, std::memory_order_release);
}

}  // namespace snnflow

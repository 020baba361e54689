// Counter: (count, index); key: (seed, path and purpose). Each block of the generator gives two numbers.
#include "model/random.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <Random123/philox.h>
#pragma GCC diagnostic pop

namespace snnflow {

std::uint64_t key_of(std::string_view text) {
  std::uint64_t h = 14695981039346656037u;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return h;
}

KeyedRandom::KeyedRandom(std::uint64_t seed, std::string_view path, std::string_view purpose, std::uint64_t index)
    : seed_(seed), key_(key_of(path) ^ (key_of(purpose) * 0x9E3779B97F4A7C15u)), index_(index) {}

std::uint64_t KeyedRandom::bits() {
  if (has_second_) {
    has_second_ = false;
    return second_;
  }
  const r123::Philox4x64::ctr_type counter{{counter_++, index_, 0, 0}};
  const r123::Philox4x64::key_type key{{seed_, key_}};
  const auto out = r123::Philox4x64()(counter, key);
  second_ = out[1];
  has_second_ = true;
  return out[0];
}

}  // namespace snnflow

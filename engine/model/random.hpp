// Random numbers keyed by seed, path and purpose: Philox 4x64 (Salmon et al. 2011), by the Random123 library.
#pragma once
#include <string_view>

#include "snnflow/plugin_base.hpp"

namespace snnflow {

// 64 bits of a text (FNV-1a): the key that a path in the experiment stands for.
std::uint64_t key_of(std::string_view text);

// The stream of (seed, path, purpose, index): adding a layer changes no other draw.
class KeyedRandom final : public Random {
 public:
  KeyedRandom(std::uint64_t seed, std::string_view path, std::string_view purpose, std::uint64_t index = 0);
  std::uint64_t bits() override;

 private:
  std::uint64_t seed_, key_, index_, counter_ = 0, second_ = 0;
  bool has_second_ = false;
};

}  // namespace snnflow

// What every plugin is: an object that is const once its settings are read, and that knows no clock, file or global.
#pragma once
#include <cstdint>
#include <memory>

#include "snnflow/about.hpp"
#include "snnflow/issue.hpp"
#include "snnflow/scalar.hpp"

namespace snnflow {

class Plugin {
 public:
  virtual ~Plugin() = default;
};

// Random numbers that depend on (seed, path in the experiment, purpose) and on nothing else. Handed in, never made.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t bits() = 0;
  // In [0, 1), 53 bits.
  double uniform() { return double(bits() >> 11) * 0x1p-53; }
  // Mean 0, deviation 1 (Box and Muller 1958).
  double normal();
  // In {0, ..., n - 1}, without bias.
  std::uint64_t below(std::uint64_t n);

 private:
  double spare_ = 0;
  bool has_spare_ = false;
};

inline double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2 * std::log(1 - uniform())), angle = 2 * pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}
inline std::uint64_t Random::below(std::uint64_t n) {
  const std::uint64_t limit = n * (~std::uint64_t(0) / n);
  std::uint64_t x = bits();
  while (x >= limit) x = bits();
  return x % n;
}

}  // namespace snnflow

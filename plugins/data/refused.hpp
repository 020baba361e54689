// Why a reader refuses a file: what is wrong in it, where, and what to do.
#pragma once
#include <cstdint>
#include <string>
#include <utility>

namespace snnflow {

/// Thrown by readers of files; caught where the split is opened, which adds the file's name.
struct Refused {
  std::string what;    // "the image count at byte 4 is 70000, but ..."
  std::string remedy;  // empty: where the file comes from is the remedy
  explicit Refused(std::string w, std::string r = {}) : what(std::move(w)), remedy(std::move(r)) {}
};

inline constexpr std::int64_t most_samples = std::int64_t(1) << 31;
inline constexpr int most_channels = 1 << 22;
inline constexpr int most_classes = 1 << 20;

}  // namespace snnflow

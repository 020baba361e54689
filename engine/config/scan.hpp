// What must be known of a TOML text before a parser sees it: that it is UTF-8, not too large and not too
// deep.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "snnflow/value.hpp"

namespace snnflow {

inline constexpr std::size_t kLargestText = std::size_t{16} << 20;  // bytes
inline constexpr int kDeepest = 64;                                 // tables and arrays within each other

struct Finding {
  Place place;
  std::string message, remedy;
};

// The first fault of these kinds, or a text without end, or a letter beyond ASCII outside of texts and
// comments. Depth is bounded here, key by key and bracket by bracket; the sum of both is counted by parse().
std::optional<Finding> scan(std::string_view text, int file);

Finding too_deep(Place place);

}  // namespace snnflow

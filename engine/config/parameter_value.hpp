// Where the value of a parameter stands in an experiment, and what its table may hold besides an initialiser.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "config/pick_one.hpp"

namespace snnflow {

inline constexpr std::string_view kParameterPaths[] = {
    "layer.*.neuron.*.*",
    "layer.*.from.*.*.*",
    "layer.*.initial.*",
    "layer.*.axonal_delay",
};

inline bool is_parameter_value(std::span<const std::string> path) {
  return std::ranges::any_of(kParameterPaths,
                             [&](std::string_view pattern) { return follows(path, pattern); });
}

// All other keys of a parameter's table name an initialiser.
inline constexpr std::string_view kParameterOptions[] = {"value", "per", "train", "lr", "min", "max", "as"};

inline bool is_parameter_option(std::string_view key) {
  return std::ranges::find(kParameterOptions, key) != std::end(kParameterOptions);
}

// Whether a key says what the parameter is: `value`, or an initialiser. There can be only one such.
inline bool gives_value(std::string_view key) { return key == "value" || !is_parameter_option(key); }

}  // namespace snnflow

// Which tables of an experiment hold exactly one key, the name of a plugin.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace snnflow {

// A star stands for any one key.
inline constexpr std::string_view kPickOnePaths[] = {
    "data",
    "encoder",
    "engine",
    "optimiser",
    "layer.*.neuron",
    "layer.*.surrogate",
    "layer.*.from.*",
    "engine.*.surrogate",
    "optimiser.*.schedule",
    "sweep.sampler",
    "sweep.pruner",
};

// Whether the keys follow a pattern such as "layer.*.neuron".
inline bool follows(std::span<const std::string> path, std::string_view pattern) {
  for (const std::string& key : path) {
    const std::string_view wanted = pattern.substr(0, pattern.find('.'));
    if (wanted.empty() || (wanted != "*" && wanted != key)) return false;
    pattern.remove_prefix(std::min(wanted.size() + 1, pattern.size()));
  }
  return pattern.empty();
}

inline bool is_pick_one(std::span<const std::string> path) {
  return std::ranges::any_of(kPickOnePaths, [&](std::string_view pattern) { return follows(path, pattern); });
}

}  // namespace snnflow

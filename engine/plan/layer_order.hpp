// In which order layers are worked out: sources before targets.
#pragma once
#include <map>

#include "plan/written_layer.hpp"

namespace snnflow {

// Where each name stands among the layers.
using LayerNumbers = std::map<std::string, int>;

// Places among the layers, sources first. Loops longer than a layer with itself are issues.
std::vector<int> layer_order(Scope scope, const std::vector<WrittenLayer>& layers,
                             const LayerNumbers& number);

// Sources that are not there, layers that read from themselves alone. Answers for each layer whether another
// one reads it. `broken` are names that somebody else complained about.
std::vector<bool> check_sources(Scope scope, const std::vector<WrittenLayer>& layers,
                                const LayerNumbers& number, const std::vector<std::string>& broken,
                                bool may_loop);

}  // namespace snnflow

// The layers as the file writes them: names, sizes, plugins and sources, before shapes are known.
#pragma once
#include "plan/pick.hpp"

namespace snnflow {

// One [layer.<name>].
struct WrittenLayer {
  // One connection of it.
  struct From {
    std::string source, path;
    Place place;
    const Value* table;
    std::optional<Use> use;
    std::vector<const Entry*> model;  // given numbers, by place among the plugin's parameters
  };
  std::string name, path;
  Place place;
  const Value* table = nullptr;
  std::optional<Use> neuron;
  std::vector<const Entry*> model;
  std::vector<From> from;
  std::vector<int> shape;  // empty: not written, or not understood
  bool sized = false;      // a size or a shape is written, or was meant: do not ask for one
  Place size_place;        // of that value, where there is one

  bool loops() const {
    for (const From& f : from)
      if (f.source == name) return true;
    return false;
  }
};

/// Every layer that [layer] holds; what is not one is an issue and goes to `broken` with its name.
std::vector<WrittenLayer> written_layers(Scope scope, const Value& table, std::vector<std::string>& broken);

}  // namespace snnflow

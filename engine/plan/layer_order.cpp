// A depth-first walk from each layer to its sources; who is met again on the way there is part of a loop.
#include "plan/layer_order.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {

// A layer on the walk, and which of its sources is looked at.
struct Visit {
  int layer;
  std::size_t next = 0;
};

// Tells of the loop from `source` along the walk and back to it, at the connection that leads back furthest.
void tell_loop(Scope scope, const std::vector<WrittenLayer>& layers, const LayerNumbers& number,
               std::span<const Visit> walk, int source) {
  const auto begin =
      std::find_if(walk.begin(), walk.end(), [&](const Visit& v) { return v.layer == source; });
  const WrittenLayer::From* back = nullptr;
  int furthest = 0;
  std::vector<int> members;
  for (auto v = begin; v != walk.end(); ++v) {
    const auto& from = layers[std::size_t(v->layer)].from[v->next - 1];
    members.push_back(v->layer);
    const int jump = number.at(from.source) - v->layer;
    if (jump > furthest) furthest = jump, back = &from;
  }
  std::sort(members.begin(), members.end());
  std::vector<std::string> names;
  for (int l : members) names.push_back(layers[std::size_t(l)].name);
  scope.issues.error(back->place, "layers " + quoted_list(names) + " form a loop",
                     "only a layer that reads from itself may", back->path);
}

}  // namespace

std::vector<int> layer_order(Scope scope, const std::vector<WrittenLayer>& layers,
                             const LayerNumbers& number) {
  enum : char { untouched, on_the_walk, done };
  std::vector<int> order;
  std::vector<char> state(layers.size(), untouched);
  std::vector<Visit> walk;
  for (int first = 0; first < int(layers.size()); ++first) {
    if (state[std::size_t(first)] != untouched) continue;
    walk.push_back({first});
    while (!walk.empty()) {
      Visit& at = walk.back();
      const auto& from = layers[std::size_t(at.layer)].from;
      state[std::size_t(at.layer)] = on_the_walk;
      if (at.next == from.size()) {
        state[std::size_t(at.layer)] = done;
        order.push_back(at.layer);
        walk.pop_back();
        continue;
      }
      const auto source = number.find(from[at.next++].source);
      if (source == number.end() || source->second == at.layer) continue;
      if (state[std::size_t(source->second)] == on_the_walk)
        tell_loop(scope, layers, number, walk, source->second);
      else if (state[std::size_t(source->second)] == untouched)
        walk.push_back({source->second});
    }
  }
  return order;
}

std::vector<bool> check_sources(Scope scope, const std::vector<WrittenLayer>& layers,
                                const LayerNumbers& number, const std::vector<std::string>& broken,
                                bool may_loop) {
  std::vector<std::string> known = {"input"};
  for (const WrittenLayer& w : layers) known.push_back(w.name);
  known.insert(known.end(), broken.begin(), broken.end());
  std::vector<bool> read(layers.size(), false);
  for (const WrittenLayer& w : layers) {
    bool itself_only = !w.from.empty();
    for (const auto& f : w.from) {
      itself_only &= f.source == w.name;
      const auto source = number.find(f.source);
      if (source == number.end() && std::find(known.begin(), known.end(), f.source) == known.end()) {
        const std::string remedy = "the sources are " + quoted_list(known);
        scope.issues.error(f.place,
                           "layer '" + w.name + "' reads from '" + f.source +
                               "', which is neither a layer nor 'input'" + did_you_mean(f.source, known),
                           remedy, f.path);
      } else if (source != number.end() && f.source != w.name)
        read[std::size_t(source->second)] = true;
      if (f.source == w.name && !may_loop)
        scope.issues.error(
            f.place,
            "layer '" + w.name + "' reads from itself: recurrence in continuous time is not built yet",
            "use [engine.clock] for recurrent layers", f.path);
    }
    if (itself_only)
      scope.issues.error(w.place,
                         "layer '" + w.name + "' reads only from itself: nothing from outside reaches it",
                         "write [" + w.path + ".from.input] with dense = {}", w.path + ".from");
  }
  return read;
}

}  // namespace snnflow

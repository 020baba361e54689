// Whether a layer and the data have what a loss or metric reads, and what could be used instead.
#pragma once
#include "plan/term_entry.hpp"

namespace snnflow {

// A loss or metric as these checks see it.
struct Reader {
  const char* kind;  // "loss", "metric"
  Reads reads;
  bool wants_labels;
  std::string state = {};             // of which a trace is looked at; empty: of the layer's output
  std::vector<double> at = {};        // the moments that are looked at; empty: all of the window
  bool gradient() const { return std::string_view(kind) == "loss"; }
};

// Whether the layer has the state that is named, and the moments make sense; issues where not.
bool looks_fit(Scope scope, const Plan& plan, const Several& entry, const Reader& reader, const LayerPlan& layer);

// Whether the layer gives what is read; an issue where it does not.
bool layer_gives(Scope scope, const Plan& plan, const Several& entry, const Reader& reader,
                 const LayerPlan& layer);

// Labels or targets of the data against the units that a term sees.
void check_targets(Scope scope, const Value& root, const Plan& plan, const Several& entry,
                   const Reader& reader, const LayerPlan& layer, const TermSettings& settings, int units);

}  // namespace snnflow

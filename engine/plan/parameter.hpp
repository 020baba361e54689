// Parameter values: a number, an array, or a table with a value or an initialiser and options; one form
// everywhere.
#pragma once
#include "plan/pick.hpp"

namespace snnflow {

// What a parameter may be where it stands.
struct ParameterSite {
  std::string path;
  Place owner;             // of the plugin that declares it
  std::vector<int> shape;  // of one number per unit, or of the tensor
  bool tensor = false;     // has its shape always; absent: weights that make the layer fire
  Initialiser::Shape fans;
  bool sized = true;  // false: the shape is not known, since errors were reported; any will do
};

// `given` may be null. What was understood is written to `resolved`.
ParameterPlan parameter(Scope scope, const Parameter& declared, const Entry* given, const ParameterSite& site,
                        Value& resolved);

// The declaration that an initial state answers to.
Parameter initial_state(const State& state);

// v_reset must stay below threshold, and the like; said where the file says one of the two.
void check_order(Scope scope, const std::vector<Parameter>& declared,
                 const std::vector<ParameterPlan>& plans);

}  // namespace snnflow

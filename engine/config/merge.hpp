// One experiment laid over another: tables merge key by key, everything else is replaced.
#pragma once
#include "snnflow/value.hpp"

namespace snnflow {

// A pick-one table that names a plugin which the base lacks drops the base's plugins; a parameter that gets a
// value or an initialiser drops what it had; a number or an array of a parameter counts as { value = … }.
// Tables that merge keep the place where the base began them.
void merge(Value& base, Value over);

// Turns the number or array of a parameter into the table it is short for: { value = … }.
void spell_out(Value& parameter);

}  // namespace snnflow

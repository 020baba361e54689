// Values of an experiment as JSON, and JSON as such values.
#pragma once
#include "port/json.hpp"
#include "snnflow/value.hpp"

namespace snnflow {

/// null becomes a missing value; nothing has a place.
Value value_of(const Json& json);
/// inf, -inf and nan become texts; a missing value null.
Json json_of(const Value& value);

/// An issue's path ("space.\"a.b\".float") as a JSON pointer ("/space/a.b/float").
std::string json_pointer(const std::string& path);

}  // namespace snnflow

// What the functions of this module look things up in, and where they report.
#pragma once
#include "registry/registry.hpp"

namespace snnflow {

struct Scope {
  const Registry& registry;
  Issues& issues;
};

/// A value, or the missing one; never a copy, since places and entries are pointed at.
inline const Value& or_missing(const Value* value) {
  static const Value missing;
  return value ? *value : missing;
}

}  // namespace snnflow

// The JSON schema of experiments, for editors that complete and check TOML: draft-07, one file, local
// references only.
#pragma once
#include <string>

#include "registry/registry.hpp"

namespace snnflow {

/// The schema as text, keys sorted, ending with a newline. It comes from the declarations of all plugins of
/// the registry and of the language's own tables; it is never stricter than `snnflow check`, which is the
/// truth.
std::string experiment_schema(const Registry& registry);

}  // namespace snnflow

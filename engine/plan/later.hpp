// What the language has and this version has not yet.
#pragma once
#include <string>

namespace snnflow {

// "delays are not built yet", where the path of a key is one of these; else empty.
std::string not_built_yet(const std::string& path);

}  // namespace snnflow

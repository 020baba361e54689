// Instruction-set levels: which of a library's builds (x86-64-v2, -v3, -v4) this machine runs.
#pragma once
#include <string>

namespace snnflow {

// 2, 3 or 4; below 2 nothing of ours runs, and Error says so.
int machine_level();

// "x86-64-v3"
inline std::string level_name(int level) { return "x86-64-v" + std::to_string(level); }

// The build of a library for a level: "a/b.so" -> "a/b.v3.so"; level 2 is the file itself.
std::string build_for(const std::string& library, int level);

}  // namespace snnflow

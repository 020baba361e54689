// Reads the stamp of a plugin library from the file's bytes, before any of its code can run.
#pragma once
#include <map>
#include <string>

namespace snnflow {

struct StampReading {
  std::map<std::string, std::string> fields;  // abi, sdk, cxx11abi, debug, level, compiler
  std::string refusal;                        // why the file cannot be loaded; empty: it can
  std::string remedy;                         // what to do about it; may be empty
};

// Never loads the file. The refusal names the field that differs and what to do about it.
StampReading read_stamp(const std::string& path);

}  // namespace snnflow

// A text file whole, or why it could not be read.
#pragma once
#include <string>

namespace snnflow {

struct FileText {
  std::string text;             // without a byte order mark
  std::string problem, remedy;  // not empty where it could not be read: "there is no file 'x.toml'"
  bool missing = false;         // because there is no such file
};

// Files larger than what parse() takes are a problem, and are not read to their end.
FileText read_file(const std::string& path);

}  // namespace snnflow

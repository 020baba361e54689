// A stamp is one text in the file: "@snnflow-plugin:abi=1;sdk=0.1.0;...@".
#include "registry/stamp_reader.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "snnflow/pack.hpp"
#include "snnflow/stamp.hpp"

namespace snnflow {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t longest_stamp = 400;

std::map<std::string, std::string> split_fields(const std::string& text) {
  std::map<std::string, std::string> fields;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const std::string field = text.substr(at, end - at);
    if (const std::size_t equals = field.find('='); equals != std::string::npos)
      fields[field.substr(0, equals)] = field.substr(equals + 1);
    at = end + 1;
  }
  return fields;
}

}  // namespace

StampReading read_stamp(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    return {{}, "does not exist", "its path is relative to the file it stands in"};
  if (status.type() == fs::file_type::directory)
    return {{}, "is a directory", "name a library in it, or all of them with --plugin-path"};
  std::ifstream file(path, std::ios::binary);
  if (!file) return {{}, "cannot be read", "see who may read it: ls -l " + path};
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  if (bytes.compare(0, 4, "\177ELF") != 0) return {{}, "is not a shared library", {}};
  const std::string head = SNNFLOW_STAMP_HEAD;
  for (std::size_t at = bytes.find(head); at != std::string::npos; at = bytes.find(head, at + 1)) {
    const std::size_t begin = at + head.size(), end = bytes.find('@', begin);
    if (end == std::string::npos || end - begin > longest_stamp) continue;
    StampReading reading{split_fields(bytes.substr(begin, end - begin)), {}, {}};
    const auto ours = split_fields(SNNFLOW_STAMP_FIELDS);
    for (const char* name : {"abi", "cxx11abi", "debug"})
      if (reading.fields[name] != ours.at(name)) {
        const std::string what =
            std::string(name) == "abi" ? "plugin ABI" : std::string("C++ library setting ") + name;
        reading.refusal = "was built for " + what + " " + reading.fields[name] + " (snnflow " +
                          reading.fields["sdk"] + ", compiler " + reading.fields["compiler"] +
                          "), this snnflow has " + ours.at(name) + ": rebuild it against this snnflow";
        break;
      }
    return reading;
  }
  return {{}, "is not a snnflow plugin (it has no SNNFLOW_PLUGIN)", {}};
}

}  // namespace snnflow

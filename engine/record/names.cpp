// The true names stand in the file too, as attributes; these are their addresses.
#include "record/names.hpp"

#include <algorithm>

#include "base/path.hpp"
#include "base/utf8.hpp"

namespace snnflow {

std::string member_name(const std::string& name) {
  std::string out = printable(name);
  std::replace(out.begin(), out.end(), '/', '_');
  if (out.find_first_not_of('.') == std::string::npos) out += '_';
  return out;
}

std::vector<std::string> unique_names(const std::vector<std::string>& names, std::vector<std::string> taken) {
  std::vector<std::string> unique;
  for (const std::string& name : names) {
    std::string one = name;
    for (int n = 2; std::find(taken.begin(), taken.end(), one) != taken.end(); ++n)
      one = name + "." + std::to_string(n);
    taken.push_back(one);
    unique.push_back(one);
  }
  return unique;
}

std::string path_in_file(const std::string& path) {
  const PathText read = split_path(path);
  if (!read.error.empty()) return "/" + member_name(path);
  std::string out;
  for (const std::string& key : read.keys) out += "/" + member_name(key);
  return out;
}

}  // namespace snnflow

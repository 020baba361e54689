// The library's own exceptions know neither file nor line.
#include "record/json_reader.hpp"

#include <limits>

#include "snnflow/issue.hpp"

namespace snnflow {

void JsonReader::refuse(const std::string& why) const { throw Error(place + why); }

const Json& JsonReader::member(const Json& object, const std::string& name) const {
  if (!object.is_object() || !object.contains(name)) refuse("it has no '" + name + "'");
  return object[name];
}

double JsonReader::number(const Json& object, const std::string& name) const {
  const Json& x = member(object, name);
  if (x.is_number()) return x.get<double>();
  if (x == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (x == "inf") return std::numeric_limits<double>::infinity();
  if (x == "-inf") return -std::numeric_limits<double>::infinity();
  refuse("'" + name + "' is not a number");
}

std::int64_t JsonReader::count(const Json& object, const std::string& name) const {
  const Json& x = member(object, name);
  if (!x.is_number_integer()) refuse("'" + name + "' is not a whole number");
  return x.get<std::int64_t>();
}

int JsonReader::small_count(const Json& object, const std::string& name) const {
  const std::int64_t x = count(object, name);
  if (x < -1 || x > (std::int64_t{1} << 30)) refuse("'" + name + "' is out of range");
  return static_cast<int>(x);
}

bool JsonReader::boolean(const Json& object, const std::string& name) const {
  const Json& x = member(object, name);
  if (!x.is_boolean()) refuse("'" + name + "' is neither true nor false");
  return x.get<bool>();
}

std::string JsonReader::text(const Json& object, const std::string& name) const {
  const Json& x = member(object, name);
  if (!x.is_string()) refuse("'" + name + "' is not a text");
  return x.get<std::string>();
}

std::vector<std::string> JsonReader::texts(const Json& object, const std::string& name) const {
  const Json& list = member(object, name);
  std::vector<std::string> texts;
  if (!list.is_array()) refuse("'" + name + "' is not a list");
  for (const Json& x : list) {
    if (!x.is_string()) refuse("'" + name + "' is not a list of texts");
    texts.push_back(x.get<std::string>());
  }
  return texts;
}

std::vector<int> JsonReader::small_counts(const Json& object, const std::string& name) const {
  const Json& list = member(object, name);
  std::vector<int> counts;
  if (!list.is_array()) refuse("'" + name + "' is not a list");
  for (const Json& x : list) {
    if (!x.is_number_integer() || x < 0 || x > (1 << 30)) refuse("'" + name + "' is not a list of counts");
    counts.push_back(x.get<int>());
  }
  return counts;
}

}  // namespace snnflow

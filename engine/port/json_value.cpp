// Both walk the tree once.
#include "port/json_value.hpp"

#include <cmath>

#include "base/path.hpp"
#include "base/text.hpp"

namespace snnflow {

Value value_of(const Json& json) {
  if (json.is_boolean()) return Value(json.get<bool>());
  if (json.is_number_unsigned() &&
      json.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
    return Value(json.get<double>());
  if (json.is_number_integer()) return Value(json.get<std::int64_t>());
  if (json.is_number()) return Value(json.get<double>());
  if (json.is_string()) return Value(json.get<std::string>());
  if (json.is_array()) {
    Value::Array list;
    for (const Json& item : json) list.push_back(value_of(item));
    return Value(std::move(list));
  }
  if (!json.is_object()) return {};
  Value::Table table;
  for (const auto& item : json.items()) table.push_back({item.key(), value_of(item.value()), {}});
  return Value(std::move(table));
}

Json json_of(const Value& value) {
  if (value.is_bool()) return value.boolean();
  if (value.is_integer()) return value.integer();
  if (value.is_number())
    return std::isfinite(value.number()) ? Json(value.number()) : Json(toml_number(value.number()));
  if (value.is_text()) return value.text();
  if (value.is_array()) {
    Json list = Json::array();
    for (const Value& item : value.array()) list.push_back(json_of(item));
    return list;
  }
  if (!value.is_table()) return nullptr;
  Json table = Json::object();
  for (const Entry& e : value.table()) table[e.key] = json_of(e.value);
  return table;
}

std::string json_pointer(const std::string& path) {
  std::string pointer;
  for (const std::string& key : split_path(path).keys) {
    pointer += '/';
    for (const char c : key) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return pointer;
}

}  // namespace snnflow

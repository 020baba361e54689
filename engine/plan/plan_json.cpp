// The resolved file in one piece, as JSON and as TOML.
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "plan/describe.hpp"

namespace snnflow {
namespace {

nlohmann::ordered_json json_of(const Value& v) {
  using Json = nlohmann::ordered_json;
  if (v.is_bool()) return v.boolean();
  if (v.is_integer()) return v.integer();
  if (v.is_number()) return std::isfinite(v.number()) ? Json(v.number()) : Json(v.number() > 0 ? "inf" : v.number() < 0 ? "-inf" : "nan");
  if (v.is_text()) return v.text();
  if (v.is_array()) {
    Json list = Json::array();
    for (const Value& x : v.array()) list.push_back(json_of(x));
    return list;
  }
  Json table = Json::object();
  if (v.is_table())
    for (const Entry& e : v.table())
      if (!e.value.missing()) table[e.key] = json_of(e.value);
  return table;
}

}  // namespace

std::string experiment_toml(const Value& root) {
  std::string scalars, sections;
  auto keys = [](const Value& table) {
    std::string text;
    for (const Entry& e : table.table())
      if (!e.value.missing()) text += toml_key(e.key) + " = " + to_toml(e.value) + "\n";
    return text;
  };
  for (const Entry& e : root.table()) {
    if (e.value.missing()) continue;
    if (!e.value.is_table()) {
      scalars += toml_key(e.key) + " = " + to_toml(e.value) + "\n";
      continue;
    }
    bool nested = !e.value.table().empty();
    for (const Entry& inner : e.value.table()) nested &= inner.value.is_table();
    if (!nested) sections += "\n[" + toml_key(e.key) + "]\n" + keys(e.value);
    else
      for (const Entry& inner : e.value.table()) sections += "\n[" + toml_key(e.key) + "." + toml_key(inner.key) + "]\n" + keys(inner.value);
  }
  return scalars + sections;
}

std::string plan_toml(const Plan& plan) { return experiment_toml(plan.resolved); }
std::string json_line(const Value& value) { return json_of(value).dump(); }
std::string plan_json(const Plan& plan) { return json_of(plan.resolved).dump(); }

}  // namespace snnflow

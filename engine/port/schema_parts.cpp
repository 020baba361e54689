// Editors name a fault well where there is no oneOf or anyOf (reference: engineering.md 6): what may be a
// number, an array or a table is one schema with three types, of which each key looks at one.
#include "port/schema_parts.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "plan/fits.hpp"
#include "plan/settings.hpp"

namespace snnflow {
namespace {

Schema default_of(const Value& v) {
  if (v.is_bool()) return v.boolean();
  if (v.is_integer()) return v.integer();
  if (v.is_number()) return std::isfinite(v.number()) ? Schema(v.number()) : Schema();
  if (v.is_text()) return v.text();
  Schema list;
  if (v.is_array()) {
    list = Schema::array();
    for (const Value& x : v.array()) list.push_back(default_of(x));
  }
  return list;
}

// Bounds of numbers only: what is no number passes them.
void add_range(const Parameter& p, Schema& schema) {
  const auto bound = [&](double x) { return p.type == Type::integer ? Schema(std::int64_t(x)) : Schema(x); };
  if (p.low > -infinite) schema[p.low_open ? "exclusiveMinimum" : "minimum"] = bound(p.low);
  if (p.high < infinite) schema[p.high_open ? "exclusiveMaximum" : "maximum"] = bound(p.high);
}

Schema number_in_range(const Parameter& p) {
  Schema number{{"type", "number"}};
  add_range(p, number);
  return number;
}

// What the declaration says in words: doc; unit, range, whether it must be given or can be trained; source.
std::string describe_parameter(const Parameter& p) {
  std::vector<std::string> facts;
  if (p.required) facts.push_back("required");
  if (const std::string range = range_text(p); !range.empty())
    facts.push_back(range);
  else if (!p.unit.empty())
    facts.push_back("in " + p.unit);
  if (!p.below.empty()) facts.push_back("below " + p.below);
  if (p.model) facts.push_back(p.trained ? "trained" : p.trainable ? "trainable" : "not trainable");
  std::string text = p.doc;
  if (!facts.empty()) text += (text.empty() ? "" : "\n\n") + join(facts);
  if (!p.source.empty()) text += "\n\nSource: " + p.source;
  return text;
}

void add_words(const Parameter& p, Schema& schema) {
  if (const std::string text = describe_parameter(p); !text.empty()) schema["description"] = text;
  if (p.required) return;  // it has no default
  if (Schema standard = default_of(p.standard); !standard.is_null()) schema["default"] = std::move(standard);
}

}  // namespace

Schema reference(const std::string& name) { return {{"$ref", "#/definitions/" + name}}; }

Schema table_of(Schema properties, const std::string& doc) {
  if (properties.is_null()) properties = Schema::object();
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"additionalProperties", false},
          {"description", doc}};
}

Schema some_of(Schema properties, const std::string& doc) {
  Schema table = table_of(std::move(properties), doc);
  table["minProperties"] = 1;
  return table;
}

void limit_to_one(Schema& schema, std::string_view path) {
  if (path.empty()) {
    schema["maxProperties"] = 1;
    return;
  }
  const std::string_view key = path.substr(0, path.find('.')),
                         rest = path.substr(std::min(key.size() + 1, path.size()));
  Schema& below = key == "*" ? schema["additionalProperties"] : schema["properties"][std::string(key)];
  limit_to_one(below, rest);
  if (key == "*" && rest.empty()) below["items"] = below;  // of a list of tables, each
}

Schema once_or_several(Schema table, const std::string& name) {
  table["type"] = {"object", "array"};
  table["items"] = reference(name);
  return table;
}

Schema setting(const Parameter& p) {
  Schema schema = Schema::object();
  switch (p.type) {
    case Type::number:
    case Type::integer:
      schema["type"] = p.type == Type::number ? "number" : "integer";
      add_range(p, schema);
      break;
    case Type::boolean:
      schema["type"] = "boolean";
      break;
    case Type::text:
      schema["type"] = "string";
      break;
    case Type::choice:
      schema["enum"] = p.choices;
      break;
    case Type::numbers:
      schema["type"] = "array", schema["items"] = number_in_range(p);
      break;
    case Type::texts:
      schema["type"] = "array", schema["items"] = {{"type", "string"}};
      break;
    case Type::tensor:
    case Type::any:  // the plugin itself reads what stands there
      break;
  }
  add_words(p, schema);
  return schema;
}

Schema parameter_value(const Parameter& p, const std::vector<std::string>& initialisers) {
  const bool tensor = p.type == Type::tensor;
  const Schema items = tensor ? reference("numbers") : number_in_range(p);
  Schema properties{
      {"value", {{"type", {"number", "array"}}, {"items", items}, {"description", "What it begins with."}}}};
  add_range(p, properties["value"]);
  for (const Parameter& option : settings_of<ParameterOptions>())
    if (!tensor || option.name != "per") properties[option.name] = reference("option." + option.name);
  for (const std::string& name : initialisers) properties[name] = reference("initialiser." + name);
  Schema schema = table_of(std::move(properties), "");
  schema["type"] = {"number", "array", "object"};
  schema["items"] = items;
  schema.erase("description");
  add_range(p, schema);
  add_words(p, schema);
  return schema;
}

Schema plugin_table(const About& about, const std::vector<Parameter>& others,
                    const std::vector<std::string>& initialisers) {
  Schema properties = Schema::object(), required = Schema::array();
  for (const Parameter& p : others) properties[p.name] = setting(p);
  for (const Parameter& p : about.parameters) {
    properties[p.name] = p.model ? parameter_value(p, initialisers) : setting(p);
    if (p.required) required.push_back(p.name);
  }
  Schema table = table_of(std::move(properties),
                          about.doc + (about.source.empty() ? "" : "\n\nSource: " + about.source));
  if (!required.empty()) table["x-taplo"] = {{"initKeys", required}};
  return table;
}

}  // namespace snnflow

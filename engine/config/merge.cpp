// The walk carries its path, because what a table means depends on where it stands.
#include "config/merge.hpp"

#include <algorithm>

#include "base/path.hpp"
#include "config/parameter_value.hpp"
#include "config/pick_one.hpp"

namespace snnflow {
namespace {

void keep_only_plugins_of(const Value& over, Value::Table& base) {
  std::erase_if(base, [&](const Entry& e) { return !over.find(e.key); });
}

// The table over the base names a plugin that the base does not have.
bool names_another(const Value& base, const Value& over) {
  return std::ranges::any_of(over.table(), [&](const Entry& e) { return !base.find(e.key); });
}

void drop_what_is_given_anew(const Value& over, Value::Table& base) {
  const bool anew = std::ranges::any_of(over.table(), [](const Entry& e) { return gives_value(e.key); });
  if (anew) std::erase_if(base, [&](const Entry& e) { return gives_value(e.key) && !over.find(e.key); });
}

void merge_at(Path& path, Value& base, Value&& over);

void merge_entry(Path& path, Value& base, Entry&& over) {
  const auto old = std::ranges::find(base.table(), over.key, &Entry::key);
  if (old == base.table().end()) {
    base.table().push_back(std::move(over));
    return;
  }
  if (!over.value.is_table()) old->place = over.place;
  path.push_back(over.key);
  merge_at(path, old->value, std::move(over.value));
  path.pop_back();
}

void merge_at(Path& path, Value& base, Value&& over) {
  const bool parameter = is_parameter_value(path);
  if (parameter && over.is_table()) spell_out(base);
  if (!base.is_table() || !over.is_table()) {
    base = std::move(over);
    return;
  }
  if (is_pick_one(path) && names_another(base, over)) keep_only_plugins_of(over, base.table());
  if (parameter) drop_what_is_given_anew(over, base.table());
  for (Entry& entry : over.table()) merge_entry(path, base, std::move(entry));
}

}  // namespace

void merge(Value& base, Value over) {
  Path path;
  merge_at(path, base, std::move(over));
}

void spell_out(Value& parameter) {
  if (!parameter.is_number() && !parameter.is_array()) return;
  const Place place = parameter.place;
  Value::Table table{{"value", std::move(parameter), place}};
  parameter = Value(std::move(table), place);
}

}  // namespace snnflow

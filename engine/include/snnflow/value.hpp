// What an experiment file may say at one place: a number, a text, a list, a table; and where it was said.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace snnflow {

// Where something stands: which of the files that were read (-1: nowhere), line and column from 1, and how long it is.
struct Place {
  int file = -1, line = 0, column = 0, length = 1;
  bool operator==(const Place&) const = default;
};

struct Entry;

struct Value {
  using Array = std::vector<Value>;
  using Table = std::vector<Entry>;
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Table> is;
  Place place;

  Value() = default;
  template <class T>
  explicit Value(T x, Place p = {});

  bool missing() const { return std::holds_alternative<std::monostate>(is); }
  bool is_number() const { return std::holds_alternative<double>(is) || std::holds_alternative<std::int64_t>(is); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(is); }
  bool is_array() const { return std::holds_alternative<Array>(is); }
  bool is_table() const { return std::holds_alternative<Table>(is); }
  bool is_text() const { return std::holds_alternative<std::string>(is); }
  bool is_bool() const { return std::holds_alternative<bool>(is); }
  double number() const {
    if (auto* i = std::get_if<std::int64_t>(&is)) return double(*i);
    return std::get<double>(is);
  }
  std::int64_t integer() const { return std::get<std::int64_t>(is); }
  bool boolean() const { return std::get<bool>(is); }
  const std::string& text() const { return std::get<std::string>(is); }
  const Array& array() const { return std::get<Array>(is); }
  Array& array() { return std::get<Array>(is); }
  const Table& table() const { return std::get<Table>(is); }
  Table& table() { return std::get<Table>(is); }

  // The value of a key of a table; null where there is none, or no table.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  const Entry* entry(std::string_view key) const;
  // The value of a key, made where there is none.
  Value& operator[](std::string_view key);
};

struct Entry {
  std::string key;
  Value value;
  Place place;  // of the key
};

template <class T>
Value::Value(T x, Place p) : place(p) {
  if constexpr (std::is_same_v<T, bool>) is = x;
  else if constexpr (std::is_integral_v<T>) is = std::int64_t(x);
  else if constexpr (std::is_floating_point_v<T>) is = double(x);
  else if constexpr (std::is_convertible_v<T, std::string>) is = std::string(std::move(x));
  else is = std::move(x);
}

inline const Entry* Value::entry(std::string_view key) const {
  if (!is_table()) return nullptr;
  for (const Entry& e : table())
    if (e.key == key) return &e;
  return nullptr;
}
inline const Value* Value::find(std::string_view key) const {
  const Entry* e = entry(key);
  return e ? &e->value : nullptr;
}
inline Value* Value::find(std::string_view key) {
  return const_cast<Value*>(static_cast<const Value*>(this)->find(key));
}
inline Value& Value::operator[](std::string_view key) {
  if (!is_table()) is = Table{};
  if (Value* v = find(key)) return *v;
  table().push_back({std::string(key), Value(), {}});
  return table().back().value;
}

}  // namespace snnflow

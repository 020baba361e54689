// The right side is read by the TOML parser behind a key that is as wide as the path, so that its places are
// right.
#include "config/set_value.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "base/path.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "config/merge.hpp"
#include "config/parameter_value.hpp"
#include "config/parse.hpp"
#include "config/pick_one.hpp"

namespace snnflow {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

void malformed(const std::string& argument, const std::string& what, const std::string& remedy,
               Issues& issues) {
  issues.error({}, "--set '" + argument + "': " + what, remedy);
}

// What was meant as TOML by its first letter, and cannot be a bare word.
bool begins_as_toml(std::string_view word) {
  return std::string_view("[{\"'").find(word[0]) != std::string_view::npos;
}

// The value behind the '=' at a byte of the argument; nothing where it is malformed.
std::optional<Value> read_value(const std::string& argument, std::size_t equals, int source, Issues& issues) {
  const std::string_view word = trimmed(std::string_view(argument).substr(equals + 1));
  if (word.empty()) {
    malformed(argument, "nothing follows the '='", "write \"\" for an empty text", issues);
    return {};
  }
  const auto columns = static_cast<std::size_t>(count_runes(std::string_view(argument).substr(0, equals)));
  Issues found;
  Value read = parse("x" + std::string(columns - 1, ' ') + argument.substr(equals), source, found);
  if (found.list.empty()) {
    if (read.table().size() == 1 && read.find("x")) return std::move(*read.find("x"));
    malformed(argument, "more than one value follows the '='", "write one --set for each value", issues);
    return {};
  }
  const Issue& first = found.list[0];
  const bool understood = !first.path.empty();  // a date
  if (begins_as_toml(word) || understood) {
    malformed(argument, first.message, first.remedy, issues);
    return {};
  }
  const auto begin = static_cast<std::size_t>(word.data() - argument.data());
  const int column = count_runes(argument.substr(0, begin)) + 1;
  return Value(std::string(word), Place{source, 1, column, count_runes(word)});
}

std::string_view kind_of(const Value& value) {
  return value.is_array()  ? "a list"
         : value.is_text() ? "a text"
         : value.is_bool() ? "true or false"
                           : "a number";
}

// What on the way to the path is no table and cannot become one.
std::string obstacle(const Value& root, std::span<const std::string> path) {
  const Value* at = &root;
  for (std::size_t depth = 0; at && depth < path.size(); ++depth) {
    if (!at->is_table()) {
      const bool short_form = is_parameter_value(path.first(depth)) && (at->is_number() || at->is_array());
      if (short_form) return {};
      return "'" + join_path(path.first(depth)) + "' is " + std::string(kind_of(*at)) + ", so it has no '" +
             path[depth] + "'";
    }
    at = at->find(path[depth]);
  }
  return {};
}

Value* find_at(Value& root, std::span<const std::string> path) {
  Value* at = &root;
  for (const std::string& key : path) at = at ? at->find(key) : nullptr;
  return at;
}

// 'lif' at layer.hidden.neuron: the table of lif stays, all others go.
Value select_plugin(Value& root, std::span<const std::string> path, const Value& name) {
  if (Value* old = find_at(root, path); old && old->is_table()) {
    std::erase_if(old->table(), [&](const Entry& e) { return e.key != name.text(); });
  }
  return Value(Value::Table{{name.text(), Value(Value::Table(), name.place), name.place}}, name.place);
}

std::string write_at(Value& root, std::span<const std::string> path, std::span<const Place> places,
                     Value value) {
  std::string problem = obstacle(root, path);
  if (!problem.empty()) return problem;
  if (value.is_text() && is_pick_one(path)) value = select_plugin(root, path, value);
  for (std::size_t n = path.size(); n > 0; --n) {
    Value::Table table;
    table.push_back({path[n - 1], std::move(value), places[n - 1]});
    value = Value(std::move(table), places[n - 1]);
  }
  merge(root, std::move(value));
  return {};
}

std::vector<Place> places_of(const PathText& path, const std::string& argument, int source) {
  std::vector<Place> places;
  for (const PathText::Part& part : path.parts) {
    places.push_back({source, 1, count_runes(argument.substr(0, part.begin)) + 1,
                      count_runes(argument.substr(part.begin, part.length))});
  }
  return places;
}

}  // namespace

void set_value(Value& root, const std::string& argument, int source, Issues& issues) {
  const PathText path = read_path(argument);
  const std::string example = "write --set path=value, as in --set train.epochs=10";
  if (!path.error.empty()) return malformed(argument, path.error, example, issues);
  const std::size_t equals = std::min(argument.find_first_not_of(kBlanks, path.end), argument.size());
  if (equals == argument.size() || argument[equals] != '=') {
    return malformed(argument, "there is no '=' after the path", example, issues);
  }
  if (path.keys[0] == "extends") {
    return malformed(argument, "a base is read before anything is set", "write `extends` in the file",
                     issues);
  }
  std::optional<Value> value = read_value(argument, equals, source, issues);
  if (!value) return;
  const std::vector<Place> places = places_of(path, argument, source);
  const std::string problem = write_at(root, path.keys, places, std::move(*value));
  if (problem.empty()) return;
  issues.error(places.back(), "--set '" + argument + "': " + problem, "set the whole of it at once",
               join_path(path.keys));
}

std::string set_value(Value& root, std::span<const std::string> path, Value value) {
  const std::vector<Place> places(path.size(), value.place);
  return write_at(root, path, places, std::move(value));
}

}  // namespace snnflow

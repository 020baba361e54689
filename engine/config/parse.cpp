// The one file that includes toml++; its asserts are switched off, as broken files must not end the program.
#define TOML_ASSERT(condition) static_cast<void>(0)
#include "config/parse.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/excerpt.hpp"
#include "base/path.hpp"
#include "base/utf8.hpp"
#include "config/scan.hpp"
#include "config/syntax_error.hpp"

namespace snnflow {
namespace {

Place place_of(const toml::source_region& region, int file) {
  const auto line = static_cast<int>(region.begin.line), column = static_cast<int>(region.begin.column);
  const bool one_line = region.end.line == region.begin.line && region.end.column > region.begin.column;
  return {file, line, column, one_line ? static_cast<int>(region.end.column) - column : 1};
}

// Whether a value was made by [headers] or dotted keys; toml++ then says where its last child ends.
bool made_by_keys(const toml::node& node) {
  if (const toml::array* array = node.as_array()) return !array->empty() && made_by_keys(*array->get(0));
  const toml::table* table = node.as_table();
  return table && !table->is_inline();
}

class Converter {
 public:
  Converter(int file, Issues& issues) : file_(file), issues_(issues) {}

  Value convert(const toml::node& node, Place place) {
    switch (node.type()) {
      case toml::node_type::table:
        return table(*node.as_table(), place);
      case toml::node_type::array:
        return array(*node.as_array(), place);
      case toml::node_type::string:
        return Value(node.as_string()->get(), place);
      case toml::node_type::integer:
        return Value(node.as_integer()->get(), place);
      case toml::node_type::floating_point:
        return Value(node.as_floating_point()->get(), place);
      case toml::node_type::boolean:
        return Value(node.as_boolean()->get(), place);
      default:
        break;
    }
    issues_.error(place, "a date or time is not a value that an experiment can use",
                  "write it in quotes, as text", join_path(path_));
    return {};
  }

 private:
  Value table(const toml::table& from, Place place) {
    std::vector<std::pair<const toml::key*, const toml::node*>> entries;
    for (const auto& [key, node] : from) entries.emplace_back(&key, &node);
    std::ranges::sort(entries, [](const auto& a, const auto& b) {
      const auto &x = a.first->source().begin, &y = b.first->source().begin;
      return std::pair(x.line, x.column) < std::pair(y.line, y.column);
    });
    Value::Table to;
    for (const auto& [key, node] : entries) {
      const Place key_place = place_of(key->source(), file_);
      path_.emplace_back(key->str());
      Value value = child(*node, made_by_keys(*node) ? key_place : place_of(node->source(), file_));
      path_.pop_back();
      if (!value.missing()) to.push_back({std::string(key->str()), std::move(value), key_place});
    }
    return Value(std::move(to), place);
  }

  Value array(const toml::array& from, Place place) {
    Value::Array to;
    for (const toml::node& node : from) {
      Place at = place_of(node.source(), file_);
      if (made_by_keys(node) && node.is_table()) at.length = 2;  // the [[ of its header
      Value value = child(node, at);
      if (!value.missing()) to.push_back(std::move(value));
    }
    return Value(std::move(to), place);
  }

  Value child(const toml::node& node, Place place) {
    if (too_deep_) return {};
    if (depth_ == kDeepest) {
      const Finding found = too_deep(place);
      issues_.error(found.place, found.message, found.remedy);
      too_deep_ = true;
      return {};
    }
    ++depth_;
    Value value = convert(node, place);
    --depth_;
    return value;
  }

  int file_;
  Issues& issues_;
  Path path_;
  int depth_ = 0;
  bool too_deep_ = false;
};

// The byte of a line at which a place stands.
std::size_t byte_at(std::string_view line, int column) {
  std::size_t at = 0;
  for (int n = 1; n < column && at < line.size(); ++n) at += rune_at(line, at).bytes;
  return at;
}

// toml++ notices a key given twice where its value or its [header] begins; the message should point at the
// key.
Place move_to_key(std::string_view line, Place place, std::string_view key) {
  const std::size_t at = byte_at(line, place.column);
  std::size_t begin = line.substr(0, at).rfind(key);
  if (begin == std::string_view::npos) begin = line.find(key, at);
  if (begin == std::string_view::npos) return place;
  place.column = count_runes(line.substr(0, begin)) + 1;
  place.length = count_runes(key);
  return place;
}

// And a number that is none where it has read enough of it; the message should point at its begin.
Place move_to_number(std::string_view line, Place place) {
  constexpr std::string_view letters = "0123456789abcdefABCDEFoxOX+-._";
  std::size_t begin = byte_at(line, place.column);
  std::size_t end = std::min(line.find_first_not_of(letters, begin), line.size());
  while (begin > 0 && letters.find(line[begin - 1]) != std::string_view::npos) --begin;
  if (begin == end) return place;
  place.column = count_runes(line.substr(0, begin)) + 1;
  place.length = count_runes(line.substr(begin, end - begin));
  return place;
}

void report(std::string_view text, int file, const toml::parse_error& error, Issues& issues) {
  Place place = place_of(error.source(), file);
  std::string_view line;
  find_line(text, place.line, line);
  const Explanation said = explain_syntax(error.description(), line.substr(0, byte_at(line, place.column)));
  if (said.twice && !said.name.empty()) place = move_to_key(line, place, said.name);
  if (said.number) place = move_to_number(line, place);
  issues.error(place, said.message, said.remedy);
}

}  // namespace

std::string parser_version() {
  return std::to_string(TOML_LIB_MAJOR) + "." + std::to_string(TOML_LIB_MINOR) + "." +
         std::to_string(TOML_LIB_PATCH);
}

Value parse(std::string_view text, int file, Issues& issues) {
  const Place whole{file, 1, 1, 1};
  if (const auto found = scan(text, file)) {
    issues.error(found->place, found->message, found->remedy);
    return Value(Value::Table(), whole);
  }
  try {
    const toml::table table = toml::parse(text);
    return Converter(file, issues).convert(table, whole);
  } catch (const toml::parse_error& error) {
    report(text, file, error, issues);
    return Value(Value::Table(), whole);
  }
}

}  // namespace snnflow

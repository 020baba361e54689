// Any bytes: parse() neither crashes nor throws, its places can be shown, and what it read is read again the
// same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/diagnostics.hpp"
#include "base/text.hpp"
#include "config/merge.hpp"
#include "config/parse.hpp"
#include "config/set_value.hpp"

namespace {

using namespace snnflow;

void must(bool promise) {
  if (!promise) std::abort();
}

void all_places_are_set(const Value& value) {
  must(value.place.file == 0 && value.place.line > 0 && value.place.column > 0 && value.place.length > 0);
  must(!value.missing());
  if (value.is_array()) {
    for (const Value& item : value.array()) all_places_are_set(item);
  }
  if (!value.is_table()) return;
  for (const Entry& entry : value.table()) {
    must(entry.place.file == 0 && entry.place.line > 0 && entry.place.column > 0 && entry.place.length > 0);
    all_places_are_set(entry.value);
  }
}

void reads_back(const Value& root) {
  const std::string written = to_toml(root);
  Issues issues;
  const Value again = parse("x = " + written, 0, issues);
  if (!issues.list.empty())
    must(issues.list[0].message.starts_with("more than"));  // one level deeper than before
  else
    must(to_toml(*again.find("x")) == written);
  Value twice = root;
  merge(twice, root);
  must(to_toml(twice) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Issues issues;
  Value root = parse(text, 0, issues);
  must(root.is_table());
  all_places_are_set(root);
  if (issues.list.empty()) reads_back(root);
  set_value(root, text, 1, issues);
  must(root.is_table());
  const Sources sources{{"fuzz.toml", text}, {"--set", text}};
  render(issues.list, sources, true);
  render_json(issues.list, sources);
  return 0;
}

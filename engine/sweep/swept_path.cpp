// From the first key to the last: each must be there already where a new one would make something new.
#include "sweep/swept_path.hpp"

#include "base/path.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/parameter_value.hpp"
#include "plan/language.hpp"

namespace snnflow {
namespace {

std::vector<std::string> keys_of(const Value& table) {
  std::vector<std::string> keys;
  if (table.is_table())
    for (const Entry& e : table.table()) keys.push_back(e.key);
  return keys;
}

// Tables whose keys are names: what stands there is in the experiment or is nowhere.
struct Named {
  std::string_view path;
  const char *what, *several;
};
constexpr Named named_tables[] = {
    {"layer", "layer", "layers"},
    {"loss", "loss", "losses"},
    {"metric", "metric", "metrics"},
    {"regulariser", "regulariser", "regularisers"},
    {"layer.*.from", "source of this layer", "sources"},
};

class Walk {
 public:
  Walk(Scope scope, const Swept& swept) : scope_(scope), swept_(swept), read_(split_path(swept.path)) {}

  bool check(const Value& root) {
    const Path& path = read_.keys;
    if (!read_.error.empty()) return refuse(read_.error, "write a path such as \"optimiser.adam.lr\"");
    if (!section()) return false;
    const Value* at = &root;
    for (std::size_t depth = 1; depth < path.size(); ++depth) {
      at = at ? at->find(path[depth - 1]) : nullptr;
      if (!step(std::span(path).first(depth), or_missing(at), path[depth])) return false;
    }
    return true;
  }

 private:
  bool refuse(const std::string& what, const std::string& remedy) {
    scope_.issues.error(swept_.place, "the sweep cannot set " + swept_.path + ": " + what, remedy,
                        "sweep.space." + toml_key(swept_.path));
    return false;
  }

  bool section() {
    const std::string& first = read_.keys[0];
    if (first == "sweep") return refuse("a sweep does not sweep itself", "leave it out");
    if (first == "seed")
      return refuse("seeds have a list of their own", "write seeds = [0, 1, 2] in [sweep]");
    for (const char* text : {"title", "notes", "plugins"})
      if (first == text) return refuse("nothing would be learned from it", "leave it out");
    const std::vector<std::string> sections = key_names(kSections);
    if (std::ranges::find(sections, first) == sections.end())
      return refuse("an experiment has no key '" + first + "'" + did_you_mean(first, sections), {});
    if (read_.keys.size() == 1 && !is_pick_one(read_.keys))
      return refuse("it is a whole section", "name one of its keys: \"" + first + ".…\"");
    return true;
  }

  // The next key below a value that stands at `path`.
  bool step(std::span<const std::string> path, const Value& there, const std::string& key) {
    const std::string where = join_path(path);
    for (const Named& table : named_tables) {
      if (!follows(path, table.path) || there.find(key)) continue;
      const std::vector<std::string> names = keys_of(there);
      return refuse(std::string("there is no ") + table.what + " '" + key + "'" + did_you_mean(key, names),
                    names.empty() ? "write it into the file first"
                                  : std::string("the ") + table.several + " are " + quoted_list(names));
    }
    const std::vector<std::string> given = keys_of(there);
    if (is_pick_one(path) && !given.empty() && !there.find(key))
      return refuse(
          where + " is '" + given[0] + "' there, not '" + key + "'" + did_you_mean(key, given),
          "name the plugin that the file has, or say when: when = { \"" + where + "\" = \"" + key + "\" }");
    if (!is_parameter_value(path) || !gives_value(key)) return true;
    if ((there.is_number() || there.is_array()) && key != "value")
      return refuse(where + " is " + short_toml(there) + " there and has no '" + key + "'",
                    "sweep " + where + " itself");
    for (const std::string& other : given)
      if (gives_value(other) && other != key)
        return refuse(
            where + " is drawn from '" + other + "' there, not '" + key + "'" + did_you_mean(key, {other}),
            "name what the file has, or write '" + key + "' into the file");
    return true;
  }

  Scope scope_;
  const Swept& swept_;
  PathText read_;
};

}  // namespace

bool check_swept_path(Scope scope, const Swept& swept, const Value& root) {
  return Walk(scope, swept).check(root);
}

}  // namespace snnflow

// The chain of `extends` is followed to its end first; then each file is laid over the one it extends.
#include "config/load.hpp"

#include <algorithm>
#include <filesystem>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/merge.hpp"
#include "config/parse.hpp"
#include "config/read_file.hpp"
#include "config/set_value.hpp"

namespace snnflow {
namespace {

namespace fs = std::filesystem;

// The same name for the same file, however it is written.
std::string one_name(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path : whole.string();
}

class Loader {
 public:
  explicit Loader(Issues& issues) : issues_(issues) {}

  // Parses a text and lays it over what it extends.
  void add(std::string text, const std::string& path) {
    document_.sources.push_back({path, std::move(text)});
    std::vector<std::string> chain{path};
    std::vector<Value> layers{parse_last()};
    while (extend(layers.back(), chain)) layers.push_back(parse_last());
    document_.root = std::move(layers.back());
    for (layers.pop_back(); !layers.empty(); layers.pop_back())
      merge(document_.root, std::move(layers.back()));
  }

  Document finish(const LoadOptions& options) {
    for (const std::string& argument : options.sets) {
      document_.sources.push_back({"--set", argument});
      set_value(document_.root, argument, static_cast<int>(document_.sources.size()) - 1, issues_);
    }
    return std::move(document_);
  }

 private:
  Value parse_last() {
    return parse(document_.sources.back().text, static_cast<int>(document_.sources.size()) - 1, issues_);
  }

  // Takes `extends` out of a file and reads what it names; false where there is nothing more to read.
  bool extend(Value& file, std::vector<std::string>& chain) {
    auto entry = std::ranges::find(file.table(), "extends", &Entry::key);
    if (entry == file.table().end()) entry = std::ranges::find_if(file.table(), misspelt);
    if (entry == file.table().end()) return false;
    const Entry extends = std::move(*entry);
    file.table().erase(entry);
    if (extends.key != "extends")
      issues_.error(extends.place, "an experiment has no key '" + extends.key + "'; did you mean 'extends'?",
                    {}, extends.key);
    const Place place = extends.value.place;
    if (!extends.value.is_text() || extends.value.text().empty()) {
      issues_.error(place, "extends takes the path of one file", "write it in quotes: \"base.toml\"",
                    "extends");
      return false;
    }
    const std::string& written = extends.value.text();
    const std::string path = (fs::path(chain.back()).parent_path() / written).lexically_normal().string();
    return !goes_in_a_circle(path, place, chain) && read_base(path, written, place, chain);
  }

  // "extend", and the like: read as it was meant, so that nothing seems to be missing.
  static bool misspelt(const Entry& entry) {
    return entry.value.is_text() && edits_between(entry.key, "extends") <= 2;
  }

  bool goes_in_a_circle(const std::string& path, Place place, const std::vector<std::string>& chain) {
    const auto same = [&](const std::string& seen) { return one_name(seen) == one_name(path); };
    const auto first = std::ranges::find_if(chain, same);
    if (first == chain.end()) return false;
    std::vector<std::string> circle(first, chain.end());
    circle.push_back(path);
    issues_.error(place, "files extend each other in a circle: " + join(circle, " -> "),
                  "remove one `extends`; what both need belongs in a third file", "extends");
    return true;
  }

  bool read_base(const std::string& path, const std::string& written, Place place,
                 std::vector<std::string>& chain) {
    FileText file = read_file(path);
    if (!file.problem.empty()) {
      issues_.error(place, "extends = " + json_string(written) + ": " + file.problem,
                    file.missing ? "the path is relative to the file it stands in" : file.remedy, "extends");
      return false;
    }
    document_.sources.push_back({path, std::move(file.text)});
    chain.push_back(path);
    return true;
  }

  Document document_;
  Issues& issues_;
};

}  // namespace

Document load(const std::string& path, const LoadOptions& options, Issues& issues) {
  FileText file = read_file(path);
  if (!file.problem.empty()) {
    issues.error({}, file.problem, file.remedy);
    return {Value(Value::Table()), {}};
  }
  return load_text(std::move(file.text), path, options, issues);
}

Document load_text(std::string text, const std::string& name, const LoadOptions& options, Issues& issues) {
  Loader loader(issues);
  loader.add(std::move(text), name);
  return loader.finish(options);
}

}  // namespace snnflow

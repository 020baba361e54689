// Members of a JSON object, asked for by name and kind: what is missing or of another kind is an Error 65.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace snnflow {

using Json = nlohmann::json;

struct JsonReader {
  std::string place;  // begins each message: "runs/a/metrics.jsonl:3:1: "

  // Null where the text is no JSON.
  static Json parse(std::string_view text) { return Json::parse(text.begin(), text.end(), nullptr, false); }

  [[noreturn]] void refuse(const std::string& why) const;
  const Json& member(const Json& object, const std::string& name) const;
  double number(const Json& object, const std::string& name) const;  // also "nan", "inf" and "-inf"
  std::int64_t count(const Json& object, const std::string& name) const;
  int small_count(const Json& object, const std::string& name) const;  // from -1 to 2^30
  bool boolean(const Json& object, const std::string& name) const;
  std::string text(const Json& object, const std::string& name) const;
  std::vector<std::string> texts(const Json& object, const std::string& name) const;
  std::vector<int> small_counts(const Json& object, const std::string& name) const;
};

}  // namespace snnflow

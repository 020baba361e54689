// Keys that are not there keep their defaults, but for the two without which nothing goes on.
#include "record/continuation.hpp"

#include <nlohmann/json.hpp>

namespace snnflow {

std::string continuation_json(const Continuation& c) {
  return nlohmann::ordered_json{{"experiment", c.experiment},
                                {"toml", c.toml},
                                {"level", c.level},
                                {"identity", c.identity},
                                {"plugin_folders", c.plugin_folders},
                                {"data_folders", c.data_folders}}
      .dump();
}

std::optional<Continuation> read_continuation(const std::string& json) try {
  using Folders = std::vector<std::string>;
  const auto j = nlohmann::json::parse(json);
  return Continuation{j.value("experiment", "experiment.toml"),
                      j.at("toml").get<std::string>(),
                      j.value("identity", ""),
                      j.at("level").get<int>(),
                      j.value("plugin_folders", Folders{}),
                      j.value("data_folders", Folders{})};
} catch (const nlohmann::json::exception&) {
  return {};
}

}  // namespace snnflow

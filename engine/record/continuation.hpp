// What it takes to go on with a run or a sweep where no experiment file is at hand: run.json, sweep.json.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace snnflow {

struct Continuation {
  std::string experiment;  // the path it was given by
  std::string toml;        // the experiment itself
  std::string identity;    // what makes two of them the same; empty where nothing is known of it
  int level = 0;           // of the kernels: part of the result's identity
  std::vector<std::string> plugin_folders, data_folders;
};

std::string continuation_json(const Continuation& continuation);
/// Nothing where the text is damaged: no JSON, without an experiment or a level, or of other types.
std::optional<Continuation> read_continuation(const std::string& json);

}  // namespace snnflow

// A plan in words: what will happen, in which shapes, and where each value came from.
#pragma once
#include "base/sources.hpp"
#include "plan/plan.hpp"

namespace snnflow {

std::string describe(const Plan& plan, const Sources& sources);

// Every leaf of the resolved file: its path, its value as TOML, and "file:line" or "default".
struct Origin {
  std::string path, value, from;
};
std::vector<Origin> origins(const Plan& plan, const Sources& sources);

// The resolved file as JSON on one line: what makes two plans the same.
std::string plan_json(const Plan& plan);

// The resolved file as TOML: an experiment that resolves to the same plan.
std::string plan_toml(const Plan& plan);

// Any experiment as TOML, section by section; and any value as JSON on one line.
std::string experiment_toml(const Value& root);
std::string json_line(const Value& value);

// Bytes that a run needs at most, roughly.
std::int64_t memory_needed(const Plan& plan, int threads);

}  // namespace snnflow

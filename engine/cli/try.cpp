// `snnflow try KIND NAME`: one plugin alone, JSON in, JSON out.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "cli/options.hpp"
#include "config/parse.hpp"
#include "config/set_value.hpp"
#include "port/try_plugin.hpp"

namespace snnflow::cli {
namespace {

using Function = Json (*)(const Trial&, const JsonIn&);

Function function_of(const std::string& kind, const std::string& engine) {
  static const std::map<std::string, Function> functions = {
      {"loss", try_loss}, {"metric", try_metric}, {"regulariser", try_regulariser}, {"encoder", try_encoder}, {"data", try_data},
      {"initialiser", try_initialiser}, {"optimiser", try_optimiser}, {"schedule", try_schedule}, {"connection", try_connection}, {"surrogate", try_surrogate},
      {"sampler", try_sampler}, {"pruner", try_pruner}};
  if (kind == "neuron") return engine == "clock" ? try_neuron_clock : try_neuron_event;
  const auto at = functions.find(kind);
  return at == functions.end() ? nullptr : at->second;
}

// --set a=1 --set b="x" as one table.
Value table_of(const Options& o) {
  Value table;
  table.is = Value::Table{};
  for (const std::string& s : o.sets) {
    Issues issues;
    const std::size_t equals = s.find('=');
    if (equals == std::string::npos || equals == 0) throw Error("--set " + s + " is not of the form parameter=value", Exit::usage);
    Value one = parse(s, 0, issues);
    if (issues.errors()) {
      issues = {};
      one = parse(s.substr(0, equals + 1) + json_string(s.substr(equals + 1)), 0, issues);
    }
    if (issues.errors()) throw Error("--set " + s + ": " + issues.list[0].message, Exit::usage);
    for (Entry& e : one.table()) {
      if (Value* there = table.find(e.key); there && there->is_table() && e.value.is_table())
        for (Entry& inner : e.value.table()) (*there)[inner.key] = inner.value;
      else table[e.key] = e.value;
    }
  }
  return table;
}

std::string read_input(const Options& o) {
  if (!o.input.empty()) {
    if (std::filesystem::is_directory(o.input)) throw Error("the input '" + o.input + "' is a directory, not a file");
    std::ifstream file(o.input);
    if (!file) throw Error("there is no file '" + o.input + "'");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  if (isatty(STDIN_FILENO)) return "";
  return {std::istreambuf_iterator<char>(std::cin), {}};
}

}  // namespace

int attempt(const Options& o) {
  const Registry registry = open_registry(o);
  const Registered* plugin = registry.find(o.kind, o.name);
  if (!plugin) {
    const auto kinds = registry.kinds();
    if (registry.names(o.kind).empty()) throw Error("there is no kind of plugin called '" + o.kind + "'" + did_you_mean(o.kind, kinds), Exit::usage);
    throw Error("no " + o.kind + " plugin is called '" + o.name + "'" + did_you_mean(o.name, registry.names(o.kind)), Exit::usage);
  }
  // Without --engine: in continuous time where the neuron runs there.
  const std::string engine = !o.engine.empty() ? o.engine : plugin->registration.traits.continuous ? "event" : "clock";
  const Function function = function_of(o.kind, engine);
  if (!function) throw Error("plugins of the kind '" + o.kind + "' cannot be tried", Exit::usage);
  const Value table = table_of(o);
  Issues issues;
  const Scope scope{registry, issues};
  BoundTable bound = bind_table(scope, plugin->about(), table, "--set", o.kind + " '" + o.name + "'");
  Trial trial{registry, *plugin, bound.settings, {}, o.data_folders, o.precision == "single"};
  const auto& declared = plugin->about().parameters;
  for (std::size_t i = 0; i < declared.size(); ++i)
    if (bound.model[i] && declared[i].type == Type::number && fits(scope, declared[i], bound.model[i]->value, "--set"))
      trial.numbers[declared[i].name] = bound.model[i]->value;
  if (issues.errors()) throw Error(issues.list[0].message + (issues.list[0].remedy.empty() ? "" : "; " + issues.list[0].remedy), Exit::usage);
  const std::string text = read_input(o);
  const Json input = text.find_first_not_of(" \t\r\n") == std::string::npos ? demonstration(trial, engine) : parse_json(text, o.input.empty() ? "stdin" : o.input);
  std::cout << function(trial, JsonIn(input, "")).dump() << "\n";
  return Exit::done;
}

}  // namespace snnflow::cli

// Section by section; a key that the language declares and this file does not know is a bug that the first
// call finds.
#include "port/schema.hpp"

#include <map>
#include <stdexcept>

#include "config/pick_one.hpp"
#include "plan/language.hpp"
#include "plan/parameter.hpp"
#include "plan/settings.hpp"
#include "port/schema_parts.hpp"
#include "sweep/space_settings.hpp"
#include "sweep/sweep_settings.hpp"

namespace snnflow {
namespace {

class Writer {
 public:
  explicit Writer(const Registry& registry)
      : registry_(registry), initialisers_(registry.names("initialiser")) {}

  Schema root() {
    Schema all = table_of(sections(), "An experiment of snnflow.");
    all["$schema"] = "http://json-schema.org/draft-07/schema#";
    all["title"] = "snnflow experiment";
    all["definitions"] = definitions();
    // Where a sweep chooses between plugins, the file may hold the tables of all; the sweep may stand in
    // another file, which this one extends.
    all["if"] = {{"properties", {{"sweep", false}, {kExtends.name, false}}}};
    for (const std::string_view path : kPickOnePaths) limit_to_one(all["then"], path);
    return all;
  }

 private:
  // The keys of a list, each with its schema of `known`; the words are the language's.
  static Schema keyed(std::span<const Key> keys, std::map<std::string, Schema> known) {
    Schema properties = Schema::object();
    for (const Key& key : keys) {
      const auto at = known.find(key.name);
      if (at == known.end())
        throw std::logic_error(std::string("the schema knows no key '") + key.name + "'");
      Schema& schema = properties[key.name] = std::move(at->second);
      if (!schema.contains("$ref")) schema["description"] = key.doc;
    }
    return properties;
  }

  // A schema for every plugin of a kind, by name.
  template <class F>
  Schema each(const std::string& kind, F schema_of) const {
    Schema properties = Schema::object();
    for (const std::string& name : registry_.names(kind))
      properties[name] = schema_of(registry_.find(kind, name)->about());
    return properties;
  }
  Schema each(const std::string& kind, const std::vector<Parameter>& others = {}) const {
    return each(kind, [&](const About& a) { return plugin_table(a, others, initialisers_); });
  }
  Schema pick(const std::string& kind) const { return some_of(each(kind), ""); }
  // No sweep chooses its own.
  Schema pick_of_sweep(const std::string& kind) const {
    Schema table = pick(kind);
    limit_to_one(table, "");
    return table;
  }

  Schema several(const std::string& kind, const std::vector<Parameter>& others) {
    return table_of(each(kind,
                         [&](const About& a) {
                           const std::string name = kind + "." + a.name;
                           definitions_[name] = plugin_table(a, others, initialisers_);
                           return once_or_several(definitions_[name], name);
                         }),
                    "");
  }

  static std::vector<Parameter> metric_settings() {
    std::vector<Parameter> settings = settings_of<TermSettings>();
    std::erase_if(settings, [](const Parameter& p) { return p.name == "weight"; });
    return settings;
  }

  Schema engine() const {
    Schema clock = plugin_table(describe<Tensor>("engine", ClockSettings::about(), ClockSettings()), {}, {});
    clock["properties"]["surrogate"] = reference("surrogate");
    Schema event = plugin_table(describe<Tensor>("engine", EventSettings::about(), EventSettings()), {}, {});
    return some_of({{"event", std::move(event)}, {"clock", std::move(clock)}}, "");
  }

  Schema optimiser() const {
    return some_of(each("optimiser",
                        [&](const About& a) {
                          Schema table = plugin_table(a, {}, initialisers_);
                          table["properties"]["schedule"] = reference("schedule");
                          return table;
                        }),
                   "");
  }

  // States of all neurons: which of them a layer has is for `check` to say.
  Schema initial() const {
    std::map<std::string, Parameter> states;
    for (const std::string& name : registry_.names("neuron"))
      for (const State& s : registry_.find("neuron", name)->about().states) {
        Parameter& p = states.try_emplace(s.name, initial_state(s)).first->second;
        if (p.standard.number() != s.initial) p.standard = Value();
        p.unit = s.unit;
        p.doc = states.at(s.name).doc == s.doc ? s.doc : p.doc + " (" + name + ": " + s.doc + ")";
      }
    Schema properties = Schema::object();
    for (const auto& [name, declared] : states) properties[name] = parameter_value(declared, initialisers_);
    return table_of(std::move(properties), "");
  }

  Schema layer() const {
    const Schema size{{"type", "integer"}, {"minimum", 1}, {"maximum", most_units}};
    const Schema shape{{"type", "array"}, {"items", size}, {"minItems", 1}, {"maxItems", most_axes}};
    const Schema from{{"type", "object"}, {"additionalProperties", reference("connections")}};
    return table_of(keyed(kLayerKeys, {{"size", size},
                                       {"shape", shape},
                                       {"neuron", pick("neuron")},
                                       {"from", from},
                                       {"initial", initial()},
                                       {"surrogate", reference("surrogate")}}),
                    "A layer of neurons.");
  }

  static Schema record_item() {
    const Schema index{{"type", "integer"}, {"minimum", 0}};
    const Schema samples{{"type", {"integer", "array"}}, {"minimum", 1}, {"items", index}, {"default", 1}};
    return table_of(
        keyed(kRecordItemKeys,
              {{"samples", samples}, {"every", every()}, {"split", {{"enum", {"train", "valid", "test"}}}}}),
        "Which samples are recorded, and when.");
  }
  static Schema every() {
    return {{"type", "integer"}, {"minimum", 1}, {"maximum", most_epochs_apart - 1}, {"default", 1}};
  }
  static Schema record() {
    Schema states = record_item();  // or a table of the same for each state
    states["additionalProperties"] = reference("record-item");
    const Schema by_layer{{"type", "object"}, {"additionalProperties", reference("record-item")}};
    const Schema weights = table_of({{"every", states["properties"]["every"]}}, "");
    const Schema of_states{{"type", "object"}, {"additionalProperties", states}};
    return table_of(keyed(kRecordKeys, {{"spikes", by_layer}, {"states", of_states}, {"weights", weights}}),
                    "");
  }

  Schema sweep() const {
    const Schema one_or_two{{"type", {"string", "array"}}, {"items", {{"type", "string"}}}};
    const Schema dimension =
        plugin_table(describe<Tensor>("dimension", DimensionSettings::about(), DimensionSettings()), {}, {});
    Schema space{{"type", "object"}, {"additionalProperties", dimension}};
    Schema table = plugin_table(describe<Tensor>("sweep", SweepSettings::about(), SweepSettings()), {}, {});
    for (const char* key : {"objective", "direction"}) table["properties"][key].update(one_or_two);
    table["properties"].update(
        keyed(kSweepKeys,
              {{"budget",
                plugin_table(describe<Tensor>("budget", BudgetSettings::about(), BudgetSettings()), {}, {})},
               {"sampler", pick_of_sweep("sampler")},
               {"pruner", pick_of_sweep("pruner")},
               {"space", std::move(space)}}));
    return table;
  }

  Schema sections() {
    const Schema text{{"type", "string"}},
        files{{"type", "array"}, {"items", {{"type", "string"}, {"minLength", 1}}}};
    const Schema layers{{"type", "object"}, {"additionalProperties", reference("layer")}};
    const Schema train =
        plugin_table(describe<Tensor>("train", TrainSettings::about(), TrainSettings()), {}, {});
    Schema all =
        keyed(kSections, {{"title", text},
                          {"seed", {{"type", "integer"}, {"minimum", 0}, {"default", 0}}},
                          {"notes", text},
                          {"plugins", files},
                          {"data", pick("data")},
                          {"encoder", pick("encoder")},
                          {"engine", engine()},
                          {"layer", layers},
                          {"loss", several("loss", settings_of<TermSettings>())},
                          {"regulariser", several("regulariser", settings_of<RegulariserSettings>())},
                          {"metric", several("metric", metric_settings())},
                          {"optimiser", optimiser()},
                          {"train", train},
                          {"record", record()},
                          {"sweep", sweep()}});
    all.update(keyed({&kExtends, 1}, {{kExtends.name, {{"type", "string"}, {"minLength", 1}}}}));
    return all;
  }

  // What stands in several places of the file, once.
  Schema definitions() {
    definitions_["layer"] = layer();
    definitions_["record-item"] = record_item();
    definitions_["numbers"] = {
        {"type", {"number", "array"}}, {"items", reference("numbers")}, {"description", "Rows are sources."}};
    definitions_["surrogate"] =
        some_of(each("surrogate"), "The slope of a spike for gradients on a clock; left out: superspike.");
    definitions_["schedule"] = some_of(each("schedule", settings_of<ScheduleSettings>()),
                                       "How the learning rate changes; left out: constant.");
    const Schema connection =
        some_of(each("connection"), "What carries a source's spikes here: one connection.");
    definitions_["connection"] = connection;
    definitions_["connections"] = once_or_several(connection, "connection");
    for (const Parameter& option : settings_of<ParameterOptions>())
      definitions_["option." + option.name] = setting(option);
    for (const std::string& name : initialisers_)
      definitions_["initialiser." + name] =
          plugin_table(registry_.find("initialiser", name)->about(), {}, {});
    return std::move(definitions_);
  }

  const Registry& registry_;
  std::vector<std::string> initialisers_;
  Schema definitions_ = Schema::object();
};

}  // namespace

std::string experiment_schema(const Registry& registry) { return Writer(registry).root().dump(1) + "\n"; }

}  // namespace snnflow

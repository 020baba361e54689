// Three walks: names and neurons, then the order and the shapes, then the parameters.
#include "plan/layers.hpp"

#include <algorithm>
#include <map>

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {

constexpr int most_units = 1 << 22;

// A layer as it is written.
struct Written {
  std::string name, path;
  Place place;
  const Value* table;
  std::optional<Use> neuron;
  std::vector<const Entry*> model;
  struct From {
    std::string source, path;
    Place place;
    const Value* table;
    std::optional<Use> use;
    std::vector<const Entry*> model;
  };
  std::vector<From> from;
  std::vector<int> shape;
  Value resolved_neuron, resolved_initial, resolved_from;
};

// Layer options of the language that no engine has yet.
const std::map<std::string, std::string> later_keys = {
    {"refractory", "refractory periods"}, {"at_most", "a limit on spikes"}, {"axonal_delay", "delays"}};

bool good_name(const std::string& name) {
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
  });
}

std::vector<int> read_shape(Scope scope, const Value& table, const std::string& path) {
  const Value *size = table.find("size"), *shape = table.find("shape");
  auto number = [&](const Value& v, const char* what) {
    if (v.is_integer() && v.integer() >= 1 && v.integer() <= most_units) return int(v.integer());
    scope.issues.error(v.place, std::string(what) + " must be a whole number from 1 to " + std::to_string(most_units), {}, path + "." + what);
    return 0;
  };
  if (size && shape)
    scope.issues.error(shape->place, "a layer has a size or a shape, not both", "keep one of them", path + ".shape");
  else if (size) {
    if (const int n = number(*size, "size")) return {n};
  } else if (shape) {
    if (!shape->is_array() || shape->array().empty() || shape->array().size() > 4) {
      scope.issues.error(shape->place, "shape must be an array of one to four sizes", "for example shape = [2, 34, 34]", path + ".shape");
      return {};
    }
    std::vector<int> s;
    std::int64_t units = 1;
    for (const Value& v : shape->array()) {
      s.push_back(number(v, "shape"));
      units *= s.back();
      if (units < 1 || units > most_units) return {};
    }
    return s;
  }
  return {};
}

void read_from(Scope scope, Written& layer) {
  const Value* from = layer.table->find("from");
  const std::string path = layer.path + ".from";
  if (!from || !from->is_table() || from->table().empty()) {
    scope.issues.error(from ? from->place : layer.place, "layer '" + layer.name + "' reads from nowhere",
                       "write [" + path + ".input] with dense = {}", path);
    return;
  }
  for (const Entry& e : from->table()) {
    if (e.value.is_array()) {
      int i = 0;
      for (const Value& v : e.value.array())
        layer.from.push_back({e.key, path + "." + e.key + "." + std::to_string(i++), e.place, &v, {}, {}});
    } else layer.from.push_back({e.key, path + "." + e.key, e.place, &e.value, {}, {}});
  }
  for (auto& f : layer.from) f.use = pick_one(scope, "connection", *f.table, f.place, f.path, {}, &f.model);
}

Written read_layer(Scope scope, const Entry& entry) {
  Written layer;
  layer.name = entry.key, layer.path = "layer." + entry.key, layer.place = entry.place, layer.table = &entry.value;
  if (!good_name(entry.key) || entry.key == "input")
    scope.issues.error(entry.place, "'" + entry.key + "' cannot be a layer's name",
                       entry.key == "input" ? "'input' is what the encoder sends" : "use letters, digits, _ and -", layer.path);
  if (!entry.value.is_table()) {
    scope.issues.error(entry.place, "layer '" + entry.key + "' must be a table", "write [" + layer.path + "]", layer.path);
    return layer;
  }
  const std::vector<std::string> known = {"size", "shape", "neuron", "from", "initial", "surrogate"};
  for (const Entry& e : entry.value.table()) {
    if (std::find(known.begin(), known.end(), e.key) != known.end()) continue;
    if (later_keys.count(e.key))
      scope.issues.error(e.place, later_keys.at(e.key) + " are not built yet", "leave out " + e.key, layer.path + "." + e.key);
    else
      scope.issues.error(e.place, "layer '" + entry.key + "' has no key '" + e.key + "'" + did_you_mean(e.key, known), {}, layer.path + "." + e.key);
  }
  layer.shape = read_shape(scope, entry.value, layer.path);
  const Value* neuron = entry.value.find("neuron");
  layer.neuron = pick_one(scope, "neuron", or_missing(neuron), entry.place, layer.path + ".neuron", {}, &layer.model);
  read_from(scope, layer);
  return layer;
}

// Sources before targets; layers in a loop (longer than themselves) are an issue.
std::vector<int> order_of(Scope scope, const std::vector<Written>& layers, const std::map<std::string, int>& number) {
  std::vector<int> order, state(layers.size(), 0);
  auto visit = [&](auto&& self, int l, int depth) -> void {
    if (state[std::size_t(l)] == 2) return;
    state[std::size_t(l)] = 1;
    for (const auto& f : layers[std::size_t(l)].from) {
      const auto source = number.find(f.source);
      if (source == number.end() || source->second == l) continue;
      if (state[std::size_t(source->second)] == 1)
        scope.issues.error(f.place, "layers '" + layers[std::size_t(l)].name + "' and '" + f.source + "' form a loop",
                           "only a layer that reads from itself may", f.path);
      else if (depth < 10000) self(self, source->second, depth + 1);
    }
    state[std::size_t(l)] = 2;
    order.push_back(l);
  };
  for (int l = 0; l < int(layers.size()); ++l) visit(visit, l, 0);
  return order;
}

ConnectionPlan plan_connection(Scope scope, Written::From& f, const Plan& plan, const std::vector<int>& source_shape, int source,
                               const LayerPlan& target, Value& resolved) {
  ConnectionPlan c;
  c.source = source, c.use = *f.use;
  c.plugin = scope.registry.make<Connection>(*f.use->plugin, f.use->table);
  c.ends = {source_shape, target.shape, target.traits().channels};
  Value table = f.use->table;
  const auto& declared = f.use->about().parameters;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!declared[i].model) continue;
    ParameterSite site{f.use->path + "." + declared[i].name, f.use->place, c.plugin->shape(declared[i].name, c.ends), true, {}};
    site.fans = {c.plugin->fan_in(c.ends), c.ends.targets()};
    if (!f.model[i] && declared[i].optional) {
      c.parameters.emplace_back();
      continue;
    }
    if (f.model[i] && int(i) == c.plugin->bias_parameter() && plan.engine == EngineKind::event)
      scope.issues.error(f.model[i]->place, declared[i].name + " of a connection exists on the clock only",
                         "in continuous time use the neuron's own bias", site.path);
    Value said;
    c.parameters.push_back(parameter(scope, declared[i], f.model[i], site, said));
    if (!said.missing()) table[declared[i].name] = said;
  }
  resolved[f.use->about().name] = table;
  return c;
}

void plan_parameters(Scope scope, Written& w, LayerPlan& layer, Value& resolved) {
  const auto& declared = w.neuron->about().parameters;
  Value neuron = layer.use.table;
  std::vector<Parameter> model;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!declared[i].model) continue;
    const ParameterSite site{layer.use.path + "." + declared[i].name, layer.use.place, {layer.units}, false, {1, layer.units}};
    Value said;
    layer.parameters.push_back(parameter(scope, declared[i], w.model[i], site, said));
    model.push_back(declared[i]);
    neuron[declared[i].name] = said;
  }
  check_order(scope, model, layer.parameters);
  resolved["neuron"][layer.use.about().name] = neuron;
  const Value* initial = w.table->find("initial");
  const auto& states = w.neuron->about().states;
  layer.initial.resize(states.size());
  if (!initial) return;
  if (!initial->is_table())
    return scope.issues.error(initial->place, w.path + ".initial must be a table of states", "for example initial.v = 0.5", w.path + ".initial");
  std::vector<std::string> names;
  for (const State& s : states) names.push_back(s.name);
  for (const Entry& e : initial->table()) {
    const auto at = std::find(names.begin(), names.end(), e.key);
    if (at == names.end()) {
      scope.issues.error(e.place, "neuron '" + layer.use.about().name + "' has no state '" + e.key + "'" + did_you_mean(e.key, names),
                         "its states are " + quoted_list(names), w.path + ".initial." + e.key);
      continue;
    }
    const std::size_t k = std::size_t(at - names.begin());
    const ParameterSite site{w.path + ".initial." + e.key, e.place, {layer.units}, false, {1, layer.units}};
    Value said;
    layer.initial[k] = parameter(scope, initial_state(states[k]), &e, site, said);
    resolved["initial"][e.key] = said;
  }
}

// The surrogate of a spiking layer: its own, or the engine's, or superspike.
void plan_surrogate(Scope scope, const Value& root, const Written& w, LayerPlan& layer, Plan& plan) {
  const Value* own = w.table->find("surrogate");
  if (plan.engine == EngineKind::event) {
    if (own)
      scope.issues.error(w.table->entry("surrogate")->place, "gradients are exact in continuous time: there is no surrogate", "leave it out, or use [engine.clock]", w.path + ".surrogate");
    return;
  }
  const Value* engine = root.find("engine");
  const Value* clock = engine ? engine->find("clock") : nullptr;
  const Value* shared = clock ? clock->find("surrogate") : nullptr;
  if (!layer.traits().spikes) {
    if (own) scope.issues.error(w.table->entry("surrogate")->place, "'" + w.name + "' (" + layer.use.about().name + ") never fires and needs no surrogate", "leave it out", w.path + ".surrogate");
    return;
  }
  Value standard;
  standard["superspike"] = Value(Value::Table{});
  const std::string path = own ? w.path + ".surrogate" : "engine.clock.surrogate";
  auto use = pick_one(scope, "surrogate", own ? *own : shared ? *shared : standard, w.place, path);
  if (!use) return;
  layer.surrogate_use = *use;
  layer.surrogate = scope.registry.make<Surrogate>(*use->plugin, use->table);
  (own ? plan.resolved["layer"][w.name]["surrogate"] : plan.resolved["engine"]["clock"]["surrogate"])[use->about().name] = use->table;
}

// Of a layer that cannot be built: at least what its neuron's numbers say.
void check_numbers(Scope scope, Written& w) {
  const auto& declared = w.neuron->about().parameters;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!declared[i].model || !w.model[i] || w.model[i]->value.is_array()) continue;
    Value ignored;
    parameter(scope, declared[i], w.model[i], {w.neuron->path + "." + declared[i].name, w.place, {1}, false, {}}, ignored);
  }
}

}  // namespace

int find_layer(Scope scope, const Plan& plan, const std::string& name, Place place, const std::string& path) {
  std::vector<std::string> names;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    names.push_back(plan.layers[l].name);
    if (names.back() == name) return int(l);
  }
  for (const std::string& broken : plan.broken_layers)
    if (broken == name) return -1;
  scope.issues.error(place, "there is no layer '" + name + "'" + did_you_mean(name, names), "the layers are " + quoted_list(names), path);
  return -1;
}

void plan_layers(Scope scope, const Value& root, const Value& table, Place nowhere, const std::vector<int>& input, Plan& plan) {
  if (!table.is_table() || table.table().empty())
    return scope.issues.error(table.missing() ? nowhere : table.place, "the experiment has no layers", "write [layer.output] with size, neuron and from", "layer");
  std::vector<Written> written;
  std::map<std::string, int> number;
  std::vector<std::string> sources = {"input"};
  for (const Entry& e : table.table()) {
    number[e.key] = int(written.size());
    sources.push_back(e.key);
    written.push_back(read_layer(scope, e));
  }
  std::vector<int> readers(written.size(), 0);
  for (const Written& w : written)
    for (const auto& f : w.from) {
      if (f.source != "input" && !number.count(f.source)) {
        scope.issues.error(f.place, "layer '" + w.name + "' reads from '" + f.source + "', which is neither a layer nor 'input'" +
                                        did_you_mean(f.source, sources), {}, f.path);
      } else if (f.source != w.name && f.source != "input") ++readers[std::size_t(number[f.source])];
      if (f.source == w.name && plan.engine == EngineKind::event)
        scope.issues.error(f.place, "layer '" + w.name + "' reads from itself: recurrence in continuous time is not built yet",
                           "use [engine.clock] for recurrent layers", f.path);
    }
  std::vector<int> place(written.size(), -1);  // among the plan's layers; -1: not there (yet)
  for (int l : order_of(scope, written, number)) {
    Written& w = written[std::size_t(l)];
    std::erase_if(w.from, [&](const Written::From& f) {
      const bool known = f.source == "input" || f.source == w.name || (number.count(f.source) && place[std::size_t(number[f.source])] >= 0);
      return !known || !f.use;
    });
    if (!w.neuron || w.from.empty()) {
      plan.broken_layers.push_back(w.name);
      if (w.neuron) check_numbers(scope, w);
      continue;
    }
    LayerPlan layer;
    layer.name = w.name, layer.use = *w.neuron, layer.shape = w.shape;
    layer.readout = readers[std::size_t(l)] == 0;
    layer.neuron = scope.registry.make<Neuron>(*w.neuron->plugin, w.neuron->table);
    const NeuronTraits& traits = layer.traits();
    if (plan.engine == EngineKind::event && !traits.continuous)
      scope.issues.error(layer.use.place, "neuron '" + layer.use.about().name + "' runs on a clock only",
                         "use [engine.clock], or a neuron with equations in continuous time such as lif", layer.use.path);
    const bool loops = std::any_of(w.from.begin(), w.from.end(), [&](const Written::From& f) { return f.source == w.name; });
    if (traits.recurrent && !loops)
      scope.issues.error(layer.use.place, layer.use.about().name + " expects `from." + w.name + "` on layer '" + w.name + "': it is a recurrent neuron",
                         "write [" + w.path + ".from." + w.name + "] with dense = {}", layer.use.path);
    if (loops && !traits.spikes)
      scope.issues.error(layer.use.place, "layer '" + w.name + "' reads from itself, but neuron '" + layer.use.about().name + "' never fires", {}, layer.use.path);
    if (!layer.readout && !traits.spikes)
      scope.issues.error(layer.use.place, "layer '" + w.name + "' is read by another layer, but neuron '" + layer.use.about().name +
                         "' is a readout that never fires", "use a spiking neuron such as lif", layer.use.path);
    auto source_shape = [&](const std::string& name) {
      return name == "input" ? input : plan.layers[std::size_t(place[std::size_t(number[name])])].shape;
    };
    for (auto& f : w.from) {
      if (f.source == w.name) continue;
      const auto plugin = scope.registry.make<Connection>(*f.use->plugin, f.use->table);
      const std::vector<int> shape = plugin->target_shape(source_shape(f.source));
      if (shape.empty()) continue;
      if (layer.shape.empty()) layer.shape = shape;
      else if (Connection::Ends::product(layer.shape) != Connection::Ends::product(shape))
        scope.issues.error(f.place, "'" + f.use->about().name + "' makes " + plural(Connection::Ends::product(shape), "unit") +
                           ", but layer '" + w.name + "' has " + std::to_string(Connection::Ends::product(layer.shape)), {}, f.path);
    }
    if (layer.shape.empty()) {
      if (!w.table->find("size") && !w.table->find("shape"))
        scope.issues.error(w.place, "layer '" + w.name + "' needs a size", "write size = 100", w.path + ".size");
      layer.shape = {1};
    }
    layer.units = Connection::Ends::product(layer.shape);
    Value& resolved = plan.resolved["layer"][w.name];
    Value shape;
    shape.is = Value::Array{};
    for (int s : layer.shape) shape.array().push_back(Value(s));
    const Value* size = w.table->find("size");
    if (layer.shape.size() == 1) resolved["size"] = size ? *size : Value(layer.units);
    else resolved["shape"] = shape;
    plan_surrogate(scope, root, w, layer, plan);
    plan_parameters(scope, w, layer, resolved);
    for (auto& f : w.from) {
      const int source = f.source == "input" ? -1 : f.source == w.name ? int(plan.layers.size()) : place[std::size_t(number[f.source])];
      Value said;
      ConnectionPlan c = plan_connection(scope, f, plan, f.source == w.name ? layer.shape : source_shape(f.source), source, layer, said);
      c.itself = f.source == w.name;
      layer.from.push_back(std::move(c));
      Value& in = resolved["from"][f.source];
      if (f.path != w.path + ".from." + f.source) {
        if (!in.is_array()) in.is = Value::Array{};
        in.array().push_back(said);
      } else in = said;
    }
    place[std::size_t(l)] = int(plan.layers.size());
    plan.layers.push_back(std::move(layer));
  }
  plan.readout = -1;  // where there are several, losses and metrics must name theirs
  std::vector<std::string> readouts;
  for (std::size_t l = 0; l < plan.layers.size(); ++l)
    if (plan.layers[l].readout) plan.readout = int(l), readouts.push_back(plan.layers[l].name);
  if (readouts.size() > 1) plan.readout = -1;
}

}  // namespace snnflow

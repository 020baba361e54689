// From layers as they are written to layers with shapes and numbers.
#include "plan/layers.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/layer_order.hpp"
#include "plan/layer_parameters.hpp"

namespace snnflow {
namespace {

// What the layers are made of while they are made.
struct Making {
  Scope scope;
  const std::vector<int>& input;
  const LayerNumbers& number;
  std::vector<int> place;  // of each written layer among the plan's; -1: not there (yet)
  Plan& plan;

  // Empty where the source is not known, or its shape is not.
  std::vector<int> shape_of(const std::string& source) const {
    if (source == "input") return input;
    const int at = place_of(source);
    return at >= 0 && plan.layers[std::size_t(at)].sized ? plan.layers[std::size_t(at)].shape
                                                         : std::vector<int>{};
  }
  int place_of(const std::string& source) const {
    const auto at = number.find(source);
    return at == number.end() ? -1 : place[std::size_t(at->second)];
  }
};

// What the neuron asks of engine and connections.
void check_neuron(Making& m, const WrittenLayer& w, const LayerPlan& layer) {
  const NeuronTraits& traits = layer.traits();
  const std::string neuron = layer.use.about().name;
  auto refuse = [&](const std::string& message, const std::string& remedy) {
    m.scope.issues.error(layer.use.place, message, remedy, layer.use.path);
  };
  if (m.plan.engine == EngineKind::event && !traits.continuous)
    refuse("neuron '" + neuron + "' runs on a clock only",
           "use [engine.clock], or a neuron with equations in continuous time such as lif");
  if (traits.recurrent && !w.loops())
    refuse(neuron + " expects `from." + w.name + "` on layer '" + w.name + "': it is a recurrent neuron",
           "write [" + w.path + ".from." + w.name + "] with dense = {}");
  if (w.loops() && !traits.spikes)
    refuse("layer '" + w.name + "' reads from itself, but neuron '" + neuron + "' never fires",
           "use a spiking neuron such as lif");
  if (!layer.readout && !traits.spikes)
    refuse("layer '" + w.name + "' is read by another layer, but neuron '" + neuron +
               "' is a readout that never fires",
           "use a spiking neuron such as lif");
}

// The shape that is written, or that connections determine.
void settle_shape(Making& m, const WrittenLayer& w, LayerPlan& layer) {
  layer.shape = w.shape;
  bool unknown = false;
  for (const auto& f : w.from) {
    const std::vector<int> source = m.shape_of(f.source);
    if (f.source == w.name || !f.use) continue;
    if (source.empty()) {
      unknown = true;
      continue;
    }
    const auto plugin = m.scope.registry.make<Connection>(*f.use->plugin, f.use->table);
    const std::vector<int> shape = plugin->target_shape(source);
    if (shape.empty()) continue;
    if (layer.shape.empty())
      layer.shape = shape;
    else if (Connection::Ends::product(layer.shape) != Connection::Ends::product(shape))
      m.scope.issues.error(f.place,
                           "'" + f.use->about().name + "' makes " +
                               plural(Connection::Ends::product(shape), "unit") + ", but layer '" + w.name +
                               "' has " + std::to_string(Connection::Ends::product(layer.shape)),
                           "leave out the layer's size", f.path);
  }
  if (layer.shape.empty() && !w.sized && !unknown)
    m.scope.issues.error(w.place, "layer '" + w.name + "' needs a size", "write size = 100",
                         w.path + ".size");
  layer.sized = !layer.shape.empty();
  if (!layer.sized) layer.shape = {1};
  layer.units = Connection::Ends::product(layer.shape);
}

void resolve_shape(const WrittenLayer& w, const LayerPlan& layer, Value& resolved) {
  if (layer.shape.size() == 1) {
    const Value* size = w.table->find("size");
    resolved["size"] = size ? *size : Value(layer.units);
    return;
  }
  Value shape{Value::Array{}};
  for (int s : layer.shape) shape.array().push_back(Value(s));
  resolved["shape"] = shape;
}

void make_layer(Making& m, WrittenLayer& w, bool readout) {
  LayerPlan layer;
  layer.name = w.name, layer.use = *w.neuron, layer.readout = readout;
  layer.place = w.place, layer.size_place = w.sized && w.size_place.line ? w.size_place : w.neuron->place;
  layer.neuron = m.scope.registry.make<Neuron>(*w.neuron->plugin, w.neuron->table);
  check_neuron(m, w, layer);
  settle_shape(m, w, layer);
  Value& resolved = m.plan.resolved["layer"][w.name];
  resolve_shape(w, layer, resolved);
  plan_surrogate(m.scope, w, layer, m.plan);
  plan_parameters(m.scope, w, layer, resolved);
  for (auto& f : w.from) {
    if (!f.use) continue;
    const bool itself = f.source == w.name;
    const std::vector<int> shape = !itself       ? m.shape_of(f.source)
                                   : layer.sized ? layer.shape
                                                 : std::vector<int>{};
    Value said;
    ConnectionPlan c = plan_connection(
        m.scope, f, m.plan, shape, itself ? int(m.plan.layers.size()) : m.place_of(f.source), layer, said);
    c.itself = itself;
    layer.from.push_back(std::move(c));
    Value& in = resolved["from"][f.source];
    if (f.path != w.path + ".from." + f.source) {
      if (!in.is_array()) in.is = Value::Array{};
      in.array().push_back(said);
    } else
      in = said;
  }
  m.plan.layers.push_back(std::move(layer));
}

}  // namespace

int find_layer(Scope scope, const Plan& plan, const std::string& name, Place place, const std::string& path) {
  std::vector<std::string> names;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    names.push_back(plan.layers[l].name);
    if (names.back() == name) return int(l);
  }
  for (const std::string& broken : plan.broken_layers) {
    names.push_back(broken);
    if (broken == name) return -1;
  }
  if (names.empty()) return -1;  // that there are none was said
  if (name == "input")
    return scope.issues.error(place, "'input' is what the encoder sends, and no layer",
                              "the layers are " + quoted_list(names), path),
           -1;
  scope.issues.error(place, "there is no layer '" + name + "'" + did_you_mean(name, names),
                     "the layers are " + quoted_list(names), path);
  return -1;
}

void plan_layers(Scope scope, const Value& root, const std::vector<int>& input, Plan& plan) {
  const Entry* entry = root.entry("layer");
  const Value& table = or_missing(root.find("layer"));
  if (entry && !table.is_table()) {
    const Value* name = table.is_array() && !table.array().empty() ? table.array()[0].find("name") : nullptr;
    const std::string example = name && name->is_text() ? name->text() : "output";
    return scope.issues.error(table.is_array() ? entry->place : table.place,
                              "layer must be a table of layers by their names",
                              "write [layer." + toml_key(example) + "]", "layer");
  }
  if (table.missing() || table.table().empty())
    return scope.issues.error(table.missing() ? root.place : table.place, "the experiment has no layers",
                              "write [layer.output] with size, neuron and from", "layer");
  std::vector<WrittenLayer> written = written_layers(scope, table, plan.broken_layers);
  LayerNumbers number;
  for (std::size_t l = 0; l < written.size(); ++l) number[written[l].name] = int(l);
  const int before = scope.issues.errors();
  const std::vector<bool> read =
      check_sources(scope, written, number, plan.broken_layers, plan.engine != EngineKind::event);
  plan.sources_known = scope.issues.errors() == before;
  Making m{scope, input, number, std::vector<int>(written.size(), -1), plan};
  int readouts = 0;
  for (int l : layer_order(scope, written, number)) {
    WrittenLayer& w = written[std::size_t(l)];
    readouts += !read[std::size_t(l)];
    if (!w.neuron) {
      plan.broken_layers.push_back(w.name);
      continue;
    }
    make_layer(m, w, !read[std::size_t(l)]);
    m.place[std::size_t(l)] = int(plan.layers.size()) - 1;
  }
  for (std::size_t l = 0; l < plan.layers.size();
       ++l)  // where there are several, losses and metrics must name theirs
    if (plan.layers[l].readout) plan.readout = readouts == 1 ? int(l) : -1;
}

}  // namespace snnflow

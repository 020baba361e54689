// Reads [layer.<name>] key by key.
#include "plan/written_layer.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "plan/language.hpp"
#include "plan/later.hpp"

namespace snnflow {
namespace {

const std::vector<std::string> layer_keys = key_names(kLayerKeys);

// What other libraries call a layer's size.
const std::vector<std::string> sizes_elsewhere = {"units",       "neurons",  "n",           "width",
                                                  "num_neurons", "features", "out_features"};

bool is_layer_key(const std::string& key) {
  return std::find(layer_keys.begin(), layer_keys.end(), key) != layer_keys.end();
}

bool good_name(const std::string& name) {
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
  });
}

int read_size(Scope scope, const Value& v, const char* what, const std::string& path) {
  if (v.is_integer() && v.integer() >= 1 && v.integer() <= most_units) return int(v.integer());
  std::string remedy;
  if (v.is_text())
    remedy = "write the number without quotes";
  else if (v.is_number() && !v.is_integer())
    remedy = "write it without a decimal point";
  else if (v.is_array())
    remedy = "several sizes are written shape = " + short_toml(v);
  scope.issues.error(v.place,
                     std::string(what) + " must be a whole number from 1 to " + std::to_string(most_units),
                     remedy, path + "." + what);
  return 0;
}

std::vector<int> read_shape(Scope scope, const Value& v, const std::string& path) {
  if (!v.is_array() || v.array().empty() || v.array().size() > most_axes) {
    scope.issues.error(
        v.place, "shape must be an array of one to four sizes",
        v.is_integer() ? "write size = " + std::to_string(v.integer()) : "for example shape = [2, 34, 34]",
        path + ".shape");
    return {};
  }
  std::vector<int> shape;
  double units = 1;
  for (const Value& x : v.array()) {
    const int n = read_size(scope, x, "shape", path);
    if (n == 0) return {};
    shape.push_back(n);
    units *= n;
  }
  if (units <= most_units) return shape;
  scope.issues.error(v.place, "a layer of " + number_text(units) + " units is too large",
                     "at most " + std::to_string(most_units), path + ".shape");
  return {};
}

void read_sizes(Scope scope, WrittenLayer& layer) {
  const Value *size = layer.table->find("size"), *shape = layer.table->find("shape");
  if (size && shape)
    scope.issues.error(shape->place, "a layer has a size or a shape, not both", "keep one of them",
                       layer.path + ".shape");
  else if (size) {
    if (const int n = read_size(scope, *size, "size", layer.path)) layer.shape = {n};
  } else if (shape)
    layer.shape = read_shape(scope, *shape, layer.path);
  if (size || shape) layer.sized = true, layer.size_place = (size ? size : shape)->place;
}

// The keys that nothing reads. Answers which keys of a layer they probably stand for.
std::vector<std::string> unknown_keys(Scope scope, const WrittenLayer& layer) {
  std::vector<std::string> meant;
  for (const Entry& e : layer.table->table()) {
    const std::string path = layer.path + "." + e.key;
    if (is_layer_key(e.key)) continue;
    if (const std::string later = not_built_yet(path); !later.empty()) {
      scope.issues.error(e.place, later, "leave out " + e.key, path);
      continue;
    }
    std::string remedy = "a layer takes " + join(layer_keys);
    if (std::find(sizes_elsewhere.begin(), sizes_elsewhere.end(), e.key) != sizes_elsewhere.end()) {
      remedy = "write size = " + (e.value.is_number() ? short_toml(e.value) : "100");
      meant.push_back("size");
    } else if (e.key == "recurrent")
      remedy = "a layer that reads from itself is recurrent: write from." + layer.name + ".dense = {}";
    else if (const auto close = suggest(e.key, layer_keys))
      meant.push_back(*close);
    else if (scope.registry.find("neuron", e.key)) {
      remedy = "write neuron." + e.key;
      meant.push_back("neuron");
    } else if (scope.registry.find("connection", e.key)) {
      remedy = "write from.input." + e.key;
      meant.push_back("from");
    }
    scope.issues.error(
        e.place, "layer '" + layer.name + "' has no key '" + e.key + "'" + did_you_mean(e.key, layer_keys),
        remedy, path);
  }
  return meant;
}

// `others`: the names of the other layers.
void read_from(Scope scope, WrittenLayer& layer, const std::vector<std::string>& others) {
  const std::string path = layer.path + ".from";
  const Entry* from = layer.table->entry("from");
  if (from && !from->value.is_table()) {
    const std::string source = from->value.is_text() ? toml_key(from->value.text()) : "input";
    scope.issues.error(from->value.place, path + " must be a table", "write from." + source + ".dense = {}",
                       path);
    return;
  }
  if (!from || from->value.table().empty()) {
    scope.issues.error(from ? from->value.place : layer.place,
                       "layer '" + layer.name + "' reads from nowhere",
                       "write [" + path + ".input] with dense = {}", path);
    return;
  }
  for (const Entry& e : from->value.table()) {
    const bool is_layer =
        e.key == layer.name || std::find(others.begin(), others.end(), e.key) != others.end();
    if (!is_layer && scope.registry.find("connection", e.key)) {
      scope.issues.error(
          e.place,
          "layer '" + layer.name + "' reads from '" + e.key + "', which is a connection and no source",
          "name the source first: from.input." + e.key, path + "." + e.key);
      continue;
    }
    if (e.value.is_array()) {
      int i = 0;
      for (const Value& v : e.value.array())
        layer.from.push_back({e.key, path + "." + e.key + "." + std::to_string(i++), v.place, &v, {}, {}});
    } else
      layer.from.push_back({e.key, path + "." + e.key, e.place, &e.value, {}, {}});
  }
  for (auto& f : layer.from) f.use = pick_one(scope, "connection", *f.table, f.place, f.path, {}, &f.model);
}

// Whether this key of [layer] is a key of a layer that somebody wrote without naming the layer.
bool misses_its_name(const Entry& entry) {
  if (!is_layer_key(entry.key)) return false;
  for (const std::string& key : layer_keys)
    if (entry.value.find(key)) return false;
  return true;
}

// Whether the layer has a name and keys to go on with.
bool worth_reading(Scope scope, const WrittenLayer& layer, const std::vector<std::string>& others) {
  if (!good_name(layer.name) || layer.name == "input") {
    scope.issues.error(
        layer.place, "'" + layer.name + "' cannot be a layer's name",
        layer.name == "input" ? "'input' is what the encoder sends" : "use letters, digits, _ and -",
        layer.path);
    return false;
  }
  if (!layer.table->is_table()) {
    scope.issues.error(layer.place, "layer '" + layer.name + "' must be a table",
                       "write [" + layer.path + "]", layer.path);
    return false;
  }
  for (const Entry& e : layer.table->table())
    if (e.key != "size" && e.key != "shape") return true;
  scope.issues.error(
      layer.place,
      "layer '" + layer.name + "' has neither a neuron nor a source" + did_you_mean(layer.name, others),
      "write neuron and from in [" + layer.path + "]", layer.path);
  return false;
}

}  // namespace

std::vector<WrittenLayer> written_layers(Scope scope, const Value& table, std::vector<std::string>& broken) {
  std::vector<WrittenLayer> layers;
  std::vector<const Entry*> nameless;
  for (const Entry& e : table.table())
    if (misses_its_name(e)) nameless.push_back(&e);
  if (!nameless.empty()) {
    scope.issues.error(nameless[0]->place,
                       "'" + nameless[0]->key + "' stands in [layer], which holds layers by their names",
                       "write [layer.output] above it", "layer");
    broken.push_back("output");
  }
  for (const Entry& e : table.table()) {
    if (std::find(nameless.begin(), nameless.end(), &e) != nameless.end()) continue;
    WrittenLayer layer;
    layer.name = e.key, layer.path = "layer." + e.key, layer.place = e.place, layer.table = &e.value;
    std::vector<std::string> others;
    for (const Entry& other : table.table())
      if (other.key != e.key) others.push_back(other.key);
    if (!worth_reading(scope, layer, others)) {
      broken.push_back(e.key);
      continue;
    }
    const std::vector<std::string> meant = unknown_keys(scope, layer);
    auto was_meant = [&](const char* key) {
      return !e.value.find(key) && std::find(meant.begin(), meant.end(), key) != meant.end();
    };
    read_sizes(scope, layer);
    layer.sized |= was_meant("size") || was_meant("shape");
    if (!was_meant("neuron"))
      layer.neuron = pick_one(scope, "neuron", or_missing(e.value.find("neuron")), e.place,
                              layer.path + ".neuron", {}, &layer.model);
    if (!was_meant("from")) read_from(scope, layer, others);
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace snnflow

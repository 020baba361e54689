// The plan: an experiment with every name found, every default filled in and every shape checked. Never changes.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plan/settings.hpp"
#include "registry/registry.hpp"

namespace snnflow {

// A plugin as the file uses it.
struct Use {
  const Registered* plugin = nullptr;
  std::string path;  // of its table: layer.hidden.neuron.lif
  Place place;       // of its name
  Value table;       // all of its settings, defaults included; numbers of the model are left out
  const About& about() const { return plugin->about(); }
};

// Numbers of the model: weights, time constants, initial states. One spelling of the path everywhere.
struct ParameterPlan {
  std::string path, unit;
  std::vector<int> shape;  // {} where the whole layer shares one number
  Place place;
  bool written = false;  // in the file; else all of it is default

  // What it starts from: numbers (one, or as many as the shape has), or an initialiser; neither: see `fires`.
  std::vector<double> given;
  std::optional<Use> initialiser;
  std::shared_ptr<const Initialiser> fill;
  Initialiser::Shape fans;
  bool fires = false;  // nothing given: weights that make the layer fire

  bool trainable = false, train = false;
  double lr = 1, min = -infinite, max = infinite;         // projection after each update
  double low = -infinite, high = infinite;                // what the declaration allows
  bool low_open = false, high_open = false;
  bool logarithm = false;  // the logarithm is what is trained
  std::size_t size() const {
    std::size_t n = 1;
    for (int s : shape) n *= std::size_t(s);
    return n;
  }
};

struct ConnectionPlan {
  int source = -1;      // place among the layers; -1: the input
  bool itself = false;  // from the layer to itself
  Use use;
  std::shared_ptr<const Connection> plugin;
  Connection::Ends ends;
  std::vector<ParameterPlan> parameters;  // in the order of the plugin's declaration; absent ones have an empty path
};

struct LayerPlan {
  std::string name;
  Place place, size_place;  // of its name; of its size, or of the neuron where none is written
  std::vector<int> shape;
  int units = 0;
  bool sized = true;  // false: the shape stands for one that is unknown; errors were reported
  Use use;
  std::shared_ptr<const Neuron> neuron;
  std::vector<ParameterPlan> parameters;  // in the order of the declaration
  std::vector<ParameterPlan> initial;     // in the order of the states; absent ones have an empty path
  std::vector<ConnectionPlan> from;
  bool readout = false;
  Use surrogate_use;  // on the clock
  std::shared_ptr<const Surrogate> surrogate;
  bool recurrent() const {
    for (const ConnectionPlan& c : from)
      if (c.itself) return true;
    return false;
  }
  const NeuronTraits& traits() const { return use.plugin->registration.traits; }
};

// Every parameter that there is: of the connections, of the neuron, of its initial states.
template <class Layer, class F>
void each_parameter(Layer& layer, F&& f) {
  auto each = [&](auto& list) {
    for (auto& p : list)
      if (!p.path.empty()) f(p);
  };
  for (auto& c : layer.from) each(c.parameters);
  each(layer.parameters);
  each(layer.initial);
}

// A loss, metric or regulariser and what it looks at.
template <class P>
struct Term {
  std::string name;  // what the record calls it
  Use use;
  std::shared_ptr<const P> plugin;
  TermSettings settings;
  std::vector<int> layers;  // one; regularisers may have several
  std::vector<int> units;   // of that layer, in order
};

struct SchedulePlan {
  Use use;
  std::shared_ptr<const Schedule> plugin;
  ScheduleSettings settings;
};

// spikes.<layer>, states.<layer> of [record].
struct RecordItem {
  int layer = 0;
  std::string state;         // empty: spikes; else one state's name
  std::vector<int> samples;  // indices into the split
  int every = 1;
  Split split = Split::valid;
};

enum class EngineKind { unknown, event, clock };  // unknown: an error was reported

struct Plan {
  std::string title, notes;
  std::int64_t seed = 0;
  int level = 2;

  Use data_use;
  std::shared_ptr<const Data> data;
  DataShape data_shape;
  std::int64_t sizes[3] = {};
  std::optional<Use> encoder_use;
  std::shared_ptr<const Encoder> encoder;
  int inputs = 0;  // channels that reach the layers

  EngineKind engine = EngineKind::unknown;
  EventSettings event;
  ClockSettings clock;
  std::optional<Use> surrogate_use;  // of layers on the clock that name none; nothing: an error was reported

  std::vector<LayerPlan> layers;  // sources before targets
  std::vector<std::string> broken_layers;  // named, but not understood: errors were reported
  int readout = -1;  // -1: none, or several
  bool sources_known = true;  // false: some layer reads from what is not there
  std::vector<Term<Loss>> losses;
  std::vector<Term<Regulariser>> regularisers;
  std::vector<Term<Metric>> metrics;
  bool terms_known = true;  // false: some loss, metric or regulariser was not understood

  std::optional<Use> optimiser_use;
  std::shared_ptr<const Optimiser> optimiser;
  SchedulePlan schedule;
  TrainSettings train;
  int select = -1;  // which metric picks the epoch; -1: the last epoch
  Split select_split = Split::valid;
  std::vector<RecordItem> record;
  int record_weights_every = 0;

  Value resolved;  // the whole file with every default, in its own language; places say where a value came from

  double t_end() const {
    return engine == EngineKind::event ? event.t_end : engine == EngineKind::clock ? clock.t_end : infinite;
  }
  Outside outside() const { return engine == EngineKind::event ? event.outside : clock.outside; }
  bool has_batch_terms() const {
    for (const auto& t : regularisers)
      if (t.plugin->over() == Regulariser::Over::batch) return true;
    return false;
  }
};

}  // namespace snnflow

// The model's numbers as the clock engine reads them, and gradients as it sums them; R is float or double.
#pragma once
#include "kernels/kernels.hpp"
#include "model/blocks.hpp"
#include "snnflow/rows.hpp"

namespace snnflow {

template <class R>
class ClockRows {
 public:
  ClockRows(const Plan& plan, const Registry& registry, const Blocks& blocks);

  struct Connection {
    int source = -1;       // layer; -1: the input
    bool itself = false;
    int sources = 0, channels = 1, stride = 0;
    bool trained = false, bias_trained = false;
    Rows<R> weights;       // [source][channel][stride]
    std::vector<Rows<R>> panels;  // [channel]: transposed, for deltas; empty where the source is the input
    Rows<R> bias;          // [stride]; empty where there is none
    std::size_t numbers() const { return std::size_t(sources) * std::size_t(channels * stride); }
  };
  struct Layer {
    int units = 0, stride = 0, channels = 1;
    bool shared = true;      // all units have the same parameters, and none is learned
    bool parameters_trained = false, initial_trained = false;
    std::vector<Connection> from;
    Rows<double> parameters, initial;  // [parameter][stride], [state][stride]
    ClockBinding binding() const { return {parameters.get(), initial.get()}; }
  };
  const Layer& layer(int l) const { return layers_[std::size_t(l)]; }
  int layers() const { return int(layers_.size()); }
  const ClockKernels<R>& kernels() const { return *kernels_; }

  // One part for each connection, and one for all parameters.
  int bind_parts() const { return int(places_.size()) + 1; }
  void bind_part(int part, std::span<const double> values);

  // What one shard sums.
  struct Sums {
    struct Layer {
      std::vector<Rows<R>> weights;              // as the connection's
      std::vector<std::vector<double>> bias;     // [stride]
      std::vector<double> parameters, initial;   // as the layer's
    };
    std::vector<Layer> layers;
  };
  Sums make_sums() const;
  void clear(Sums& sums) const;
  int add_parts() const;
  void add_shards(int part, std::vector<Sums>& shards, int count) const;
  int gather_parts() const { return bind_parts(); }
  void gather(int part, const Sums& sum, std::span<double> gradients) const;

 private:
  struct Place {
    int layer, connection;
  };
  Connection& at(const Place& p) { return layers_[std::size_t(p.layer)].from[std::size_t(p.connection)]; }
  const Connection& at(const Place& p) const { return layers_[std::size_t(p.layer)].from[std::size_t(p.connection)]; }
  void bind_connection(const Place& place, std::span<const double> values);
  void bind_parameters(std::span<const double> values);

  const Plan& plan_;
  const Blocks& blocks_;
  const ClockKernels<R>* kernels_;
  std::vector<Layer> layers_;
  std::vector<Place> places_;
};

}  // namespace snnflow

// The numbers of a model as one array: a block for each parameter of the plan, in the order of the layers.
#pragma once
#include <memory>

#include "plan/plan.hpp"
#include "model/recorded.hpp"

namespace snnflow {

struct Block {
  const ParameterPlan* plan = nullptr;
  int layer = 0;
  std::size_t offset = 0, size = 0;  // in the array of all numbers; a block "as = log" holds logarithms
  std::ptrdiff_t gradient = -1;      // its place in the array of gradients; -1: not trained
  bool clips() const { return plan->min > -infinite || plan->max < infinite; }
};

class Blocks {
 public:
  explicit Blocks(const Plan& plan);

  const std::vector<Block>& list() const { return list_; }
  std::size_t numbers() const { return numbers_; }      // of the model
  std::size_t gradients() const { return gradients_; }  // trained ones
  // Where a layer's blocks are: indices into list(), -1 where the plan has none.
  struct Layer {
    std::vector<std::vector<int>> connections;  // [connection][parameter]
    std::vector<int> parameters, initial;
  };
  const Layer& layer(int l) const { return layers_[std::size_t(l)]; }
  // By its path; -1: none.
  int find(const std::string& path) const;
  std::vector<BlockInfo> describe(const Plan& plan) const;

  // What a block stands for: the exponential of what is stored, where its logarithm is trained.
  std::vector<double> natural(int block, std::span<const double> values) const;
  // Turns dL/d(what blocks stand for) into dL/d(what is stored): d/d(log x) = x d/dx.
  void chain_logarithms(std::span<const double> values, std::span<double> gradients) const;

 private:
  int add(const ParameterPlan& plan, int layer);
  std::vector<Block> list_;
  std::vector<Layer> layers_;
  std::size_t numbers_ = 0, gradients_ = 0;
};

// Why a model cannot begin: an initialiser left a parameter's range.
struct BadStart : Error {
  BadStart(const std::string& what, Place where) : Error(what), place(where) {}
  Place place;  // of the parameter
};

// All numbers as the plan says that they begin. Throws BadStart.
std::vector<double> initial_values(const Plan& plan, const Blocks& blocks);

}  // namespace snnflow

// One list, so that nobody is told that a key of the language does not exist.
#include "plan/later.hpp"

#include "base/path.hpp"
#include "config/pick_one.hpp"

namespace snnflow {
namespace {

struct Later {
  std::string_view path, what;
};
constexpr Later later_list[] = {
    {"transform", "[[transform]] is"},
    {"layer.*.refractory", "refractory periods are"},
    {"layer.*.at_most", "a limit on spikes is"},
    {"layer.*.axonal_delay", "delays are"},
    {"layer.*.from.*.*.delay", "delays are"},
    {"layer.*.from.*.*.mask", "masks are"},
    {"layer.*.from.*.*.into", "a choice of channels is"},
    {"layer.*.from.*.conv2d", "convolution is"},
    {"layer.*.from.*.sum-pool", "pooling is"},
    {"layer.*.from.*.avg-pool", "pooling is"},
    {"layer.*.neuron.*.refractory", "refractory periods are"},
    {"layer.*.from.*.*.*.hdf5", "a start from a file is"},
    {"layer.*.from.*.*.*.bernoulli", "masks are"},
    {"optimiser.*.schedule.cosine", "the cosine schedule is"},
    {"train.centralise", "centralised gradients are"},
    {"record.tensorboard", "writing for TensorBoard is"},
};

}  // namespace

std::string not_built_yet(const std::string& path) {
  const PathText read = split_path(path);
  if (!read.error.empty()) return {};
  for (const Later& l : later_list)
    if (follows(read.keys, l.path)) return std::string(l.what) + " not built yet";
  return {};
}

}  // namespace snnflow

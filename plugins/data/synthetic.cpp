// Spike trains made on the fly: channel c fires often in samples of class c, all others rarely. spyx's quickstart task.
#include <random>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Synthetic final : Data {
  int train = 256, valid = 256, test = 256, seed = 0;
  int channels = 8, steps = 16, classes = 3;
  double step = 1.0, often = 0.5, rarely = 0.05;

  static constexpr auto about() {
    using M = Synthetic;
    return snnflow::about("synthetic", "Random spike trains in which one channel for each class fires more often.",
                          param("train", &M::train).at_least(1).at_most(1e8).doc("Training samples."),
                          param("valid", &M::valid).at_least(0).at_most(1e8).doc("Validation samples."),
                          param("test", &M::test).at_least(0).at_most(1e8).doc("Test samples."),
                          param("seed", &M::seed).at_least(0).doc("Seed of all samples; splits are different draws."),
                          param("channels", &M::channels).at_least(1).at_most(1 << 20).doc("Input channels."),
                          param("steps", &M::steps).at_least(1).at_most(1 << 20).doc("Time steps in which a channel may fire once."),
                          param("classes", &M::classes).at_least(1).at_most(1 << 20).doc("Classes; at most as many as channels."),
                          param("step", &M::step).unit("ms").above(0).doc("Length of a time step."),
                          param("often", &M::often).between(0, 1).doc("Probability per step in the channel of the sample's class."),
                          param("rarely", &M::rarely).between(0, 1).doc("Probability per step in all other channels."))
        .source("spyx docs, how-to/quickstart");
  }
  DataShape open(Opening& opening) override {
    if (classes > channels)
      opening.issues().error(opening.place("classes"), "classes = " + std::to_string(classes) + " is more than channels = " + std::to_string(channels),
                             "each class needs a channel of its own", "data.synthetic.classes");
    DataShape shape;
    shape.form = DataShape::Form::spikes;
    shape.shape = {channels};
    shape.classes = classes;
    return shape;
  }
  std::int64_t size(Split split) const override { return split == Split::train ? train : split == Split::valid ? valid : test; }
  void sample(Split split, std::int64_t index, Sample& out) const override {
    // A generator of its own for each sample: the same whoever asks first.
    std::seed_seq key{std::uint32_t(seed), std::uint32_t(split), std::uint32_t(index), std::uint32_t(index >> 32)};
    std::mt19937 twister(key);
    auto uniform = [&] { return double(twister()) / 4294967296.0; };
    out.clear();
    out.label = int(uniform() * classes);
    for (int t = 0; t < steps; ++t)
      for (int c = 0; c < channels; ++c)
        if (uniform() < (c == out.label ? often : rarely)) out.time.push_back(t * step), out.unit.push_back(c);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Synthetic>(); }

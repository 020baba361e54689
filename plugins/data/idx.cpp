// The MNIST family (MNIST, Fashion-MNIST, KMNIST, EMNIST): images and labels in IDX files, plain or .gz.
#include <algorithm>
#include <filesystem>
#include <snnflow/kit.hpp>

#include "arrays.hpp"
#include "idx_array.hpp"

namespace {
using namespace snnflow;

// Images of a file with their labels.
struct Images {
  std::int64_t samples = 0;
  IdxArray pixels;
  std::vector<int> labels;
};

struct Idx final : Data {
  Value train, valid, test;
  int seed = 0;

  static constexpr auto about() {
    using M = Idx;
    return snnflow::about(
               "idx",
               "Images of the MNIST family, [row][column] in [0, 1] (a byte divided by 255), with labels.",
               param("train", &M::train)
                   .required()
                   .doc("The file of the images, plain or .gz, or a part of one: { file, labels, fraction = "
                        "0.5 | samples = 100 }. "
                        "The labels stand beside it in a file of like name (train-labels-idx1-ubyte.gz), or "
                        "in the one that labels names."),
               param("valid", &M::valid)
                   .doc("As train; without a file it is a part of the training images, which training then "
                        "leaves out: { samples = 5000 }."),
               param("test", &M::test).doc("As valid."),
               param("seed", &M::seed).at_least(0).doc("Of the samples that a fraction or a number draws."))
        .source("LeCun et al. 1998; Xiao, Rasul & Vollgraf 2017 (Debian: dataset-fashion-mnist)");
  }
  Splits<Images> splits;

  DataShape open(Opening& opening) override {
    const SplitRules rules{
        "data.idx",
        "Fashion-MNIST is Debian's package dataset-fashion-mnist (in /usr/share/datasets/fashion-mnist); "
        "MNIST comes from https://ossci-datasets.s3.amazonaws.com/mnist (SHA-256, unpacked, begins with: "
        "train images ba891046e6505d7a, train labels 65a50cbbf4e906d7, test images 0fa7898d509279e4, "
        "test labels ff7bcfd416de3373)",
        {"file", "labels", "fraction", "samples"},
        std::uint64_t(seed)};
    const bool opened = splits.open(opening, {&train, &valid, &test}, rules, read, no_members);
    DataShape shape;
    if (!opened) return shape;
    const IdxArray& first = splits.file(0)->pixels;
    for (int s = 0; s < 3; ++s) {
      const Images* images = splits.file(s);
      if (!images) continue;
      shape.classes =
          std::max(shape.classes, *std::max_element(images->labels.begin(), images->labels.end()) + 1);
      if (!std::equal(first.shape.begin() + 1, first.shape.end(), images->pixels.shape.begin() + 1,
                      images->pixels.shape.end()))
        opening.issues().error(splits.part(s).place,
                               std::string("the images of the ") + split_names[std::size_t(s)] +
                                   " split have another size than those of the training split",
                               "name files of one data set",
                               std::string("data.idx.") + split_names[std::size_t(s)]);
    }
    shape.shape.assign(first.shape.begin() + 1, first.shape.end());
    if (shape.shape.size() == 2) shape.shape.insert(shape.shape.begin(), 1);  // one colour
    return shape;
  }
  std::int64_t size(Split split) const override { return splits.size(split); }
  void sample(Split split, std::int64_t index, Sample& out) const override {
    const Images& images = *splits.file(int(split));
    const std::int64_t at = splits.place(split, index), width = images.pixels.row();
    out.clear();
    for (std::int64_t i = at * width; i < (at + 1) * width; ++i)
      out.values.push_back(double(static_cast<unsigned char>(images.pixels.bytes[std::size_t(i)])) / 255.0);
    out.label = images.labels[std::size_t(at)];
  }

 private:
  static void read(const Part& part, const std::string& path, Images& out) {
    out.pixels = read_idx(path);
    if (out.pixels.shape.size() < 2)
      throw Refused("it has one dimension, as labels have",
                    "name the file of the images; their labels are found beside it");
    if (out.pixels.row() > most_channels)
      throw Refused("its images have " + std::to_string(out.pixels.row()) + " pixels",
                    "there may be 4194304");
    const std::string beside = part.labels.empty()
                                   ? name_of_labels(path)
                                   : (std::filesystem::path(path).parent_path() / part.labels).string();
    if (!std::filesystem::exists(beside))
      throw Refused("the labels of its images are not there: looked for " + beside,
                    "name their file with { file = \"..\", labels = \"..\" }");
    IdxArray labels;
    try {
      labels = read_idx(beside);
    } catch (const Refused& why) {
      throw Refused("its labels, " + beside + ": " + why.what, why.remedy);
    }
    if (labels.shape.size() != 1 || labels.shape[0] != out.pixels.shape[0])
      throw Refused("it has " + std::to_string(out.pixels.shape[0]) + " images, but " + beside + " has " +
                        std::to_string(labels.shape[0]) + " entries in " +
                        std::to_string(labels.shape.size()) + " dimensions",
                    "name the labels of these images");
    for (char c : labels.bytes) out.labels.push_back(int(static_cast<unsigned char>(c)));
    out.samples = out.pixels.shape[0];
  }
  // train-images-idx3-ubyte.gz -> train-labels-idx1-ubyte.gz
  static std::string name_of_labels(const std::string& images) {
    std::string name = std::filesystem::path(images).filename().string();
    const std::size_t what = name.find("images");
    if (what == std::string::npos)
      throw Refused("how its labels are called is not clear",
                    "name their file with { file = \"..\", labels = \"..\" }");
    name.replace(what, 6, "labels");
    if (const std::size_t type = name.find("idx"); type != std::string::npos && type + 3 < name.size())
      name[type + 3] = '1';
    return (std::filesystem::path(images).parent_path() / name).string();
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Idx>(); }

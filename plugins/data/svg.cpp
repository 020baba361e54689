// Points of a drawing: a class is a fill colour, and a point belongs to the topmost shape that contains it.
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

#include "svg_painting.hpp"

namespace {
using namespace snnflow;

struct Svg final : Data {
  std::string file;
  int train = 5000, valid = 1000, test = 1000, seed = 0;
  bool normalise = true, mirror = false;

  static constexpr auto about() {
    using M = Svg;
    return snnflow::about(
               "svg",
               "Points (x, y) of the filled shapes of an SVG file; a class is a colour, numbered in the "
               "order of painting.",
               param("file", &M::file)
                   .required()
                   .doc("Read are path, rect, circle, ellipse, polygon, polyline, in groups, with "
                        "transforms; other elements that paint an area are refused."),
               param("train", &M::train)
                   .at_least(1)
                   .at_most(1e8)
                   .doc("Training samples: equally many of each class, and of each shape of a class; what is "
                        "left over is left out."),
               param("valid", &M::valid).at_least(0).at_most(1e8).doc("Validation samples; another draw."),
               param("test", &M::test).at_least(0).at_most(1e8).doc("Test samples; another draw."),
               param("seed", &M::seed).at_least(0).doc("Of all draws."),
               param("normalise", &M::normalise)
                   .doc("Map the box around all shapes to [0, 1] x [0, 1]; the same in all splits."),
               param("mirror", &M::mirror).doc("Two more values, 1 - x and 1 - y, as in Yin-Yang."))
        .source("eventax, sample_from_svg (svg_sampler: equal_over_classes, upper_only)");
  }

  DataShape open(Opening& opening) override {
    DataShape shape;
    shape.shape = {mirror ? 4 : 2};
    const std::string path =
        opening.find(file, "file", "draw it, or name experiments/yin_yang.svg of snnflow");
    if (path.empty()) return shape;
    try {
      const SvgPainting painting(read_svg(path));
      shape.classes = int(painting.colours.size());
      for (const SvgPainting::Hidden& h : painting.hidden)
        if (h.wholly)
          opening.issues().warn(
              opening.place("file"),
              "'" + file + "', " + h.place + ": nothing of it is seen; no sample comes from it",
              "move it to the front, or delete it", "data.svg.file");
        else
          throw Refused(h.place + ": less than 1/4000 of the box around it is seen",
                        "make it larger, or delete it");
      if (shape.classes == 0) throw Refused("nothing is seen of its shapes", "give them an area");
      const int counts[] = {train, valid, test};
      for (int s = 0; s < 3; ++s) draw(painting, counts[s], s);
    } catch (const Refused& why) {
      opening.issues().error(
          opening.place("file"),
          "'" + file + "'" + (why.what.compare(0, 5, "line ") == 0 ? ", " : ": ") + why.what, why.remedy,
          "data.svg.file");
    }
    if (shape.classes > 0 && train < shape.classes)
      opening.issues().error(opening.place("train"),
                             "train = " + std::to_string(train) + " is less than the " +
                                 std::to_string(shape.classes) + " classes of '" + file + "'",
                             "each class needs a sample", "data.svg.train");
    classes_ = std::max(1, shape.classes);
    return shape;
  }
  std::int64_t size(Split split) const override { return std::int64_t(points_[int(split)].size()); }
  void sample(Split split, std::int64_t index, Sample& out) const override {
    const SvgPoint p = points_[int(split)][std::size_t(index)];
    out.clear();
    out.values = {p.x, p.y};
    if (mirror) out.values.insert(out.values.end(), {1 - p.x, 1 - p.y});
    out.label = int(index % classes_);
  }

 private:
  // Classes take turns. Points are drawn one after the other from one generator for each split.
  void draw(const SvgPainting& painting, int count, int split) {
    std::seed_seq key{std::uint32_t(seed), std::uint32_t(split)};
    std::mt19937_64 twister(key);
    const std::int64_t classes = std::int64_t(painting.colours.size());
    const double width = painting.high.x - painting.low.x, height = painting.high.y - painting.low.y;
    for (std::int64_t i = 0; i < count / classes * classes; ++i) {
      SvgPoint p = painting.point(std::size_t(i % classes), i / classes, twister);
      if (normalise) p = {(p.x - painting.low.x) / width, (p.y - painting.low.y) / height};
      points_[split].push_back(p);
    }
  }
  std::vector<SvgPoint> points_[3];
  std::int64_t classes_ = 1;
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Svg>(); }

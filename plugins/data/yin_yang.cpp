// The Yin-Yang data set: points of a disc, in one of two intertwined halves or in their dots.
// Bit for bit the published generator (numpy's legacy MT19937): with the default sizes and seeds, the published split.
#include <cmath>
#include <random>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

constexpr double r_big = 0.5, r_small = 0.1;

int class_of(double x, double y) {
  const double right = std::sqrt((x - 1.5 * r_big) * (x - 1.5 * r_big) + (y - r_big) * (y - r_big));
  const double left = std::sqrt((x - 0.5 * r_big) * (x - 0.5 * r_big) + (y - r_big) * (y - r_big));
  if (right < r_small || left < r_small) return 2;
  const bool yin = right <= r_small || (left > r_small && left <= 0.5 * r_big) || (y > r_big && right > 0.5 * r_big);
  return yin ? 1 : 0;
}

struct YinYang final : Data {
  int train = 5000, valid = 1000, test = 1000;
  int train_seed = 42, valid_seed = 41, test_seed = 40;

  static constexpr auto about() {
    return snnflow::about("yin-yang", "Points (x, y, 1-x, 1-y) in [0, 1] of the Yin-Yang disc, in three classes.",
                          param("train", &YinYang::train).at_least(1).at_most(1e8).doc("Training samples."),
                          param("valid", &YinYang::valid).at_least(0).at_most(1e8).doc("Validation samples."),
                          param("test", &YinYang::test).at_least(0).at_most(1e8).doc("Test samples."),
                          param("train_seed", &YinYang::train_seed).at_least(0).doc("Seed of the training split."),
                          param("valid_seed", &YinYang::valid_seed).at_least(0).doc("Seed of the validation split."),
                          param("test_seed", &YinYang::test_seed).at_least(0).doc("Seed of the test split."))
        .source("Kriener, Goeltz & Petrovici, NICE 2022; github.com/lkriener/yin_yang_data_set, dataset.py");
  }

  struct Point {
    double x, y;
    int label;
  };
  std::vector<Point> points[3];

  DataShape open(Opening&) override {
    const int sizes[] = {train, valid, test}, seeds[] = {train_seed, valid_seed, test_seed};
    for (int s = 0; s < 3; ++s) generate(points[s], sizes[s], unsigned(seeds[s]));
    DataShape shape;
    shape.shape = {4};
    shape.classes = 3;
    return shape;
  }
  std::int64_t size(Split split) const override { return std::int64_t(points[int(split)].size()); }
  void sample(Split split, std::int64_t index, Sample& out) const override {
    const Point& p = points[int(split)][std::size_t(index)];
    out.clear();
    out.values = {p.x, p.y, 1 - p.x, 1 - p.y};
    out.label = p.label;
  }

  // The class is drawn first; points are drawn until one belongs to it.
  static void generate(std::vector<Point>& out, int count, unsigned seed) {
    std::mt19937 twister(seed);
    auto uniform = [&] {
      const std::uint32_t a = std::uint32_t(twister()) >> 5, b = std::uint32_t(twister()) >> 6;
      return (a * 67108864.0 + b) / 9007199254740992.0;
    };
    out.resize(std::size_t(count));
    for (Point& p : out) {
      do p.label = int(twister() & 3);
      while (p.label == 3);
      do {
        p.x = uniform() * 2 * r_big;
        p.y = uniform() * 2 * r_big;
      } while (std::sqrt((p.x - r_big) * (p.x - r_big) + (p.y - r_big) * (p.y - r_big)) > r_big ||
               class_of(p.x, p.y) != p.label);
    }
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<YinYang>(); }

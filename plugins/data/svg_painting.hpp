// Points of a drawing: the class of each is the colour that is seen there.
#pragma once
#include <array>
#include <cstdint>
#include <random>

#include "svg_drawing.hpp"

namespace snnflow {

/// Shapes in the order of painting, grouped into classes by colour (numbered as they first appear).
class SvgPainting {
 public:
  struct Hidden {  // a shape of which too little is seen
    std::string place;
    bool wholly;
  };

  explicit SvgPainting(std::vector<SvgShape> shapes) : shapes_(std::move(shapes)) {
    std::mt19937_64 twister(1);
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      const SvgOutline& o = shapes_[i].outline;
      low = {std::min(low.x, o.low.x), std::min(low.y, o.low.y)},
      high = {std::max(high.x, o.high.x), std::max(high.y, o.high.y)};
      int seen = 0;
      for (int k = 0; k < tries && seen < least; ++k) seen += topmost(within(i, twister)) == int(i);
      if (seen < least) {
        hidden.push_back({shapes_[i].place, seen == 0});
        continue;
      }
      std::size_t c = 0;
      while (c < colours.size() && colours[c] != shapes_[i].colour) ++c;
      if (c == colours.size()) colours.push_back(shapes_[i].colour), of_class_.emplace_back();
      of_class_[c].push_back(i);
    }
  }
  /// The n-th point of a class: its shapes take turns, and within a shape all places that are seen are
  /// equally likely.
  SvgPoint point(std::size_t cls, std::int64_t n, std::mt19937_64& twister) const {
    const std::size_t shape = of_class_[cls][std::size_t(n) % of_class_[cls].size()];
    SvgPoint p;
    do p = within(shape, twister);
    while (topmost(p) != int(shape));
    return p;
  }
  /// The shape that is seen at a point; -1: none.
  int topmost(SvgPoint p) const {
    for (std::size_t i = shapes_.size(); i-- > 0;)
      if (shapes_[i].contains(p)) return int(i);
    return -1;
  }
  std::vector<std::string> colours;  // of the classes
  std::vector<Hidden> hidden;
  SvgPoint low{SvgOutline::infinity, SvgOutline::infinity},
      high{-SvgOutline::infinity, -SvgOutline::infinity};  // the box around all

 private:
  // A shape must be seen in `least` of `tries` points of its box, or drawing points from it would take too
  // long.
  static constexpr int tries = 20000, least = 5;
  SvgPoint within(std::size_t i, std::mt19937_64& twister) const {
    const auto uniform = [&] { return double(twister() >> 11) * 0x1p-53; };
    const SvgOutline& o = shapes_[i].outline;
    const double x = uniform(), y = uniform();
    return {o.low.x + x * (o.high.x - o.low.x), o.low.y + y * (o.high.y - o.low.y)};
  }
  std::vector<SvgShape> shapes_;
  std::vector<std::vector<std::size_t>> of_class_;
};

}  // namespace snnflow

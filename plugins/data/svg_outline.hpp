// Outlines of SVG shapes as closed polygons in the plane, curves drawn by short chords; and what lies inside
// of them.
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "refused.hpp"

namespace snnflow {

struct SvgPoint {
  double x = 0, y = 0;
};

/// x' = a x + c y + e, y' = b x + d y + f
struct SvgTransform {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
  SvgPoint operator()(SvgPoint p) const { return {a * p.x + c * p.y + e, b * p.x + d * p.y + f}; }
  SvgTransform operator*(const SvgTransform& in) const {  // this one outside
    return {a * in.a + c * in.b, b * in.a + d * in.b,     a * in.c + c * in.d,
            b * in.c + d * in.d, a * in.e + c * in.f + e, b * in.e + d * in.f + f};
  }
};

/// Rings of one shape. Grows as a pen moves; every ring closes itself.
class SvgOutline {
 public:
  static constexpr std::size_t most_points = 1 << 20;
  static constexpr double far = 1e9;  // coordinates beyond are refused

  void move(SvgPoint p) { rings_.emplace_back(), add(p); }
  void line(SvgPoint p) {
    if (rings_.empty()) rings_.emplace_back();
    add(p);
  }
  void cubic(SvgPoint p0, SvgPoint p1, SvgPoint p2, SvgPoint p3) {
    for (int k = 1; k <= chords; ++k) {
      const double t = double(k) / chords, u = 1 - t;
      const double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
      line({a * p0.x + b * p1.x + c * p2.x + d * p3.x, a * p0.y + b * p1.y + c * p2.y + d * p3.y});
    }
  }
  /// From angle `from` on, `sweep` radians of the ellipse turned by `turn`; the starting point is not added.
  void arc(SvgPoint center, double rx, double ry, double turn, double from, double sweep) {
    const int n = std::max(1, int(std::ceil(std::abs(sweep) / (2 * M_PI) * 4 * chords)));
    for (int k = 1; k <= n; ++k) {
      const double angle = from + sweep * k / n, x = rx * std::cos(angle), y = ry * std::sin(angle);
      line({center.x + x * std::cos(turn) - y * std::sin(turn),
            center.y + x * std::sin(turn) + y * std::cos(turn)});
    }
  }
  void ellipse(SvgPoint center, double rx, double ry) {
    move({center.x + rx, center.y});
    arc(center, rx, ry, 0, 0, 2 * M_PI);
  }
  void transform(const SvgTransform& by) {
    low = {infinity, infinity}, high = {-infinity, -infinity};
    for (auto& ring : rings_)
      for (SvgPoint& p : ring) p = by(p), seen(p);
  }
  bool contains(SvgPoint p, bool even_odd) const {
    if (p.x < low.x || p.x > high.x || p.y < low.y || p.y > high.y) return false;
    int winding = 0;
    for (const auto& ring : rings_)
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const SvgPoint a = ring[i], b = ring[i + 1 < ring.size() ? i + 1 : 0];
        if ((a.y <= p.y) == (b.y <= p.y)) continue;
        if ((b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x > p.x) winding += a.y < b.y ? 1 : -1;
      }
    return even_odd ? winding % 2 != 0 : winding != 0;
  }
  std::size_t points() const { return points_; }

  static constexpr double infinity = std::numeric_limits<double>::infinity();
  SvgPoint low{infinity, infinity}, high{-infinity, -infinity};  // the box around it

 private:
  static constexpr int chords =
      90;  // of a curve and of a quarter of an ellipse: off by at most 4e-5 of a radius
  void add(SvgPoint p) {
    if (++points_ > most_points) throw Refused("it has more than 1048576 points", "make it simpler");
    rings_.back().push_back(p);
    seen(p);
  }
  void seen(SvgPoint p) {
    if (!(std::abs(p.x) <= far && std::abs(p.y) <= far))
      throw Refused("it reaches beyond 1e9", "scale it down");
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  std::vector<std::vector<SvgPoint>> rings_;
  std::size_t points_ = 0;
};

}  // namespace snnflow

// The `d` of an SVG path: all commands of SVG 1.1, drawn as an outline.
#pragma once
#include "svg_scanner.hpp"

namespace snnflow {

/// Draws path data. Throws Refused with the place in it.
class SvgPath {
 public:
  static void draw(const std::string& d, SvgOutline& out) { SvgPath(d, out).all(); }

 private:
  SvgPath(const std::string& d, SvgOutline& out) : scan_(d), out_(out) {}

  void all() {
    char command = 0;
    while (!scan_.at_end()) {
      if (!scan_.number_follows())
        command = scan_.take();
      else if (command == 'M' || command == 'm')
        command = command == 'M' ? 'L' : 'l';  // further pairs are lines
      else if (command == 0 || command == 'Z' || command == 'z')
        scan_.fail("a command should stand here");
      if (before_ == 0 && command != 'M' && command != 'm') scan_.fail("a path begins with M");
      one(command);
      before_ = command;
      scan_.comma();
    }
  }
  void one(char command) {
    relative_ = command >= 'a' && command <= 'z';
    switch (relative_ ? char(command - 'a' + 'A') : command) {
      case 'M':
        out_.move(begin_ = now_ = point());
        return;
      case 'Z':
        now_ = begin_;
        return;
      case 'L':
        return line(point());
      case 'H':
        return line({scan_.number() + (relative_ ? now_.x : 0), now_.y});
      case 'V':
        return line({now_.x, scan_.number() + (relative_ ? now_.y : 0)});
      case 'C': {
        const SvgPoint a = point(), b = point();
        return cubic(a, b, point());
      }
      case 'S': {
        const SvgPoint a = after("CcSs") ? mirrored() : now_, b = point();
        return cubic(a, b, point());
      }
      case 'Q': {
        const SvgPoint a = point();
        return quadratic(a, point());
      }
      case 'T': {
        const SvgPoint a = after("QqTt") ? mirrored() : now_;
        return quadratic(a, point());
      }
      case 'A':
        return arc();
      default:
        scan_.fail(std::string("'") + (command > 32 && command < 127 ? command : '?') +
                   "' is no command of a path");
    }
  }
  SvgPoint point() {
    const double x = scan_.number();
    scan_.comma();
    const double y = scan_.number();
    scan_.comma();
    return {x + (relative_ ? now_.x : 0), y + (relative_ ? now_.y : 0)};
  }
  bool after(const char* commands) const {
    return before_ && std::string_view(commands).find(before_) != std::string_view::npos;
  }
  SvgPoint mirrored() const { return {2 * now_.x - control_.x, 2 * now_.y - control_.y}; }
  // After Z without M, drawing goes on from where that ring began.
  void start() {
    if (before_ == 'Z' || before_ == 'z') out_.move(now_);
  }
  void line(SvgPoint to) { start(), out_.line(now_ = to); }
  void cubic(SvgPoint a, SvgPoint b, SvgPoint to) {
    start();
    out_.cubic(now_, a, b, to);
    control_ = b, now_ = to;
  }
  void quadratic(SvgPoint a, SvgPoint to) {
    const SvgPoint from = now_;
    cubic({(from.x + 2 * a.x) / 3, (from.y + 2 * a.y) / 3}, {(to.x + 2 * a.x) / 3, (to.y + 2 * a.y) / 3}, to);
    control_ = a;
  }
  // From end points to center: SVG 1.1, appendix F.6.5.
  void arc() {
    double rx = std::abs(scan_.number());
    scan_.comma();
    double ry = std::abs(scan_.number());
    scan_.comma();
    const double turn = scan_.number() * M_PI / 180;
    scan_.comma();
    const bool large = scan_.flag();
    scan_.comma();
    const bool clockwise = scan_.flag();
    scan_.comma();
    const SvgPoint from = now_, to = point();
    if ((from.x == to.x && from.y == to.y) || rx == 0 || ry == 0) return line(to);
    const double c = std::cos(turn), s = std::sin(turn), hx = (from.x - to.x) / 2, hy = (from.y - to.y) / 2;
    const double x = c * hx + s * hy, y = -s * hx + c * hy;
    const double grow = std::sqrt(x * x / (rx * rx) + y * y / (ry * ry));
    if (!(grow <= SvgOutline::far)) return line(to);  // radii too small to count
    if (grow > 1) rx *= grow, ry *= grow;
    const double below = rx * rx * y * y + ry * ry * x * x;
    const double root =
        std::sqrt(std::max(0.0, (rx * rx * ry * ry - below) / below)) * (large == clockwise ? -1 : 1);
    if (!std::isfinite(root)) return line(to);
    const double cx = root * rx * y / ry, cy = -root * ry * x / rx;
    const double first = std::atan2((y - cy) / ry, (x - cx) / rx),
                 last = std::atan2((-y - cy) / ry, (-x - cx) / rx);
    double sweep = last - first;
    if (clockwise && sweep < 0) sweep += 2 * M_PI;
    if (!clockwise && sweep > 0) sweep -= 2 * M_PI;
    start();
    out_.arc({c * cx - s * cy + (from.x + to.x) / 2, s * cx + c * cy + (from.y + to.y) / 2}, rx, ry, turn,
             first, sweep);
    now_ = to;
  }

  SvgScanner scan_;
  SvgOutline& out_;
  SvgPoint now_, begin_, control_;
  char before_ = 0;
  bool relative_ = false;
};

}  // namespace snnflow

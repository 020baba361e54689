// Numbers in the attributes of SVG: lists with blanks or commas, lengths, and the transforms made of them.
#pragma once
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "svg_outline.hpp"

namespace snnflow {

/// Reads a text from the left. Throws Refused with the place in the text.
class SvgScanner {
 public:
  explicit SvgScanner(std::string_view text) : text_(text) {}

  bool at_end() { return blanks(), at_ == text_.size(); }
  char peek() { return at_end() ? '\0' : text_[at_]; }
  char take() { return at_ < text_.size() ? text_[at_++] : '\0'; }
  void comma() {
    blanks();
    if (at_ < text_.size() && text_[at_] == ',') ++at_;
  }
  bool number_follows() {
    const char c = peek();
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
  }
  double number() {
    blanks();
    const std::size_t begin = at_;
    std::size_t digits = 0;
    const auto run = [&] {
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_, ++digits;
    };
    if (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+')) ++at_;
    run();
    if (at_ < text_.size() && text_[at_] == '.') ++at_, run();
    if (digits == 0) at_ = begin, fail("a number should stand here");
    const std::size_t mantissa = at_;
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+')) ++at_;
      digits = 0;
      run();
      if (digits == 0) at_ = mantissa;  // the e of "em", say
    }
    const double x = std::strtod(std::string(text_.substr(begin, at_ - begin)).c_str(), nullptr);
    if (!(std::abs(x) <= SvgOutline::far)) at_ = begin, fail("this number is larger than 1e9");
    return x;
  }
  /// 0 or 1, as the flags of an arc, which need no blank between them.
  bool flag() {
    blanks();
    const char c = take();
    if (c != '0' && c != '1') at_ -= c != '\0', fail("a flag, 0 or 1, should stand here");
    return c == '1';
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw Refused(what + ", at character " + std::to_string(at_ + 1) + " of \"" + excerpt() + "\"",
                  "correct it, or save the drawing again");
  }

 private:
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' ||
                                  text_[at_] == '\r' || text_[at_] == '\f'))
      ++at_;
  }
  std::string excerpt() const {
    const std::size_t from = at_ > 20 ? at_ - 20 : 0;
    std::string part =
        (from ? ".." : "") + std::string(text_.substr(from, 40)) + (from + 40 < text_.size() ? ".." : "");
    for (char& c : part)
      if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
    return part;
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

/// A length in user units, perhaps with "px".
inline double svg_length(const std::string& text) {
  SvgScanner scan(text);
  const double x = scan.number();
  if (!scan.at_end() && (scan.take() != 'p' || scan.take() != 'x' || !scan.at_end()))
    throw Refused("the length \"" + text.substr(0, 40) + "\" has a unit",
                  "write it in the units of the viewBox, without mm, % and the like");
  return x;
}

/// The value of a transform attribute.
inline SvgTransform svg_transform(const std::string& text) {
  SvgTransform all;
  for (SvgScanner scan(text); !scan.at_end(); scan.comma()) {
    std::string name;
    while (scan.peek() != '(' && name.size() < 12 && !scan.at_end()) name += scan.take();
    if (scan.take() != '(') scan.fail("'(' should stand here");
    std::vector<double> n;
    while (scan.number_follows() && n.size() < 7) n.push_back(scan.number()), scan.comma();
    if (scan.peek() != ')') scan.fail("')' should stand here");
    scan.take();
    const auto is = [&](const char* which, std::size_t least, std::size_t most) {
      return name == which && n.size() >= least && n.size() <= most;
    };
    const double rad = n.empty() ? 0 : n[0] * M_PI / 180;
    if (is("matrix", 6, 6))
      all = all * SvgTransform{n[0], n[1], n[2], n[3], n[4], n[5]};
    else if (is("translate", 1, 2))
      all = all * SvgTransform{1, 0, 0, 1, n[0], n.size() > 1 ? n[1] : 0};
    else if (is("scale", 1, 2))
      all = all * SvgTransform{n[0], 0, 0, n.size() > 1 ? n[1] : n[0], 0, 0};
    else if (is("skewX", 1, 1))
      all = all * SvgTransform{1, 0, std::tan(rad), 1, 0, 0};
    else if (is("skewY", 1, 1))
      all = all * SvgTransform{1, std::tan(rad), 0, 1, 0, 0};
    else if (is("rotate", 1, 1) || is("rotate", 3, 3)) {
      const double x = n.size() > 1 ? n[1] : 0, y = n.size() > 1 ? n[2] : 0;
      all = all * SvgTransform{1, 0, 0, 1, x, y} *
            SvgTransform{std::cos(rad), std::sin(rad), -std::sin(rad), std::cos(rad), 0, 0} *
            SvgTransform{1, 0, 0, 1, -x, -y};
    } else
      scan.fail("'" + name + "' with " + std::to_string(n.size()) + " numbers is no transform");
  }
  return all;
}

}  // namespace snnflow

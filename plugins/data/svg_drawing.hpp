// The filled shapes of an SVG file, in the order in which they are painted.
// Read are path, rect (with round corners), circle, ellipse, polygon and polyline, below svg, g and a, with
// transforms and with fills given as attributes or in `style`. Refused are use, text, image, nested svg,
// style sheets, gradients, clipping and masks; what paints no area (line, strokes) or only describes (defs,
// title, metadata) is passed over.
#pragma once
#include <algorithm>

#include "bytes.hpp"
#include "svg_path.hpp"
#include "svg_style.hpp"

namespace snnflow {

struct SvgShape {
  SvgOutline outline;
  bool even_odd = false;
  std::string colour;
  std::string place;  // "line 12, <path id="a">", for messages
  bool contains(SvgPoint p) const { return outline.contains(p, even_odd); }
};

/// Walks the elements of one file.
class SvgReader {
 public:
  static constexpr std::size_t most_shapes = 10000;
  std::vector<SvgShape> shapes;

  explicit SvgReader(const std::string& text) {
    for (std::size_t at = 0; at != std::string::npos; at = text.find('\n', at + 1)) lines_.push_back(at);
    pugi::xml_document document;
    const auto parsed =
        document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed)
      throw Refused("line " + std::to_string(line(parsed.offset)) + ": it is no XML: " + parsed.description(),
                    "save the drawing again");
    const pugi::xml_node root = document.document_element();
    if (name_of(root) != "svg")
      throw Refused("line " + std::to_string(line(root.offset_debug())) + ": its first element is <" +
                        name_of(root).substr(0, 40) + ">, not <svg>",
                    "name an SVG file");
    walk(root, SvgTransform(), SvgStyle(), 0);
    if (shapes.empty()) throw Refused("it has no filled shapes", "draw some, with a fill for each class");
  }

 private:
  static constexpr int most_depth = 200;

  static std::string name_of(const pugi::xml_node& node) {
    const std::string name = node.name();
    return name.compare(0, 4, "svg:") == 0 ? name.substr(4) : name;
  }
  std::int64_t line(std::ptrdiff_t offset) const {
    const std::size_t at = std::size_t(std::max<std::ptrdiff_t>(0, offset));
    return std::max<std::int64_t>(1, std::upper_bound(lines_.begin(), lines_.end(), at) - lines_.begin());
  }
  std::string place(const pugi::xml_node& node) const {
    const std::string id = node.attribute("id").value();
    return "line " + std::to_string(line(node.offset_debug())) + ", <" + name_of(node).substr(0, 40) +
           (id.empty() ? "" : " id=\"" + id.substr(0, 40) + "\"") + ">";
  }
  void walk(const pugi::xml_node& node, const SvgTransform& outer, const SvgStyle& above, int depth) {
    const std::string name = name_of(node);
    if (node.type() != pugi::node_element || name.find(':') != std::string::npos) return;
    if (name == "defs")
      for (const pugi::xml_node& child : node)
        if (name_of(child) == "style") walk(child, outer, above, depth);  // which refuses it
    for (const char* silent : {"defs", "title", "desc", "metadata", "line", "marker", "linearGradient",
                               "radialGradient", "pattern", "clipPath", "mask", "filter", "script"})
      if (name == silent) return;
    try {
      const SvgStyle style = above.of(node);
      if (!style.shown) return;
      const SvgTransform here = outer * svg_transform(node.attribute("transform").value());
      if ((name == "svg" && depth == 0) || name == "g" || name == "a") {
        if (depth == most_depth) throw Refused("it is nested more than 200 deep", "ungroup it");
        for (const pugi::xml_node& child : node) walk(child, here, style, depth + 1);
        return;
      }
      SvgShape shape;
      draw(node, name, shape.outline);
      if (!style.painted() || shape.outline.points() < 3) return;
      shape.outline.transform(here);
      if (shapes.size() == most_shapes) throw Refused("it has more than 10000 shapes", "make it simpler");
      if ((points_ += shape.outline.points()) > SvgOutline::most_points)
        throw Refused("it has more than 1048576 points", "make it simpler");
      shape.even_odd = style.even_odd, shape.colour = style.fill, shape.place = place(node);
      shapes.push_back(std::move(shape));
    } catch (const Refused& why) {
      if (why.what.compare(0, 5, "line ") == 0) throw;
      throw Refused(place(node) + ": " + why.what, why.remedy);
    }
  }
  static void draw(const pugi::xml_node& node, const std::string& name, SvgOutline& out) {
    const auto length = [&](const char* key, double standard) {
      const auto a = node.attribute(key);
      return a ? svg_length(a.value()) : standard;
    };
    const auto size = [&](const char* key, double standard) {
      const double x = length(key, standard);
      if (x < 0) throw Refused(std::string(key) + " is negative", "write a size of at least 0");
      return x;
    };
    if (name == "path")
      SvgPath::draw(node.attribute("d").value(), out);
    else if (name == "circle") {
      if (const double r = size("r", 0); r > 0) out.ellipse({length("cx", 0), length("cy", 0)}, r, r);
    } else if (name == "ellipse") {
      const double rx = size("rx", 0), ry = size("ry", rx);
      if (rx > 0 && ry > 0) out.ellipse({length("cx", 0), length("cy", 0)}, rx, ry);
    } else if (name == "polygon" || name == "polyline") {
      const std::string points = node.attribute("points").value();
      bool first = true;
      for (SvgScanner scan(points); !scan.at_end(); scan.comma(), first = false) {
        const double x = scan.number();
        scan.comma();
        const SvgPoint p{x, scan.number()};
        first ? out.move(p) : out.line(p);
      }
    } else if (name == "rect") {
      const double x = length("x", 0), y = length("y", 0), w = size("width", 0), h = size("height", 0);
      const double rx = std::min(size("rx", size("ry", 0)), w / 2),
                   ry = std::min(size("ry", size("rx", 0)), h / 2);
      if (w <= 0 || h <= 0) return;
      out.move({x + rx, y});
      const SvgPoint corners[] = {
          {x + w - rx, y + ry}, {x + w - rx, y + h - ry}, {x + rx, y + h - ry}, {x + rx, y + ry}};
      for (int k = 0; k < 4; ++k) {
        const double from = (k - 1) * M_PI / 2;
        out.line(
            {corners[k].x + rx * std::round(std::cos(from)), corners[k].y + ry * std::round(std::sin(from))});
        if (rx > 0 && ry > 0) out.arc(corners[k], rx, ry, 0, from, M_PI / 2);
      }
    } else
      throw Refused("this element is not supported",
                    "draw it with path, rect, circle, ellipse, polygon or polyline, with a fill of its own");
  }
  std::vector<std::size_t> lines_;  // where they begin
  std::size_t points_ = 0;
};

/// The shapes in the text of an SVG file. Throws Refused.
inline std::vector<SvgShape> svg_shapes(const std::string& text) { return SvgReader(text).shapes; }

/// Those of a file, plain or .svgz. Throws Refused.
inline std::vector<SvgShape> read_svg(const std::string& path) {
  constexpr std::int64_t most = 1 << 24;
  const std::string text = Bytes(path).up_to(most + 1);
  if (std::int64_t(text.size()) > most) throw Refused("it has more than 16 MiB", "make it simpler");
  return svg_shapes(text);
}

}  // namespace snnflow

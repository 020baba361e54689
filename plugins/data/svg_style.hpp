// How an SVG element is painted: fill colour, fill rule and whether it is seen at all; inherited from its
// parents.
#pragma once
#include <pugixml.hpp>

#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include "svg_scanner.hpp"

namespace snnflow {

inline std::string svg_trimmed(const std::string& s) {
  const std::size_t a = s.find_first_not_of(" \t\r\n"), b = s.find_last_not_of(" \t\r\n");
  return a == std::string::npos ? "" : s.substr(a, b - a + 1);
}

/// A colour in one spelling: "#rrggbb" where it is known, else its name in small letters; empty: none.
inline std::string svg_colour(const std::string& written) {
  std::string c = svg_trimmed(written);
  for (char& x : c)
    if (x >= 'A' && x <= 'Z') x = char(x - 'A' + 'a');
  if (c == "none" || c == "transparent") return "";
  static constexpr std::array<std::pair<const char*, const char*>, 18> names = {{{"black", "#000000"},
                                                                                 {"silver", "#c0c0c0"},
                                                                                 {"gray", "#808080"},
                                                                                 {"grey", "#808080"},
                                                                                 {"white", "#ffffff"},
                                                                                 {"maroon", "#800000"},
                                                                                 {"red", "#ff0000"},
                                                                                 {"purple", "#800080"},
                                                                                 {"fuchsia", "#ff00ff"},
                                                                                 {"magenta", "#ff00ff"},
                                                                                 {"green", "#008000"},
                                                                                 {"lime", "#00ff00"},
                                                                                 {"olive", "#808000"},
                                                                                 {"yellow", "#ffff00"},
                                                                                 {"navy", "#000080"},
                                                                                 {"blue", "#0000ff"},
                                                                                 {"teal", "#008080"},
                                                                                 {"aqua", "#00ffff"}}};
  for (const auto& [name, hex] : names)
    if (c == name) return hex;
  if (c == "cyan") return "#00ffff";
  const bool hex =
      !c.empty() && c[0] == '#' && c.find_first_not_of("0123456789abcdef", 1) == std::string::npos;
  if (hex && c.size() == 7) return c;
  if (hex && c.size() == 4) return {'#', c[1], c[1], c[2], c[2], c[3], c[3]};
  if (c.compare(0, 4, "rgb(") == 0 && c.back() == ')') {
    SvgScanner scan(std::string_view(c).substr(4, c.size() - 5));
    char text[8];
    unsigned rgb[3];
    for (unsigned& part : rgb) {
      const double x = scan.number();
      if (!(x >= 0 && x <= 255) || x != std::floor(x))
        throw Refused("the fill '" + c.substr(0, 40) + "' is not understood", "write it as #rrggbb");
      part = unsigned(x), scan.comma();
    }
    if (!scan.at_end())
      throw Refused("the fill '" + c.substr(0, 40) + "' is not understood", "write it as #rrggbb");
    std::snprintf(text, sizeof text, "#%02x%02x%02x", rgb[0] & 255, rgb[1] & 255, rgb[2] & 255);
    return text;
  }
  if (c.empty() || c.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos || c == "inherit" ||
      c == "currentcolor")
    throw Refused("the fill '" + c.substr(0, 40) + "' is no plain colour", "write it as #rrggbb");
  return c;
}

struct SvgStyle {
  std::string fill = "#000000";
  bool even_odd = false, shown = true, visible = true, opaque = true;

  /// This style with what an element says of its own, as attributes or in `style`, which wins.
  SvgStyle of(const pugi::xml_node& node) const {
    SvgStyle s = *this;
    s.opaque = true;
    for (const char* name :
         {"fill", "fill-rule", "display", "visibility", "opacity", "fill-opacity", "clip-path", "mask"})
      if (const auto a = node.attribute(name)) s.set(name, a.value());
    const std::string style = node.attribute("style").value();
    for (std::size_t at = 0; at < style.size();) {
      const std::size_t end = std::min(style.find(';', at), style.size()), colon = style.find(':', at);
      if (colon < end)
        s.set(svg_trimmed(style.substr(at, colon - at)),
              svg_trimmed(style.substr(colon + 1, end - colon - 1)));
      at = end + 1;
    }
    s.shown = s.shown && s.opaque;
    return s;
  }
  bool painted() const { return shown && visible && !fill.empty(); }

 private:
  void set(const std::string& name, const std::string& value) {
    if (name == "fill")
      fill = svg_colour(value);
    else if (name == "fill-rule")
      even_odd = value == "evenodd";
    else if (name == "display")
      shown = shown && value != "none";
    else if (name == "visibility")
      visible = value != "hidden" && value != "collapse";
    else if (name == "opacity" || name == "fill-opacity")
      opaque = opaque && SvgScanner(value).number() > 0;
    else if ((name == "clip-path" || name == "mask") && value != "none")
      throw Refused("it has a " + name + ", which is not supported", "draw what is left of the shape itself");
  }
};

}  // namespace snnflow

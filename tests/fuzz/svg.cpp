// Any bytes as a drawing: data.svg refuses them in words, or what it draws from them holds together.
#include "../../plugins/data/svg.cpp"

#include "reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::size_t points = 0;
  try {
    for (const SvgShape& s : svg_shapes(std::string(reinterpret_cast<const char*>(data), size))) {
      points += s.outline.points();
      s.contains({0, 0});
    }
  } catch (const Refused& why) {
    fuzz::must(!why.what.empty() && !why.remedy.empty());
  }
  if (points > 1500) return 0;  // drawing from it would take long
  Svg svg;
  svg.file = fuzz::file_of("drawing.svg", data, size);
  svg.train = 12, svg.valid = 0, svg.test = 3;
  fuzz::read_all(svg);
  return 0;
}

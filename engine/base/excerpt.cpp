// A line is laid out cell by cell, so that the carets stand right below tabs, accents and wide letters.
#include "base/excerpt.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace snnflow {
namespace {

constexpr int kWidest = 100;  // columns of a line that are shown
constexpr int kLead = 40;     // of which before the place, where the line is cut
constexpr std::string_view kTab = "    ";

struct Cell {
  std::string text;
  int columns;
};

Cell cell_at(std::string_view line, std::size_t& at) {
  const Rune r = rune_at(line, at);
  const std::string_view written = line.substr(at, r.bytes);
  at += r.bytes;
  if (r.value == U'\t') return {std::string(kTab), static_cast<int>(kTab.size())};
  return {printable(written), columns_of(r.value)};
}

bool fits(std::string_view line) {
  int columns = 0;
  for (std::size_t at = 0; at < line.size() && columns <= kWidest;) columns += cell_at(line, at).columns;
  return columns <= kWidest;
}

struct Start {
  std::size_t at = 0;  // a byte
  int rune = 1;        // and the code point that begins there
};

// Where to begin so that at most kLead columns stand before the place.
Start begin_near(std::string_view line, int column) {
  Start start;
  int columns = 0, rune = 1;
  for (std::size_t at = 0; at < line.size() && rune < column; ++rune) {
    columns += cell_at(line, at).columns;
    for (; columns > kLead; ++start.rune) columns -= cell_at(line, start.at).columns;
  }
  return start;
}

}  // namespace

bool find_line(std::string_view text, int n, std::string_view& line) {
  if (n < 1) return false;
  std::size_t begin = 0;
  for (int k = 1; k < n; ++k) {
    begin = text.find('\n', begin);
    if (begin == std::string_view::npos) return false;
    ++begin;
  }
  line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

Excerpt make_excerpt(std::string_view line, int column, int length) {
  Excerpt shown{{}, 0, 0};
  auto [at, rune] = fits(line) ? Start{} : begin_near(line, column);
  if (at > 0) shown.line = "…", shown.before = 1;
  for (int columns = shown.before; at < line.size(); ++rune) {
    const Cell cell = cell_at(line, at);
    columns += cell.columns;
    if (columns > kWidest) {
      shown.line += "…";
      break;
    }
    shown.line += cell.text;
    if (rune < column)
      shown.before += cell.columns;
    else if (rune - column < std::max(1, length))
      shown.carets += cell.columns;
  }
  shown.carets = std::max(1, shown.carets);
  return shown;
}

}  // namespace snnflow

// Reading UTF-8 strictly: overlong forms, surrogates and anything above U+10FFFF are broken bytes.
#include "base/utf8.hpp"

namespace snnflow {
namespace {

struct Range {
  char32_t first, last;
};
constexpr Range kCombining[] = {{0x300, 0x36F},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
                                {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
                           {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                           {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};

template <std::size_t n>
bool within(const Range (&ranges)[n], char32_t rune) {
  for (const Range& r : ranges)
    if (r.first <= rune && rune <= r.last) return true;
  return false;
}

// C0 and C1 controls, and the marks that turn the direction of writing.
bool steers(char32_t r) {
  return r < 0x20 || (r >= 0x7F && r < 0xA0) || (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069);
}

}  // namespace

Rune rune_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, 1, true};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + bytes > text.size()) return {};
  char32_t value = first & (0x7Fu >> bytes);
  for (std::size_t k = 1; k < bytes; ++k) {
    const auto next = static_cast<unsigned char>(text[at + k]);
    if ((next & 0xC0) != 0x80) return {};
    value = (value << 6) | (next & 0x3Fu);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[bytes] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, bytes, true};
}

std::size_t first_broken_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Rune r = rune_at(text, at);
    if (!r.ok) return at;
    at += r.bytes;
  }
  return std::string_view::npos;
}

int count_runes(std::string_view text) {
  int n = 0;
  for (std::size_t at = 0; at < text.size(); at += rune_at(text, at).bytes) ++n;
  return n;
}

int columns_of(char32_t rune) { return within(kCombining, rune) ? 0 : within(kWide, rune) ? 2 : 1; }

std::string to_utf8(char32_t r) {
  const auto low = [](char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
  if (r < 0x80) return {static_cast<char>(r)};
  if (r < 0x800) return {static_cast<char>(0xC0 | (r >> 6)), low(r)};
  if (r < 0x10000) return {static_cast<char>(0xE0 | (r >> 12)), low(r >> 6), low(r)};
  return {static_cast<char>(0xF0 | (r >> 18)), low(r >> 12), low(r >> 6), low(r)};
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Rune r = rune_at(text, at);
    out += r.ok && !steers(r.value) ? std::string(text.substr(at, r.bytes)) : to_utf8(0xFFFD);
    at += r.bytes;
  }
  return out;
}

}  // namespace snnflow

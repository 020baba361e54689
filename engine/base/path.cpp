// A path is read by hand: its grammar is TOML's dotted key without blanks, and the places of its keys are
// needed.
#include "base/path.hpp"

#include <charconv>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace snnflow {
namespace {

// The letter that \n, \t, … stand for; 0 for all others.
char plain_escape(char letter) {
  constexpr std::string_view written = "\"\\bfnrt", meant = "\"\\\b\f\n\r\t";
  const std::size_t at = written.find(letter);
  return at == std::string_view::npos ? '\0' : meant[at];
}

// Reads what follows a backslash; false where it is no escape.
bool read_escape(std::string_view text, std::size_t& at, std::string& key) {
  if (at >= text.size()) return false;
  const char letter = text[at++];
  if (const char c = plain_escape(letter)) {
    key += c;
    return true;
  }
  const std::size_t digits = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  if (digits == 0 || at + digits > text.size()) return false;
  unsigned value = 0;
  const char* end = text.data() + at + digits;
  if (std::from_chars(text.data() + at, end, value, 16).ptr != end) return false;
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return false;
  key += to_utf8(static_cast<char32_t>(value));
  at += digits;
  return true;
}

// Reads a key in double quotes that begins at `at`; what is wrong with it, or nothing.
std::string read_quoted(std::string_view text, std::size_t& at, std::string& key) {
  for (++at; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      ++at;
      return {};
    }
    if (static_cast<unsigned char>(c) < 0x20) return "a key in quotes must stay on one line";
    ++at;
    if (c != '\\')
      key += c;
    else if (!read_escape(text, at, key))
      return "a backslash in a quoted key must begin an escape such as \\\" or \\\\";
  }
  return "a quoted key is not closed";
}

std::string read_key(std::string_view text, std::size_t& at, std::string& key) {
  if (at < text.size() && text[at] == '"') return read_quoted(text, at, key);
  while (at < text.size() && is_bare_key(text.substr(at, 1))) key += text[at++];
  if (!key.empty()) return {};
  if (at >= text.size()) return at == 0 ? "the path is empty" : "a key is missing after the last dot";
  if (text[at] == '.') return at == 0 ? "the path begins with a dot" : "a key is missing between two dots";
  const std::string seen = printable(text.substr(at, rune_at(text, at).bytes));
  return "a key cannot begin with '" + seen +
         "'; keys of other than letters, digits, _ and - need double quotes";
}

}  // namespace

PathText read_path(std::string_view text) {
  PathText path;
  while (true) {
    const std::size_t begin = path.end;
    std::string key;
    path.error = read_key(text, path.end, key);
    if (!path.error.empty()) return path;
    path.keys.push_back(std::move(key));
    path.parts.push_back({begin, path.end - begin});
    if (path.end >= text.size() || text[path.end] != '.') return path;
    ++path.end;
  }
}

PathText split_path(std::string_view text) {
  PathText path = read_path(text);
  if (!path.error.empty() || path.end == text.size()) return path;
  const std::string seen = printable(text.substr(path.end, rune_at(text, path.end).bytes));
  path.error =
      "'" + seen + "' cannot stand in a path; keys of other than letters, digits, _ and - need double quotes";
  return path;
}

std::string join_path(std::span<const std::string> keys) {
  std::string out;
  for (std::size_t i = 0; i < keys.size(); ++i) out += (i > 0 ? "." : "") + toml_key(keys[i]);
  return out;
}

}  // namespace snnflow

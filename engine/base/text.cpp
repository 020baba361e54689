// Numbers go through std::to_chars, so that no locale and no precision setting can change a digit.
#include "base/text.hpp"

#include <charconv>
#include <cmath>

#include "base/utf8.hpp"

namespace snnflow {
namespace {

// 1e-05 and 1e+20 are what to_chars writes; 1e-5 and 1e20 are what people write.
std::string plain_exponent(std::string_view text) {
  const std::size_t e = text.find('e');
  if (e == std::string_view::npos) return std::string(text);
  std::string out(text.substr(0, e + 1));
  std::size_t at = e + 1;
  if (text[at] == '-') out += '-';
  if (text[at] == '-' || text[at] == '+') ++at;
  while (at + 1 < text.size() && text[at] == '0') ++at;
  return out.append(text.substr(at));
}

void append_toml(const Value& value, std::string& out);

void append_array(const Value::Array& items, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ", ";
    append_toml(items[i], out);
  }
  out += ']';
}

void append_table(const Value::Table& entries, std::string& out) {
  if (entries.empty()) {
    out += "{}";
    return;
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    out += (i > 0 ? ", " : "{ ") + toml_key(entries[i].key) + " = ";
    append_toml(entries[i].value, out);
  }
  out += " }";
}

void append_toml(const Value& value, std::string& out) {
  if (value.is_table())
    append_table(value.table(), out);
  else if (value.is_array())
    append_array(value.array(), out);
  else if (value.is_text())
    out += json_string(value.text());
  else if (value.is_bool())
    out += value.boolean() ? "true" : "false";
  else if (value.is_integer())
    out += std::to_string(value.integer());
  else if (value.is_number())
    out += toml_number(value.number());
}

}  // namespace

std::string number_text(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x < 0 ? "-inf" : "inf";
  char digits[64];
  const bool whole = x == std::trunc(x) && std::fabs(x) < 1e15;
  const auto end = whole ? std::to_chars(digits, digits + sizeof digits, x, std::chars_format::fixed).ptr
                         : std::to_chars(digits, digits + sizeof digits, x).ptr;
  return plain_exponent({digits, static_cast<std::size_t>(end - digits)});
}

std::string toml_number(double x) {
  const std::string text = number_text(x);
  return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
}

std::string json_number(double x) { return std::isfinite(x) ? toml_number(x) : "null"; }

std::string json_string(std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const Rune r = rune_at(text, at);
    if (r.value == U'"' || r.value == U'\\')
      out += '\\', out += static_cast<char>(r.value);
    else if (r.value == U'\n')
      out += "\\n";
    else if (r.value == U'\t')
      out += "\\t";
    else if (r.value == U'\r')
      out += "\\r";
    else if (r.value < 0x20 || r.value == 0x7F)
      out += "\\u00", out += hex[r.value >> 4], out += hex[r.value & 15];
    else
      out += to_utf8(r.value);
    at += r.bytes;
  }
  return out + '"';
}

bool is_bare_key(std::string_view key) {
  constexpr std::string_view bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !key.empty() && key.find_first_not_of(bare) == std::string_view::npos;
}

std::string toml_key(std::string_view key) { return is_bare_key(key) ? std::string(key) : json_string(key); }

std::string to_toml(const Value& value) {
  std::string out;
  append_toml(value, out);
  return out;
}

std::string short_toml(const Value& value, int longest) {
  const std::string whole = to_toml(value);
  std::size_t at = 0;
  for (int n = 0; n < longest && at < whole.size(); ++n) at += rune_at(whole, at).bytes;
  return printable(std::string_view(whole).substr(0, at)) + (at < whole.size() ? "…" : "");
}

std::string cut_long_words(std::string_view text) {
  constexpr int longest = 100, kept = 60;  // letters
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t blank = std::min(text.find_first_of(" \n", at), text.size());
    const std::string_view word = text.substr(at, blank - at);
    if (count_runes(word) <= longest || word.find('/') != std::string_view::npos)
      out += word;
    else {
      std::size_t end = 0;
      for (int n = 0; n < kept; ++n) end += rune_at(word, end).bytes;
      out.append(word.substr(0, end)).append("…");
      if (word.ends_with('\'')) out += '\'';
    }
    if (blank < text.size()) out += text[blank];
    at = blank + 1;
  }
  return out;
}

std::string join(const std::vector<std::string>& items, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += between;
    out += items[i];
  }
  return out;
}

std::string quoted_list(const std::vector<std::string>& items, std::string_view last_link) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && i + 1 == items.size())
      out.append(" ").append(last_link).append(" ");
    else if (i > 0)
      out += ", ";
    out += "'" + items[i] + "'";
  }
  return out;
}

std::string plural(std::int64_t n, std::string_view one, std::string_view many) {
  std::string out = std::to_string(n) + ' ';
  if (n == 1) return out.append(one);
  return many.empty() ? out.append(one) + 's' : out.append(many);
}

}  // namespace snnflow

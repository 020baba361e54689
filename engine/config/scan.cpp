// toml++ 3.3 recurses without bound over dotted keys and has undefined behaviour on letters beyond ASCII
// outside of strings; so a text is looked through once, string by string, before it gets there.
#include "config/scan.hpp"

#include <algorithm>
#include <cstdio>

#include "base/utf8.hpp"

namespace snnflow {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Place place_of(std::string_view text, std::size_t at, int length, int file) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line_end = before.rfind('\n');
  std::string_view line = before.substr(line_end == std::string_view::npos ? 0 : line_end + 1);
  if (line.data() == text.data() && line.starts_with(kByteOrderMark))
    line.remove_prefix(kByteOrderMark.size());
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {file, static_cast<int>(lines) + 1, count_runes(line) + 1, length};
}

class Scanner {
 public:
  Scanner(std::string_view text, int file) : text_(text), file_(file) {}

  std::optional<Finding> run() {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    while (at_ < text_.size() && !found_) step();
    return found_;
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"' || c == '\'')
      string(c);
    else if (c == '#')
      at_ = std::min(text_.find('\n', at_), text_.size());
    else if (static_cast<unsigned char>(c) >= 0x80)
      beyond_ascii();
    else
      count_depth(c);
  }

  void count_depth(char c) {
    if (c == '.')
      ++dots_;
    else if (c == '=' || c == ',' || c == '\n')
      dots_ = 0;
    else if (c == '[' || c == '{')
      ++open_, dots_ = 0;
    else if (c == ']' || c == '}')
      open_ = std::max(0, open_ - 1), dots_ = 0;
    if (dots_ >= kDeepest || open_ > kDeepest) found_ = too_deep(place_of(text_, at_, 1, file_));
    ++at_;
  }

  void string(char quote) {
    const std::size_t begin = at_;
    const std::string mark(text_.substr(at_).starts_with(std::string(3, quote)) ? 3 : 1, quote);
    at_ += mark.size();
    while (at_ < text_.size() && !found_) {
      if (text_.substr(at_).starts_with(mark)) return end_string(mark);
      if (text_[at_] == '\n' && mark.size() == 1) break;
      if (text_[at_] == '\\' && quote == '"')
        escape();
      else
        ++at_;
    }
    if (found_) return;
    report(begin, static_cast<int>(mark.size()), "the text that begins here is not closed",
           "write " + mark + " at its end" +
               (mark.size() == 1 ? "; texts of several lines stand in \"\"\"" : ""));
  }

  // A text in triple quotes may end in up to two quotes of its own.
  void end_string(const std::string& mark) {
    at_ += mark.size();
    for (int n = 0; mark.size() == 3 && n < 2 && at_ < text_.size() && text_[at_] == mark[0]; ++n) ++at_;
  }

  void escape() {
    if (++at_ == text_.size() || text_[at_] == '\n') return;
    if (static_cast<unsigned char>(text_[at_]) < 0x80) {
      ++at_;
      return;
    }
    report(at_ - 1, 2, "a backslash before '" + seen() + "' means nothing",
           "write \\\\ for a backslash, or put the text in 'single quotes'");
  }

  void beyond_ascii() {
    char code[16];
    std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(rune_at(text_, at_).value));
    report(at_, 1, "'" + seen() + "' (" + code + ") can stand only in a text, a quoted key or a comment",
           "put texts in quotes; keys without quotes are made of letters from a to z, digits, _ and -");
  }

  std::string seen() const { return printable(text_.substr(at_, rune_at(text_, at_).bytes)); }

  void report(std::size_t at, int length, std::string message, std::string remedy) {
    found_ = Finding{place_of(text_, at, length, file_), std::move(message), std::move(remedy)};
  }

  std::string_view text_;
  int file_;
  std::size_t at_ = 0;
  int open_ = 0, dots_ = 0;  // brackets that are open; dots of the key being read
  std::optional<Finding> found_;
};

Finding not_utf8(std::string_view text, std::size_t at, int file) {
  char byte[8];
  std::snprintf(byte, sizeof byte, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(text[at])));
  return {place_of(text, at, 1, file), std::string("the byte ") + byte + " is not UTF-8",
          "save the file in the encoding UTF-8"};
}

}  // namespace

std::optional<Finding> scan(std::string_view text, int file) {
  if (text.size() > kLargestText) {
    return Finding{{file, 1, 1, 1},
                   "the file is larger than " + std::to_string(kLargestText >> 20) + " MiB",
                   "keep large data in files of their own and read them with a data plugin"};
  }
  const std::size_t broken = first_broken_byte(text);
  if (broken != std::string_view::npos) return not_utf8(text, broken, file);
  return Scanner(text, file).run();
}

Finding too_deep(Place place) {
  return {place, "more than " + std::to_string(kDeepest) + " tables and arrays stand within each other",
          "an experiment needs no more than about ten"};
}

}  // namespace snnflow

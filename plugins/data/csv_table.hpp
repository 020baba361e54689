// A table of text with separators (RFC 4180): quoted fields, any line ends, a header or none.
#pragma once
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "refused.hpp"

namespace snnflow {

/// Rows of equally many fields; of each row the line on which it begins.
struct CsvTable {
  std::vector<std::string> header;  // empty: there is none
  std::vector<std::string> fields;  // [row][column]
  std::vector<std::int64_t> line;   // [row]
  std::size_t columns = 0;
  std::size_t rows() const { return line.size(); }
  const std::string& at(std::size_t row, std::size_t column) const { return fields[row * columns + column]; }

  /// A field as a finite number. Throws Refused with its place.
  double number(std::size_t row, std::size_t column) const {
    const std::string& text = at(row, column);
    const std::size_t begin = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
    const std::string trimmed = begin == std::string::npos ? "" : text.substr(begin, last - begin + 1);
    char* end = nullptr;
    const double x = trimmed.empty() ? 0 : std::strtod(trimmed.c_str(), &end);
    const bool plain = trimmed.find_first_not_of("0123456789+-.eE") == std::string::npos;
    if (trimmed.empty() || !plain || end != trimmed.c_str() + trimmed.size() || !std::isfinite(x))
      throw Refused(
          place(row, column) +
              (trimmed.empty() ? " is empty" : " is '" + trimmed.substr(0, 30) + "', which is no number"),
          "leave out such rows, or the column with columns = [..]");
    return x;
  }
  std::string place(std::size_t row, std::size_t column) const {
    return "line " + std::to_string(line[row]) + ", column " + std::to_string(column + 1) +
           (header.empty() ? "" : " ('" + header[column].substr(0, 30) + "')");
  }
};

/// Reads a table. `skip`: lines before it. Throws Refused with the line.
inline CsvTable parse_csv(const std::string& text, char delimiter, bool header, std::int64_t skip) {
  CsvTable table;
  std::size_t at = text.compare(0, 3, "\xEF\xBB\xBF") == 0 ? 3 : 0;
  std::int64_t line = 1;
  for (; line <= skip && at < text.size(); ++line) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  bool first = true;
  std::vector<std::string> row;
  while (at < text.size()) {
    const std::int64_t begin = line;
    row.clear();
    for (bool more = true; more;) {  // one field
      std::string field;
      if (at < text.size() && text[at] == '"') {
        for (++at;; ++at) {
          if (at >= text.size())
            throw Refused("line " + std::to_string(begin) + ": a quotation mark is never closed",
                          "close it, or double it within a text");
          if (text[at] == '\n') ++line;
          if (text[at] != '"')
            field += text[at];
          else if (at + 1 < text.size() && text[at + 1] == '"')
            field += '"', ++at;
          else
            break;
        }
        if (++at < text.size() && text[at] != delimiter && text[at] != '\n' && text[at] != '\r')
          throw Refused("line " + std::to_string(line) + ": there is text after a closing quotation mark",
                        "double quotation marks within a text");
      } else {
        while (at < text.size() && text[at] != delimiter && text[at] != '\n' && text[at] != '\r') {
          if (text[at] == '\0')
            throw Refused("line " + std::to_string(line) + ": it holds a zero byte, so it is no text",
                          "save it as text");
          field += text[at++];
        }
      }
      row.push_back(std::move(field));
      more = at < text.size() && text[at] == delimiter;
      if (more) ++at;
    }
    if (at < text.size() && text[at] == '\r') ++at;
    if (at < text.size() && text[at] == '\n') ++at;
    ++line;
    if (row.size() == 1 && row[0].empty()) continue;  // an empty line
    if (first) table.columns = row.size();
    if (row.size() != table.columns)
      throw Refused(
          "line " + std::to_string(begin) + " has " + std::to_string(row.size()) +
              " fields, but the first has " + std::to_string(table.columns),
          "all rows need equally many; is the delimiter right, or are lines to be left out with skip?");
    if (first && header)
      table.header = row;
    else {
      table.fields.insert(table.fields.end(), row.begin(), row.end());
      table.line.push_back(begin);
    }
    first = false;
  }
  if (table.rows() == 0) throw Refused("it has no rows", "it needs a line for each sample");
  return table;
}

}  // namespace snnflow

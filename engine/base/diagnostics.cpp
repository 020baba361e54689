// The layout is rustc's: message, arrow to the place, excerpt, help.
#include "base/diagnostics.hpp"

#include <algorithm>
#include <tuple>

#include "base/excerpt.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace snnflow {
namespace {

constexpr std::string_view kRed = "\033[1;31m", kYellow = "\033[1;33m", kBlue = "\033[1;34m",
                           kBold = "\033[1m";

struct Pen {
  bool colour;
  std::string in(std::string_view paint, std::string_view text) const {
    if (!colour) return std::string(text);
    return std::string(paint).append(text).append("\033[0m");
  }
};

std::vector<const Issue*> in_order(const std::vector<Issue>& issues) {
  std::vector<const Issue*> order;
  for (const Issue& issue : issues) order.push_back(&issue);
  std::stable_sort(order.begin(), order.end(), [](const Issue* a, const Issue* b) {
    return std::tie(a->place.file, a->place.line, a->place.column) <
           std::tie(b->place.file, b->place.line, b->place.column);
  });
  return order;
}

const Source* source_of(const Place& place, const Sources& sources) {
  const bool known = place.file >= 0 && static_cast<std::size_t>(place.file) < sources.size();
  return known ? &sources[static_cast<std::size_t>(place.file)] : nullptr;
}

std::string_view severity_name(const Issue& issue) {
  return issue.severity == Severity::error ? "error" : "warning";
}

std::string shown(const std::string& text) { return printable(cut_long_words(text)); }

// The arrow and the excerpt below a message; `margin` is as wide as the line number.
std::string where(const Issue& issue, const Source& source, const std::string& margin, Pen pen) {
  const Place& place = issue.place;
  std::string at = printable(source.path);
  if (place.line > 0) at += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  std::string out = margin + pen.in(kBlue, "-->") + " " + at + "\n";
  std::string_view line;
  if (!find_line(source.text, place.line, line)) return out;
  const Excerpt excerpt = make_excerpt(line, place.column, place.length);
  const std::string carets(static_cast<std::size_t>(excerpt.carets), '^');
  const std::string bar = pen.in(kBlue, "|");
  const std::string_view paint = issue.severity == Severity::error ? kRed : kYellow;
  out += margin + " " + bar + "\n";
  out += pen.in(kBlue, std::to_string(place.line)) + " " + bar + (excerpt.line.empty() ? "" : " ") +
         excerpt.line + "\n";
  out += margin + " " + bar + " " + std::string(static_cast<std::size_t>(excerpt.before), ' ') +
         pen.in(paint, carets) + "\n";
  return out;
}

std::string paragraph(const Issue& issue, const Sources& sources, Pen pen) {
  const std::string_view paint = issue.severity == Severity::error ? kRed : kYellow;
  const Source* source = source_of(issue.place, sources);
  const std::string margin(source && issue.place.line > 0 ? std::to_string(issue.place.line).size() : 1, ' ');
  std::string out = pen.in(paint, severity_name(issue)) + pen.in(kBold, ": " + shown(issue.message)) + "\n";
  if (source) out += where(issue, *source, margin, pen);
  if (!issue.remedy.empty()) {
    out +=
        margin + " " + pen.in(kBlue, "=") + " " + pen.in(kBold, "help") + ": " + shown(issue.remedy) + "\n";
  }
  return out;
}

std::string json_object(const Issue& issue, const Sources& sources) {
  const Source* source = source_of(issue.place, sources);
  const auto count = [&](int n) { return source ? std::to_string(n) : "null"; };
  return "{\"severity\":" + json_string(severity_name(issue)) +
         ",\"message\":" + json_string(cut_long_words(issue.message)) +
         ",\"help\":" + json_string(cut_long_words(issue.remedy)) + ",\"path\":" + json_string(issue.path) +
         ",\"file\":" + (source ? json_string(source->path) : "null") +
         ",\"line\":" + count(issue.place.line) + ",\"column\":" + count(issue.place.column) +
         ",\"length\":" + count(issue.place.length) + "}";
}

}  // namespace

std::string render(const std::vector<Issue>& issues, const Sources& sources, bool colour) {
  if (issues.empty()) return {};
  std::string out;
  for (const Issue* issue : in_order(issues)) out += paragraph(*issue, sources, {colour}) + "\n";
  return out + summary(issues) + "\n";
}

std::string render_json(const std::vector<Issue>& issues, const Sources& sources) {
  std::vector<std::string> objects;
  for (const Issue* issue : in_order(issues)) objects.push_back(json_object(*issue, sources));
  return "[" + join(objects, ",") + "]";
}

std::string summary(const std::vector<Issue>& issues) {
  const auto errors = std::count_if(issues.begin(), issues.end(),
                                    [](const Issue& issue) { return issue.severity == Severity::error; });
  const auto warnings = static_cast<std::ptrdiff_t>(issues.size()) - errors;
  std::vector<std::string> counts;
  if (errors > 0 || warnings == 0) counts.push_back(plural(errors, "error"));
  if (warnings > 0) counts.push_back(plural(warnings, "warning"));
  return join(counts);
}

}  // namespace snnflow

// Edit distance with swaps of neighbours (optimal string alignment), over three rows of the table; where that
// finds nothing, words that begin or end with each other.
#include "base/suggest.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace snnflow {
namespace {

constexpr std::size_t kShortestPart = 3;  // letters
constexpr std::size_t kMostShown = 6;

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return small(x) == small(y); });
}

// Whether the longer word begins or ends with the shorter one: "validation" and "valid".
bool one_within_the_other(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a.size() < kShortestPart) return false;
  return same_letters(a, b.substr(0, a.size())) || same_letters(a, b.substr(b.size() - a.size()));
}

std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates) {
  const auto limit = std::max<std::size_t>(2, word.size() / 3);
  std::optional<std::string> best;
  auto fewest = static_cast<int>(limit) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    if (longer - std::min(word.size(), candidate.size()) > limit) continue;
    const int edits = edits_between(word, candidate);
    if (edits > 0 && edits >= static_cast<int>(longer)) continue;  // not one letter in common
    if (edits > fewest || (edits == fewest && (!best || candidate >= *best))) continue;
    fewest = edits;
    best = candidate;
  }
  return best;
}

}  // namespace

int edits_between(std::string_view a, std::string_view b) {
  std::vector<int> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = small(a[i - 1]) != small(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      const bool swapped =
          i > 1 && j > 1 && small(a[i - 1]) == small(b[j - 2]) && small(a[i - 2]) == small(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::vector<std::string> suggestions(std::string_view word, const std::vector<std::string>& candidates) {
  if (const auto best = closest(word, candidates)) return {*best};
  std::vector<std::string> related;
  for (const std::string& candidate : candidates)
    if (one_within_the_other(word, candidate)) related.push_back(candidate);
  std::ranges::sort(related);
  return related;
}

std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::vector<std::string> found = suggestions(word, candidates);
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::vector<std::string> found = suggestions(word, candidates);
  if (found.empty() || found.size() > kMostShown) return {};
  return "; did you mean " + quoted_list(found, "or") + "?";
}

std::string or_list(std::string_view word, const std::vector<std::string>& candidates,
                    std::string_view what) {
  const std::string close = did_you_mean(word, candidates);
  return close.empty() ? "; the " + std::string(what) + " are " + quoted_list(candidates) : close;
}

}  // namespace snnflow

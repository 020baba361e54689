// Edit distance with swaps of neighbours (optimal string alignment), over three rows of the table.
#include "base/suggest.hpp"

#include <algorithm>
#include <cstddef>

namespace snnflow {
namespace {

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

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

std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& candidates) {
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

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const auto best = suggest(word, candidates);
  return best ? "; did you mean '" + *best + "'?" : "";
}

}  // namespace snnflow

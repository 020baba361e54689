// "Did you mean …": the word, among those that would have been right, that is closest to the one written.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snnflow {

// How many letters must be put in, left out, changed or swapped with their neighbour; case does not count.
int edits_between(std::string_view a, std::string_view b);

// The closest candidate within max(2, a third of the word) edits, among equals the first of the alphabet;
// where there is none, all that begin or end with the word, or the word with them ("validation" and "valid"),
// in order.
std::vector<std::string> suggestions(std::string_view word, const std::vector<std::string>& candidates);

// The first of these.
std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& candidates);

// "; did you mean 'lif'?", or nothing where no candidate is close.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

// The same, or where none is close all of them: "; the kinds are 'data', 'loss' and 'neuron'".
std::string or_list(std::string_view word, const std::vector<std::string>& candidates, std::string_view what);

}  // namespace snnflow

// Hyperband's brackets: from many trials that are cut early to few that are not cut at all.
#pragma once
#include <boost/crc.hpp>
#include <cmath>
#include <numeric>
#include <string>

#include "rungs.hpp"

namespace {

// One bracket: `trials` begin with `epochs` each. Its rungs keep trials / eta^i, at epochs eta^i.
struct Bracket {
  std::int64_t trials, epochs;
};

// Li et al. 2018: bracket s begins with ceil((s_max + 1) / (s + 1) eta^s) trials of epochs / eta^s epochs;
// the greediest comes first.
inline std::vector<Bracket> brackets(std::int64_t min_epochs, std::int64_t epochs, int eta) {
  const int most = powers_between(min_epochs, std::max(min_epochs, epochs), eta);
  std::vector<Bracket> all;
  for (int s = most; s >= 0; --s) {
    std::int64_t power = 1;
    for (int i = 0; i < s; ++i) power *= eta;
    all.push_back({((most + 1) * power + s) / (s + 1), epochs / power});
  }
  return all;
}

// Which bracket a trial belongs to: no coordination, the same on every worker, in proportion to the brackets'
// trials.
inline std::size_t bracket_of(std::span<const Bracket> all, std::uint64_t seed, std::int64_t trial) {
  const std::string name = "s" + std::to_string(seed) + "_" + std::to_string(trial);
  boost::crc_32_type crc;
  crc.process_bytes(name.data(), name.size());
  const std::int64_t total = std::accumulate(all.begin(), all.end(), std::int64_t(0),
                                             [](std::int64_t n, const Bracket& b) { return n + b.trials; });
  std::int64_t left = std::int64_t(crc.checksum()) % total;
  for (std::size_t b = 0; b < all.size(); ++b)
    if ((left -= all[b].trials) < 0) return b;
  return all.size() - 1;
}

}  // namespace

// Which samples of a file each split gets: what lists name first, then what is drawn; training keeps the
// rest.
#pragma once
#include <array>
#include <random>

#include "parts.hpp"

namespace snnflow {

/// The three parts and what is known of the files they name; `file` tells equal files (-1: no such split).
struct Share {
  std::array<Part, 3> parts;
  std::array<int, 3> file{-1, -1, -1};
  std::array<std::int64_t, 3> samples{};    // of the file
  std::array<std::vector<char>, 3> member;  // [sample], where part.chosen(): named by its mask or speakers
  std::array<std::vector<std::int64_t>, 3> got;  // the answer: places in the file, rising

  /// Fills `got`. Throws Refused; `culprit` is then the split to blame.
  void out(std::uint64_t seed, int& culprit) {
    for (int s : {1, 2, 0})
      for (int t : {2, 0})
        if (s != t && s != 0 && same(s, t) && parts[s].chosen() && parts[t].chosen())
          for (std::size_t i = 0; i < member[s].size(); ++i)
            if (member[s][i] && member[t][i]) {
              culprit = s;
              throw Refused("sample " + std::to_string(i) + " is in the " + split_names[s] +
                                " split and in the " + split_names[t] + " split",
                            "a sample belongs to one of them");
            }
    std::array<std::vector<char>, 3> pool;
    for (int s : {1, 2, 0})
      if (file[s] >= 0) pool[s] = pool_of(s);
    std::array<std::vector<char>, 3> free = pool;
    for (int s : {1, 2, 0}) {
      if (file[s] < 0) continue;
      got[s] = draw(parts[s], pool[s], free[s], seed, s, culprit);
      for (int t : {1, 2, 0})
        if (t != s && same(s, t) && partial(s) && partial(t))
          for (std::int64_t i : got[s]) free[t][std::size_t(i)] = 0;
    }
  }
  /// Whether the split is a part, disjoint from other parts of its file. The training split always is.
  bool partial(int s) const { return s == 0 || parts[s].chosen() || parts[s].drawn(); }
  bool same(int s, int t) const { return file[s] >= 0 && file[s] == file[t]; }

 private:
  // What a split may choose from, before anything is drawn.
  std::vector<char> pool_of(int s) const {
    if (parts[s].chosen()) return member[s];
    std::vector<char> pool(std::size_t(samples[s]), 1);
    if (!partial(s)) return pool;
    if (s > 0 && same(s, 0) && parts[0].chosen()) pool = member[0];
    for (int t : {1, 2})
      if (t != s && same(s, t) && parts[t].chosen())
        for (std::size_t i = 0; i < pool.size(); ++i)
          if (member[t][i]) pool[i] = 0;
    return pool;
  }
  static std::vector<std::int64_t> draw(const Part& part, const std::vector<char>& pool,
                                        const std::vector<char>& free, std::uint64_t seed, int s,
                                        int& culprit) {
    std::int64_t all = 0;
    std::vector<std::int64_t> there;
    for (std::size_t i = 0; i < pool.size(); ++i) {
      all += pool[i];
      if (free[i]) there.push_back(std::int64_t(i));
    }
    culprit = s;
    const std::string name = std::string("the ") + split_names[s] + " split";
    const std::int64_t want = part.samples >= 0    ? part.samples
                              : part.fraction >= 0 ? std::int64_t(part.fraction * double(all) + 0.5)
                                                   : std::int64_t(there.size());
    if (want > std::int64_t(there.size()))
      throw Refused(name + " wants " + std::to_string(want) + " samples, but " +
                        std::to_string(there.size()) + " are left to choose from",
                    "ask for fewer here, or in the other splits");
    if (want == 0)
      throw Refused(name + " gets none of the " + std::to_string(pool.size()) + " samples",
                    "ask for more here, or for fewer in the other splits");
    if (!part.drawn()) return there;
    shuffle(there, seed);
    there.resize(std::size_t(want));
    std::sort(there.begin(), there.end());
    return there;
  }
  static void shuffle(std::vector<std::int64_t>& list, std::uint64_t seed) {
    std::mt19937_64 twister(seed);
    for (std::size_t n = list.size(); n > 1; --n) {
      const std::uint64_t limit = std::uint64_t(n) * (~std::uint64_t(0) / n);
      std::uint64_t x = twister();
      while (x >= limit) x = twister();
      std::swap(list[n - 1], list[x % n]);
    }
  }
};

}  // namespace snnflow

// Training, validation and test split of a reader of files: each file is read once, whatever parts are taken
// of it.
#pragma once
#include <memory>
#include <new>
#include <stdexcept>

#include "share.hpp"

namespace snnflow {

/// What a reader says of itself to Splits.
struct SplitRules {
  std::string path;               // "data.hdf5"
  std::string advice;             // what to do with a file that is missing or broken
  std::vector<std::string> keys;  // of a split's table
  std::uint64_t seed = 0;         // of what is drawn
};

/// The splits of a plugin whose files are held as F, which has `std::int64_t samples`.
template <class F>
class Splits {
 public:
  /// load(part, path, F&) reads a file; members(F, part) answers for each sample whether part.mask or
  /// part.speakers names it. Both throw Refused, which becomes an issue at the split. False: there were
  /// issues.
  template <class Load, class Members>
  bool open(Opening& opening, const std::array<const Value*, 3>& written, const SplitRules& rules,
            Load&& load, Members&& members) {
    Issues& issues = opening.issues();
    const int before = issues.errors();
    std::array<std::string, 3> paths;
    for (int s : {0, 1, 2}) {
      Part& part = share_.parts[s] =
          PartReader(issues, rules.path + "." + split_names[s], rules.keys).read(*written[s], s == 0);
      if (!part.given) continue;
      if (part.file.empty())
        part.file = share_.parts[0].file, paths[s] = paths[0];
      else
        paths[s] = opening.find(part.file, split_names[s], rules.advice);
      if (paths[s].empty()) continue;
      try {
        for (int t = s - 1; t >= 0; --t)
          if (paths[t] == paths[s]) share_.file[s] = t, files_[s] = files_[t];
        if (share_.file[s] < 0) {
          const auto file = std::make_shared<F>();
          share_.file[s] = s;
          load(part, paths[s], *file);
          files_[s] = file;
        }
        if (!files_[s]) continue;
        share_.samples[s] = files_[s]->samples;
        if (part.chosen()) share_.member[s] = members(*files_[s], part);
      } catch (const Refused& why) {
        refuse(issues, rules, s, why);
      } catch (const std::bad_alloc&) {
        refuse(issues, rules, s, Refused("it does not fit into memory"));
      } catch (const std::length_error&) {
        refuse(issues, rules, s, Refused("it does not fit into memory"));
      }
    }
    if (issues.errors() > before) return false;
    int culprit = 0;
    try {
      share_.out(rules.seed, culprit);
    } catch (const Refused& why) {
      refuse(issues, rules, culprit, why);
    }
    for (int s : {1, 2})
      if (share_.same(s, 0) && !share_.partial(s))
        issues.warn(share_.parts[s].place,
                    "the " + std::string(split_names[s]) + " split is the whole file of the training split",
                    "{ fraction = 0.1 } takes a part of it, which training then leaves out",
                    rules.path + "." + split_names[s]);
    return issues.errors() == before;
  }
  std::int64_t size(Split split) const { return std::int64_t(share_.got[std::size_t(split)].size()); }
  /// The file that a split takes its samples from; null where there is no such split.
  const F* file(int split) const { return files_[std::size_t(split)].get(); }
  /// Where in its file a sample of the split stands.
  std::int64_t place(Split split, std::int64_t index) const {
    return share_.got[std::size_t(split)][std::size_t(index)];
  }
  const Part& part(int split) const { return share_.parts[std::size_t(split)]; }

 private:
  void refuse(Issues& issues, const SplitRules& rules, int s, const Refused& why) {
    issues.error(share_.parts[s].place, "'" + share_.parts[s].file + "': " + why.what,
                 why.remedy.empty() ? rules.advice : why.remedy, rules.path + "." + split_names[s]);
  }
  Share share_;
  std::array<std::shared_ptr<const F>, 3> files_;
};

/// Readers whose files name no lists of samples.
inline constexpr auto no_members = [](const auto&, const Part&) -> std::vector<char> { return {}; };

}  // namespace snnflow

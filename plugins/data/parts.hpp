// What a file says of a split: a file, or a part of one, `{ file, fraction | samples | speakers | mask, bit
// }`.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <snnflow/data.hpp>
#include <string>
#include <vector>

#include "refused.hpp"

namespace snnflow {

/// Which samples of which file a split takes.
struct Part {
  bool given = false;
  Place place;
  std::string file;                    // as written; empty: the training file
  std::string labels;                  // of images: the file with their labels; empty: beside them
  double fraction = -1;                // of what it may choose from, drawn; negative: all
  std::int64_t samples = -1;           // how many, drawn; negative: all
  std::vector<std::int64_t> speakers;  // samples whose number in the dataset `split_by` is one of these
  std::string mask;                    // dataset: samples where it (or its bit) is not 0
  int bit = -1;
  bool chosen() const { return !mask.empty() || !speakers.empty(); }
  bool drawn() const { return fraction >= 0 || samples >= 0; }
};

/// Reads `train`, `valid` or `test` as written; mistakes are issues. `keys`: those that this reader knows.
class PartReader {
 public:
  PartReader(Issues& issues, std::string path, std::vector<std::string> keys)
      : issues_(issues), path_(std::move(path)), keys_(std::move(keys)) {}

  Part read(const Value& v, bool training) {
    Part p;
    p.place = v.place;
    if (v.missing() || (v.is_text() && v.text().empty() && !training)) return p;
    p.given = true;
    if (v.is_text())
      p.file = v.text();
    else if (!v.is_table())
      fail(v, "must be a file's name or a table", "for example { " + list(" = .., ") + " = .. }");
    else
      for (const Entry& e : v.table()) key(e, p);
    if (training && p.file.empty() && !failed_) fail(v, "names no file", "write file = \"..\"");
    if (p.drawn() && p.fraction >= 0 && p.samples >= 0)
      fail(v, "has both fraction and samples", "keep one of them");
    if (!p.mask.empty() && !p.speakers.empty()) fail(v, "has both mask and speakers", "keep one of them");
    if (p.bit >= 0 && p.mask.empty()) fail(v, "has a bit, but no mask", "write mask = \"..\", the dataset");
    if (v.is_table() && !failed_ && p.file.empty() && !p.chosen() && !p.drawn())
      fail(v, "names neither a file nor a part of the training file", "it takes " + list(", "));
    p.given = !failed_;
    return p;
  }

 private:
  void key(const Entry& e, Part& p) {
    const Value& v = e.value;
    const std::string& k = e.key;
    if (std::find(keys_.begin(), keys_.end(), k) == keys_.end())
      return failed_ = true,
             issues_.error(e.place, path_ + " has no key '" + k + "'", "it takes " + list(", "), path_);
    if (k == "file")
      text(v, k, p.file);
    else if (k == "labels")
      text(v, k, p.labels);
    else if (k == "mask")
      text(v, k, p.mask);
    else if (k == "fraction") {
      if (!v.is_number() || !(v.number() > 0 && v.number() <= 1))
        return fail(v, "must be a number above 0, up to 1", "for example 0.1", k);
      p.fraction = v.number();
    } else if (k == "samples")
      p.samples = whole(v, k, 1, most_samples);
    else if (k == "bit")
      p.bit = int(whole(v, k, 0, 62));
    else {
      if (!v.is_array() || v.array().empty())
        return fail(v, "must be an array of whole numbers", "for example [4, 5]", k);
      for (const Value& x : v.array()) p.speakers.push_back(whole(x, k, 0, most_samples));
    }
  }
  void text(const Value& v, const std::string& key, std::string& out) {
    if (v.is_text() && !v.text().empty())
      out = v.text();
    else
      fail(v, "must be a name", "write it in quotes", key);
  }
  std::int64_t whole(const Value& v, const std::string& key, std::int64_t low, std::int64_t high) {
    if (v.is_integer() && v.integer() >= low && v.integer() <= high) return v.integer();
    fail(v, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high),
         "correct it", key);
    return -1;
  }
  void fail(const Value& v, const std::string& what, const std::string& remedy, const std::string& key = {}) {
    failed_ = true;
    const std::string path = key.empty() ? path_ : path_ + "." + key;
    issues_.error(v.place, path + " " + what, remedy, path);
  }
  std::string list(const std::string& between) const {
    std::string all;
    for (const std::string& k : keys_) all += (all.empty() ? "" : between) + k;
    return all;
  }
  Issues& issues_;
  std::string path_;
  std::vector<std::string> keys_;
  bool failed_ = false;
};

}  // namespace snnflow

// Data written into the experiment file itself: values or spikes, with labels or targets, per split.
#include <algorithm>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

constexpr int most_channels_here = 1 << 20;

struct Inline final : Data {
  Value train, valid, test;
  int channels = 0, classes = 0;

  static constexpr auto about() {
    return snnflow::about(
        "inline", "Samples written into the file.",
        param("train", &Inline::train).required()
            .doc("values = [[..], ..] (a row per sample) or spikes = [[[t, channel], ..], ..] (t in ms), with labels = [..] "
                 "or targets = [[..], ..]."),
        param("valid", &Inline::valid).doc("As train."), param("test", &Inline::test).doc("As train."),
        param("channels", &Inline::channels).at_least(0).at_most(most_channels_here)
            .doc("Channels of the spikes; 0: up to the last that fires."),
        param("classes", &Inline::classes).at_least(0).at_most(1 << 20).doc("Classes; 0: up to the largest label."));
  }

  std::vector<Sample> samples[3];

  DataShape open(Opening& opening) override {
    Reader read{opening.issues()};
    const int before = opening.issues().errors();
    const Value* splits[] = {&train, &valid, &test};
    for (int s = 0; s < 3; ++s)
      if (!splits[s]->missing()) read.split(*splits[s], split_names[std::size_t(s)], samples[s]);
    if (opening.issues().errors() == before && samples[0].empty())
      opening.issues().error(train.place, "data.inline.train has no samples", "write train.values or train.spikes", "data.inline.train");
    DataShape shape;
    shape.form = read.spikes ? DataShape::Form::spikes : DataShape::Form::values;
    shape.shape = {read.spikes ? std::max(channels, read.last_channel + 1) : read.width};
    shape.classes = read.targets ? 0 : std::max(classes, read.last_label + 1);
    shape.targets = std::max(0, read.targets);
    if (channels > 0 && read.spikes && read.last_channel >= channels)
      opening.issues().error(opening.place("channels"), "a spike names channel " + std::to_string(read.last_channel) +
                             ", but there are " + std::to_string(channels) + " (they count from 0)", {}, "data.inline.channels");
    return shape;
  }
  std::int64_t size(Split split) const override { return std::int64_t(samples[int(split)].size()); }
  void sample(Split split, std::int64_t index, Sample& out) const override { out = samples[int(split)][std::size_t(index)]; }

 private:
  // Reads splits one after the other and remembers what they must have in common.
  struct Reader {
    Issues& issues;
    bool spikes = false, values = false;
    int width = 0, last_channel = -1, last_label = -1, targets = 0;

    void fail(const Value& v, const std::string& what, const std::string& remedy = {}) {
      issues.error(v.place, what, remedy, "data.inline");
    }
    bool list(const Value& v, const std::string& what) {
      if (!v.is_array()) fail(v, what + " must be an array");
      return v.is_array();
    }
    void split(const Value& table, const std::string& name, std::vector<Sample>& out) {
      const std::string path = "data.inline." + name;
      if (!table.is_table()) return fail(table, path + " must be a table", "for example " + name + ".values = [[0.5]]");
      bool strange = false;
      for (const Entry& e : table.table()) {
        if (e.key == "values" || e.key == "spikes" || e.key == "labels" || e.key == "targets") continue;
        issues.error(e.place, path + " has no key '" + e.key + "'", "it takes values or spikes, and labels or targets", path);
        strange = true;
      }
      const Value *v = table.find("values"), *s = table.find("spikes"), *l = table.find("labels"), *t = table.find("targets");
      if (!v && !s && strange) return;  // it is probably one of these
      if (!v == !s) return fail(table, path + " needs either values or spikes", v ? "not both" : "");
      if (l && t) fail(*t, path + " has both labels and targets", "a sample has one or the other");
      const Value& what = v ? *v : *s;
      if (!list(what, path + (v ? ".values" : ".spikes"))) return;
      out.resize(what.array().size());
      (v ? values : spikes) = true;
      if (values && spikes) fail(what, "one split has values and another has spikes", "use the same form for all splits");
      for (std::size_t i = 0; i < out.size(); ++i)
        if (!(v ? row(what.array()[i], out[i]) : train_of(what.array()[i], out[i]))) break;  // one is enough
      if (l) labels(*l, out);
      if (t) numbers(*t, out);
    }
    // False, and an issue, where this is no sample.
    bool refuse(const Value& v, const std::string& what, const std::string& remedy = {}) {
      fail(v, what, remedy);
      return false;
    }
    bool row(const Value& v, Sample& out) {
      if (!v.is_array()) return refuse(v, "a sample must be an array", "write a row for each sample: [[0.1, 0.9], [0.8, 0.2]]");
      for (const Value& x : v.array()) {
        if (!x.is_number()) return refuse(x, "a value of a sample must be a number");
        out.values.push_back(x.number());
      }
      const int n = int(out.values.size());
      if (n == 0) return refuse(v, "a sample needs a value for each channel");
      if (width == 0) width = n;
      return n == width || refuse(v, "this sample has " + std::to_string(n) + (n == 1 ? " value" : " values") + ", others have " + std::to_string(width));
    }
    bool train_of(const Value& v, Sample& out) {
      if (!v.is_array()) return refuse(v, "a spike train must be an array", "write a train for each sample: [[[1.0, 0], [2.5, 1]], [[4.0, 1]]]");
      struct Spike {
        double t;
        int channel;
      };
      std::vector<Spike> found;
      for (const Value& x : v.array()) {
        if (!x.is_array() || x.array().size() != 2 || !x.array()[0].is_number() || !x.array()[1].is_integer())
          return refuse(x, "a spike is written [t, channel], a time in ms and a channel number");
        const double t = x.array()[0].number();
        const std::int64_t channel = x.array()[1].integer();
        if (!(t >= 0 && t < never)) return refuse(x.array()[0], "a spike time must be at least 0 ms");
        if (channel < 0 || channel >= most_channels_here) return refuse(x.array()[1], "a channel number must be in [0, 1048576)");
        found.push_back({t, int(channel)});
        last_channel = std::max(last_channel, int(channel));
      }
      std::sort(found.begin(), found.end(), [](const Spike& a, const Spike& b) { return a.t < b.t || (a.t == b.t && a.channel < b.channel); });
      for (const Spike& s : found) out.time.push_back(s.t), out.unit.push_back(s.channel);
      return true;
    }
    bool same_length(const Value& v, std::size_t length, const std::string& what) {
      if (!list(v, what)) return false;
      if (v.array().size() != length)
        fail(v, std::to_string(v.array().size()) + " " + what + " for " + std::to_string(length) + " samples", "one for each sample");
      return v.array().size() == length;
    }
    void labels(const Value& v, std::vector<Sample>& out) {
      if (!same_length(v, out.size(), "labels")) return;
      for (std::size_t i = 0; i < out.size(); ++i) {
        const Value& x = v.array()[i];
        if (!x.is_integer() || x.integer() < 0 || x.integer() >= 1 << 20) return fail(x, "a label must be a whole number from 0", x.is_array() ? "write the number of the class" : x.is_number() ? "they count from 0, without a decimal point" : "");
        out[i].label = int(x.integer());
        last_label = std::max(last_label, out[i].label);
      }
    }
    void numbers(const Value& v, std::vector<Sample>& out) {
      if (!same_length(v, out.size(), "targets")) return;
      for (std::size_t i = 0; i < out.size(); ++i) {
        const Value& x = v.array()[i];
        if (x.is_number()) out[i].target = {x.number()};
        else if (x.is_array())
          for (const Value& y : x.array()) {
            if (!y.is_number()) return fail(y, "a target must be a number");
            out[i].target.push_back(y.number());
          }
        else return fail(x, "a target must be a number, or an array with one for each unit of the readout");
        if (targets == 0) targets = int(out[i].target.size());
        if (int(out[i].target.size()) != targets) return fail(x, "all samples need equally many targets");
      }
    }
  };
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Inline>(); }

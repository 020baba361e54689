// Data: samples by split and index, each with a label or targets; and encoders, which turn values into spikes.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "snnflow/plugin_base.hpp"

namespace snnflow {

enum class Split { train, valid, test };
inline constexpr std::array<const char*, 3> split_names{"train", "valid", "test"};

// One sample. What is given depends on the data's form: values (channels), spikes (times in ms and channels, in
// order of time) or a trace (values of all channels, step after step).
struct Sample {
  std::vector<double> values;
  std::vector<double> time;
  std::vector<int> unit;
  int label = -1;
  std::vector<double> target;
  void clear() {
    values.clear(), time.clear(), unit.clear(), target.clear();
    label = -1;
  }
};

// What all samples of a data plugin have in common.
struct DataShape {
  enum class Form { values, spikes, trace };
  Form form = Form::values;
  std::vector<int> shape;  // of the channels; their product is their number
  int classes = 0;         // labels are 0 to classes - 1; 0: no labels
  int targets = 0;         // numbers per sample, where there are no labels
  int channels() const {
    int n = 1;
    for (int s : shape) n *= s;
    return n;
  }
};

// How a data plugin finds its files and says what is wrong with them.
class Opening {
 public:
  virtual ~Opening() = default;
  // Where a key of the plugin's table stands.
  virtual Place place(const std::string& key) const = 0;
  // The path of a file named under this key: relative to the file that names it, or in a data folder. An empty
  // answer means that there is none, and that this was said, with the advice.
  virtual std::string find(const std::string& name, const std::string& key, const std::string& advice) = 0;
  virtual Issues& issues() = 0;
};

class Data : public Plugin {
 public:
  static constexpr const char* kind = "data";
  // Once, before all else: reads headers or files, checks them. Problems go to the opening's issues.
  virtual DataShape open(Opening& opening) = 0;
  virtual std::int64_t size(Split split) const = 0;
  // Any thread, any order; the same answer each time.
  virtual void sample(Split split, std::int64_t index, Sample& out) const = 0;
};

class Encoder : public Plugin {
 public:
  static constexpr const char* kind = "encoder";
  // How many channels come out of so many values.
  virtual int channels(int values) const = 0;
  // The last moment (ms) at which a spike can come out.
  virtual double last(int values) const = 0;
  // Why these values cannot be encoded; null: they can.
  virtual const char* refuse(std::span<const double>) const { return nullptr; }
  // Spikes in order of time; ties by channel.
  virtual void encode(std::span<const double> values, std::vector<double>& time, std::vector<int>& unit) const = 0;
};

}  // namespace snnflow

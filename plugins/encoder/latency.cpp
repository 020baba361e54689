// Latency code: a value in [0, 1] becomes the time of one spike.
#include <algorithm>
#include <snnflow/data.hpp>
#include <snnflow/kit.hpp>

namespace {
using namespace snnflow;

struct Latency final : Encoder {
  enum class Order { rising, falling };
  double t_max = 30.0;
  Order order = Order::rising;
  double threshold = 0.0;
  double bias_at = never;

  static constexpr auto about() {
    return snnflow::about(
               "latency", "A value x in [0, 1] becomes one spike at x t_max.",
               param("t_max", &Latency::t_max).unit("ms").above(0).doc("Time of the spike of the value 1."),
               param("order", &Latency::order).choices("rising", "falling")
                   .doc("rising: large values late, at x t_max; falling: large values early, at (1 - x) t_max."),
               param("threshold", &Latency::threshold).between(0, 1).doc("Values below this send no spike."),
               param("bias_at", &Latency::bias_at).unit("ms").at_least(0)
                   .doc("One more channel that fires at this time in every sample; inf: no such channel."))
        .source("Wunderlich & Pehle 2021, Methods");
  }
  int channels(int values) const override { return values + (bias_at < never); }
  double last(int) const override { return bias_at < never ? std::max(t_max, bias_at) : t_max; }
  const char* refuse(std::span<const double> values) const override {
    for (double x : values)
      if (!(x >= 0 && x <= 1)) return "encoder.latency takes values in [0, 1]; scale the data";
    return nullptr;
  }
  void encode(std::span<const double> values, std::vector<double>& time, std::vector<int>& unit) const override {
    struct Spike {
      double t;
      int channel;
      bool operator<(const Spike& b) const { return t < b.t || (t == b.t && channel < b.channel); }
    };
    std::vector<Spike> spikes;
    spikes.reserve(values.size() + 1);
    for (std::size_t c = 0; c < values.size(); ++c)
      if (values[c] >= threshold) spikes.push_back({(order == Order::rising ? values[c] : 1 - values[c]) * t_max, int(c)});
    if (bias_at < never) spikes.push_back({bias_at, int(values.size())});
    std::sort(spikes.begin(), spikes.end());
    time.clear(), unit.clear();
    for (const Spike& s : spikes) time.push_back(s.t), unit.push_back(s.channel);
  }
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Latency>(); }

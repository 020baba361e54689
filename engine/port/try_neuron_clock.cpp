// A neuron on a clock, one layer of it, perhaps with recurrence: numbers in and out.
//   with its own steps: as its library has it; in continuous time: receive, flow(dt), compare, reset
#include <algorithm>

#include "base/text.hpp"
#include "kernels/kernels.hpp"
#include "port/try_plugin.hpp"
#include "snnflow/rows.hpp"

namespace snnflow {
namespace {

constexpr std::size_t most_numbers = std::size_t(1) << 26;

// The layer as the ports see it: everything [step][unit], one sample.
template <class R>
class ClockTrial {
 public:
  ClockTrial(const Trial& trial, const JsonIn& in) : trial_(trial), in_(in), about_(trial.plugin.about()), traits_(trial.plugin.registration.traits) {
    in.allow({"input", "dt", "parameters", "initial", "recurrent", "surrogate", "output_gradient", "final_gradient"});
    read();
  }

  Json answer() {
    forward();
    Json out{{"output", json_of(output())}, {"states", Json::object()}};
    for (std::size_t k = 0; k < about_.states.size(); ++k) {
      Matrix m;
      for (int t = 1; t <= steps_; ++t) m.push_back(row(states_.get(), std::size_t(t) * NS() * stride() + k * stride()));
      out["states"][about_.states[k].name] = json_of(m);
    }
    if (in_.has("output_gradient") || in_.has("final_gradient")) out["gradient"] = backward();
    return out;
  }

 private:
  std::size_t NS() const { return about_.states.size(); }
  std::size_t stride() const { return std::size_t(shape_.stride); }
  ClockSpan span(int from, int to) const { return {from, to, 1, std::int64_t(steps_) * shape_.stride}; }
  Row row(const R* numbers, std::size_t at) const { return {numbers + at, numbers + at + shape_.units}; }

  void read() {
    const JsonIn input = in_.at("input");
    const std::size_t channels = std::size_t(traits_.channels);
    std::vector<Matrix> x;
    if (channels == 1 || traits_.stepped) x.push_back(input.matrix());
    else {
      if (input.size() != channels) input.fail("this neuron's synapses carry " + std::to_string(channels) + " numbers: input is [channel][time][unit]");
      for (std::size_t c = 0; c < channels; ++c) x.push_back(input.at(c).matrix());
    }
    steps_ = int(x[0].size());
    if (steps_ == 0 || x[0][0].empty()) input.fail("input is [time][unit], with at least one of each");
    shape_.units = int(x[0][0].size());
    shape_.stride = clock_stride(shape_.units);
    shape_.shared = false;
    shape_.dt = in_.has("dt") ? in_.at("dt").number() : 1.0;
    if (!(shape_.dt > 0 && shape_.dt < never)) in_.at("dt").fail("dt must be above 0 ms");
    if (std::size_t(steps_ + 1) * stride() * std::max<std::size_t>(NS(), 1) > most_numbers) input.fail("this is too large to try");
    planes_ = int(x.size());
    x_.zero(std::size_t(planes_) * std::size_t(steps_) * stride());
    for (int c = 0; c < planes_; ++c)
      for (int t = 0; t < steps_; ++t)
        for (int u = 0; u < shape_.units; ++u) x_[std::size_t(c * steps_ + t) * stride() + std::size_t(u)] = R(x[std::size_t(c)][std::size_t(t)][std::size_t(u)]);

    neuron_ = trial_.registry.make<Neuron>(trial_.plugin, trial_.settings);
    layer_ = neuron_->clock_layer(shape_, R());
    bind();
    if (in_.has("recurrent")) recurrent_ = in_.at("recurrent").matrix(std::size_t(shape_.units), std::size_t(shape_.units));
    Value table;
    table.is = Value::Table{};
    std::string name = "superspike";
    if (in_.has("surrogate")) {
      const JsonIn s = in_.at("surrogate");
      if (!s.json().is_object() || s.json().size() != 1) s.fail("a surrogate is {\"name\": {parameter: value}}");
      name = s.json().items().begin().key();
      const JsonIn parameters = s.at(name);
      if (!parameters.json().is_object()) parameters.fail("this must be an object of parameters");
      for (const auto& p : parameters.json().items()) table[p.key()] = Value(parameters.at(p.key()).number());
    }
    const Registered* plugin = trial_.registry.find("surrogate", name);
    if (!plugin) in_.at("surrogate").fail("no surrogate is called '" + name + "'; they are " + quoted_list(trial_.registry.names("surrogate")));
    Issues issues;
    const BoundTable bound = bind_table({trial_.registry, issues}, plugin->about(), table, "surrogate." + name, "surrogate '" + name + "'");
    if (issues.errors()) in_.at("surrogate").fail(issues.list[0].message);
    surrogate_ = trial_.registry.make<Surrogate>(*plugin, bound.settings);
  }

  void bind() {
    std::vector<std::string> names, states;
    for (const Parameter& p : about_.parameters)
      if (p.model) names.push_back(p.name);
    for (const State& s : about_.states) states.push_back(s.name);
    if (in_.has("parameters")) in_.at("parameters").allow(names);
    if (in_.has("initial")) in_.at("initial").allow(states);
    auto spread = [&](const JsonIn& j) { return j.json().is_array() ? j.row(std::size_t(shape_.units)) : Row(std::size_t(shape_.units), j.number()); };
    parameters_.clear();
    for (const Parameter& p : about_.parameters) {
      if (!p.model) continue;
      Row values(std::size_t(shape_.units), p.standard.number());
      if (const auto set = trial_.numbers.find(p.name); set != trial_.numbers.end()) std::fill(values.begin(), values.end(), set->second.number());
      if (in_.has("parameters") && in_.at("parameters").has(p.name)) {
        values = spread(in_.at("parameters").at(p.name));
        for (double v : values)
          if (!in_range(p, v)) in_.at("parameters").at(p.name).fail(p.name + " = " + number_text(v) + " is out of range: it must be " + range_text(p));
      }
      values.resize(stride(), values[0]);
      parameters_.insert(parameters_.end(), values.begin(), values.end());
    }
    initial_.assign(NS() * stride(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t k = 0; k < NS(); ++k)
      if (in_.has("initial") && in_.at("initial").has(states[k])) {
        const Row values = spread(in_.at("initial").at(states[k]));
        std::copy(values.begin(), values.end(), initial_.begin() + std::ptrdiff_t(k * stride()));
      }
    layer_->bind({parameters_.data(), initial_.data()});
  }

  bool fired(int t, int u) const { return bits_[std::size_t(t) * stride() / 16 + std::size_t(u) / 16] >> (u % 16) & 1; }
  // What the spikes of step t send to the input of a step.
  void echo(int t, int to) {
    for (int s = 0; s < shape_.units && !recurrent_.empty(); ++s)
      for (int u = 0; fired(t, s) && u < shape_.units; ++u) x_[std::size_t(to) * stride() + std::size_t(u)] += R(recurrent_[std::size_t(s)][std::size_t(u)]);
  }

  void forward() {
    states_.zero(std::size_t(steps_ + 1) * NS() * stride());
    bits_.zero(std::size_t(steps_) * stride() / 16);
    distance_.zero(std::size_t(steps_) * stride());
    layer_->begin(states_.get(), 1);
    for (int t = 0; t < steps_; ++t) {
      if (traits_.fires_first && !recurrent_.empty()) {
        layer_->fire(states_ + std::size_t(t) * NS() * stride(), 1, bits_ + std::size_t(t) * stride() / 16);
        echo(t, t);
      }
      layer_->forward({span(t, t + 1), x_.get(), states_.get(), traits_.spikes ? bits_.get() : nullptr, traits_.spikes ? distance_.get() : nullptr});
      if (!traits_.fires_first && t + 1 < steps_ && traits_.spikes) echo(t, t + 1);
    }
  }
  Matrix output() const {
    Matrix m;
    for (int t = 0; t < steps_; ++t) {
      Row r;
      for (int u = 0; u < shape_.units; ++u)
        r.push_back(traits_.spikes ? double(fired(t, u)) : double(states_[std::size_t(t + 1) * NS() * stride() + std::size_t(u)]));
      m.push_back(std::move(r));
    }
    return m;
  }

  Json backward() {
    const std::size_t units = std::size_t(shape_.units), n = std::size_t(steps_) * stride();
    Rows<R> pull, slope, co, at_once;
    pull.zero(n), slope.zero(n), co.zero(NS() * stride()), at_once.zero(std::size_t(planes_) * stride());
    if (in_.has("output_gradient")) {
      const Matrix g = in_.at("output_gradient").matrix(std::size_t(steps_), units);
      for (std::size_t t = 0; t < g.size(); ++t)
        for (std::size_t u = 0; u < units; ++u) pull[t * stride() + u] = R(g[t][u]);
    }
    if (in_.has("final_gradient")) {
      std::vector<std::string> names;
      for (const State& s : about_.states) names.push_back(s.name);
      in_.at("final_gradient").allow(names);
      for (std::size_t k = 0; k < NS(); ++k)
        if (in_.at("final_gradient").has(names[k])) {
          const Row g = in_.at("final_gradient").at(names[k]).row(units);
          for (std::size_t u = 0; u < units; ++u) co[k * stride() + u] = R(g[u]);
        }
    }
    if (traits_.spikes) surrogate_->slope(std::span<const R>(distance_.get(), n), std::span<R>(slope.get(), n));
    for (int t = steps_ - 1; t >= 0; --t) {
      const std::size_t at = std::size_t(t) * stride();
      const ClockBackward<R> pass{span(t, t + 1), states_.get(), x_.get(), slope + at, pull + at, nullptr, co.get()};
      const R* deltas = t + 1 < steps_ ? x_ + at + stride() : nullptr;
      if (traits_.fires_first && !recurrent_.empty()) {
        layer_->input_gradient(pass, at_once.get());
        deltas = at_once.get();
      }
      for (std::size_t s = 0; s < units && !recurrent_.empty() && deltas; ++s)
        for (std::size_t u = 0; u < units; ++u) pull[at + s] += R(recurrent_[s][u]) * deltas[u];
      layer_->backward(pass);
    }
    std::vector<double> parameters(parameters_.size(), 0.0), initial(NS() * stride(), 0.0);
    layer_->collect(co.get(), 1, parameters.data(), initial.data());
    return gradients(parameters, initial);
  }

  Json gradients(const std::vector<double>& parameters, const std::vector<double>& initial) const {
    Json g{{"input", Json()}, {"initial", Json::object()}, {"parameters", Json::object()}};
    Json planes = Json::array();
    for (int c = 0; c < planes_; ++c) {
      Matrix m;
      for (int t = 0; t < steps_; ++t) m.push_back(row(x_.get(), std::size_t(c * steps_ + t) * stride()));
      planes.push_back(json_of(m));
    }
    g["input"] = planes_ == 1 ? planes[0] : planes;
    for (std::size_t k = 0; k < NS(); ++k)
      g["initial"][about_.states[k].name] = json_of(Row(initial.begin() + std::ptrdiff_t(k * stride()), initial.begin() + std::ptrdiff_t(k * stride()) + shape_.units));
    std::size_t k = 0;
    for (const Parameter& p : about_.parameters) {
      if (!p.model) continue;
      const Row r(parameters.begin() + std::ptrdiff_t(k * stride()), parameters.begin() + std::ptrdiff_t(k * stride()) + shape_.units);
      ++k;
      if (!p.trainable) continue;
      const bool per_unit = in_.has("parameters") && in_.at("parameters").has(p.name) && in_.at("parameters").at(p.name).json().is_array();
      double sum = 0;
      for (double v : r) sum += v;
      g["parameters"][p.name] = per_unit ? json_of(r) : json_of(sum);
    }
    if (!recurrent_.empty()) {
      Matrix m(std::size_t(shape_.units), Row(std::size_t(shape_.units), 0.0));
      for (int t = 0; t < steps_; ++t) {
        const int to = traits_.fires_first ? t : t + 1;
        for (int s = 0; to < steps_ && s < shape_.units; ++s)
          for (int u = 0; fired(t, s) && u < shape_.units; ++u) m[std::size_t(s)][std::size_t(u)] += double(x_[std::size_t(to) * stride() + std::size_t(u)]);
      }
      g["recurrent"] = json_of(m);
    }
    return g;
  }

  const Trial& trial_;
  const JsonIn& in_;
  const About& about_;
  const NeuronTraits& traits_;
  int steps_ = 0, planes_ = 1;
  ClockLayerShape shape_;
  std::shared_ptr<const Neuron> neuron_;
  std::unique_ptr<ClockLayer<R>> layer_;
  std::shared_ptr<const Surrogate> surrogate_;
  std::vector<double> parameters_, initial_;
  Matrix recurrent_;
  Rows<R> x_, states_, distance_;
  Rows<std::uint16_t> bits_;
};

}  // namespace

Json try_neuron_clock(const Trial& trial, const JsonIn& in) {
  if (trial.single) return ClockTrial<float>(trial, in).answer();
  return ClockTrial<double>(trial, in).answer();
}

Json try_surrogate(const Trial& trial, const JsonIn& in) {
  in.allow({"u"});
  const auto surrogate = trial.registry.make<Surrogate>(trial.plugin, trial.settings);
  const Row u = in.at("u").row();
  Row slope(u.size());
  if (trial.single) {
    const std::vector<float> narrow(u.begin(), u.end());
    std::vector<float> out(u.size());
    surrogate->slope(std::span<const float>(narrow), std::span<float>(out));
    std::copy(out.begin(), out.end(), slope.begin());
  } else surrogate->slope(std::span<const double>(u), std::span<double>(slope));
  Json spikes = Json::array();
  for (double x : u) spikes.push_back(x > 0 ? 1 : 0);
  return {{"spike", spikes}, {"slope", json_of(slope)}};
}

}  // namespace snnflow

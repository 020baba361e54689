// The answer of a probe as JSON.
#include "port/probe.hpp"

#include <numeric>

#include "base/text.hpp"
#include "model/batch_terms.hpp"

namespace snnflow {
namespace {

// Numbers in the shape of their block.
Json shaped(std::span<const double> numbers, std::span<const int> shape) {
  if (shape.empty()) return json_of(numbers[0]);
  Json j = Json::array();
  const std::size_t part = numbers.size() / std::size_t(shape[0]);
  for (int i = 0; i < shape[0]; ++i) j.push_back(shaped(numbers.subspan(std::size_t(i) * part, part), shape.subspan(1)));
  return j;
}

Json outputs_json(const Plan& plan, Network& network, const std::vector<Encoded>& samples) {
  Json outputs = Json::object();
  for (const LayerPlan& l : plan.layers) outputs[l.name] = Json::object();
  for (const Encoded& sample : samples) {
    const auto looks = network.look(sample);
    for (std::size_t l = 0; l < looks.size(); ++l) {
      Json& out = outputs[plan.layers[l].name];
      if (plan.layers[l].traits().spikes) out["spikes"].push_back(json_of(looks[l].spikes));
      if (looks[l].trace.empty()) continue;
      const std::size_t units = std::size_t(plan.layers[l].units);
      Json trace = Json::array();
      for (std::size_t t = 0; t < looks[l].time.size(); ++t)
        trace.push_back(json_of(Row(looks[l].trace.begin() + std::ptrdiff_t(t * units), looks[l].trace.begin() + std::ptrdiff_t((t + 1) * units))));
      out["trace"].push_back(std::move(trace));
      out["trace_times"] = json_of(looks[l].time);
    }
  }
  return outputs;
}

}  // namespace

Plan everything_trained(const Plan& plan) {
  Plan all = plan;
  for (LayerPlan& l : all.layers)
    each_parameter(l, [](ParameterPlan& p) {
      if (p.trainable) p.train = true, p.logarithm = false;
    });
  return all;
}

std::vector<Encoded> samples_of(const Plan& plan, Split split, std::vector<int>& indices, int first) {
  const std::int64_t size = plan.sizes[int(split)];
  if (indices.empty()) {
    indices.resize(std::size_t(std::clamp<std::int64_t>(first, 1, std::max<std::int64_t>(1, size))));
    std::iota(indices.begin(), indices.end(), 0);
  }
  std::vector<Encoded> samples(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (indices[i] < 0 || indices[i] >= size)
      throw Error("the " + std::string(split_names[std::size_t(split)]) + " split has no sample " + std::to_string(indices[i]) + "; it has " + plural(size, "sample"));
    encode(plan, split, indices[i], samples[i]);
  }
  return samples;
}

Json probe(const Plan& plan, const Registry& registry, const std::vector<double>& values, const std::vector<Encoded>& samples,
           const std::vector<int>& indices, bool gradients) {
  const Blocks blocks(plan);
  const auto network = make_network(plan, registry, blocks, 1);
  network->bind(values);
  std::vector<Outcome> outcomes(samples.size());
  std::vector<double> g(gradients ? blocks.gradients() : 0);
  if (gradients) network->begin_shard(0);
  const BatchTerms batch = batch_terms(plan, *network, samples);
  const BatchPulls pulls{batch.counts, 0};
  network->run(0, gradients ? 0 : -1, samples, int(samples.size()), &pulls, outcomes);
  if (gradients) network->gradients_of_shard(values, g);

  Json out{{"samples", indices}, {"loss", 0.0}, {"losses", Json::object()}, {"metrics", Json::object()}, {"outputs", outputs_json(plan, *network, samples)}};
  double loss = 0;
  auto term = [&](const std::string& name, std::size_t t) {
    double sum = 0;
    for (const Outcome& o : outcomes) sum += o.terms[t];
    sum += batch.values[t];
    out["losses"][name] = json_of(sum);
    loss += sum;
  };
  for (std::size_t t = 0; t < plan.losses.size(); ++t) term(plan.losses[t].name, t);
  for (std::size_t t = 0; t < plan.regularisers.size(); ++t) term(plan.regularisers[t].name, plan.losses.size() + t);
  out["loss"] = json_of(loss);
  for (std::size_t m = 0; m < plan.metrics.size(); ++m) {
    double sum = 0;
    Json predictions = Json::array();
    for (const Outcome& o : outcomes) sum += o.scores[m], predictions.push_back(json_of(o.predictions[m]));
    out["metrics"][plan.metrics[m].name] = json_of(plan.metrics[m].plugin->finish(sum / double(samples.size())));
  }
  Json parameters = Json::object();
  for (std::size_t b = 0; b < blocks.list().size(); ++b) {
    const Block& block = blocks.list()[b];
    Json p{{"shape", block.plan->shape}, {"value", shaped(blocks.natural(int(b), values), block.plan->shape)}};
    if (gradients && block.gradient >= 0) p["gradient"] = shaped(std::span(g).subspan(std::size_t(block.gradient), block.size), block.plan->shape);
    parameters[block.plan->path] = std::move(p);
  }
  out["parameters"] = std::move(parameters);
  return out;
}

}  // namespace snnflow

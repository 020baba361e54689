// Optimisers, schedules, initialisers, connections, encoders and data on numbers from outside.
#include "base/text.hpp"
#include "model/random.hpp"
#include "plan/data.hpp"
#include "port/try_plugin.hpp"

namespace snnflow {
namespace {
constexpr int most_rows = 1 << 20;
}

Json try_optimiser(const Trial& trial, const JsonIn& in) {
  in.allow({"parameters", "gradients", "shape"});
  const auto optimiser = trial.registry.make<Optimiser>(trial.plugin, trial.settings);
  Row values = in.at("parameters").row();
  const JsonIn gradients = in.at("gradients");
  Row memory(values.size() * std::size_t(optimiser->slots()), 0.0);
  Json steps = Json::array();
  for (std::size_t s = 0; s < gradients.size(); ++s) {
    const Row g = gradients.at(s).row(values.size());
    optimiser->update({values, g, memory, std::int64_t(s) + 1, 1.0});
    steps.push_back(json_of(values));
  }
  return {{"parameters", steps}};
}

Json try_schedule(const Trial& trial, const JsonIn& in) {
  in.allow({"steps"});
  const auto schedule = trial.registry.make<Schedule>(trial.plugin, trial.settings);
  Row factors;
  for (double s : in.at("steps").row()) factors.push_back(schedule->factor(s));
  return {{"factor", json_of(factors)}};
}

Json try_initialiser(const Trial& trial, const JsonIn& in) {
  in.allow({"shape", "seed"});
  const auto initialiser = trial.registry.make<Initialiser>(trial.plugin, trial.settings);
  const std::vector<int> shape = in.at("shape").integers(1, most_rows);
  if (shape.size() != 2) in.at("shape").fail("the shape is [fan_in, fan_out]");
  const int seed = in.has("seed") ? in.at("seed").integer(0, 2147483647) : 0;
  KeyedRandom random(std::uint64_t(seed), "try", "initialiser");
  const std::size_t count = std::size_t(shape[0]) * std::size_t(shape[1]);
  Row values(count);
  initialiser->fill(values, Initialiser::Shape{shape[0], shape[1]}, random);
  Matrix m;
  for (int r = 0; r < shape[0]; ++r) m.emplace_back(values.begin() + std::ptrdiff_t(r) * shape[1], values.begin() + std::ptrdiff_t(r + 1) * shape[1]);
  return {{"values", json_of(m)}};
}

Json try_encoder(const Trial& trial, const JsonIn& in) {
  in.allow({"values"});
  const auto encoder = trial.registry.make<Encoder>(trial.plugin, trial.settings);
  Json times = Json::array(), units = Json::array();
  const JsonIn values = in.at("values");
  for (std::size_t s = 0; s < values.size(); ++s) {
    const Row v = values.at(s).row();
    if (const char* why = encoder->refuse(v)) values.at(s).fail(why);
    Row t;
    std::vector<int> u;
    encoder->encode(v, t, u);
    times.push_back(json_of(t));
    units.push_back(u);
  }
  return {{"times", times}, {"units", units}};
}

Json try_connection(const Trial& trial, const JsonIn& in) {
  in.allow({"shape", "values", "parameters", "output_gradient"});
  const auto connection = trial.registry.make<Connection>(trial.plugin, trial.settings);
  const JsonIn shape = in.at("shape");
  if (shape.size() != 2) shape.fail("the shape is [source, target], each a number or an array of sizes");
  auto sizes = [](const JsonIn& j) { return j.json().is_array() ? j.integers(1, most_rows) : std::vector<int>{j.integer(1, most_rows)}; };
  const Connection::Ends ends{sizes(shape.at(0)), sizes(shape.at(1)), 1};
  const JsonIn given = in.at("parameters");
  std::vector<Row> numbers, pulls;
  const auto& declared = trial.plugin.about().parameters;
  std::vector<std::string> names;
  for (const Parameter& p : declared)
    if (p.model) names.push_back(p.name);
  given.allow(names);
  for (const std::string& name : names) {
    Row r;
    if (given.has(name)) {
      const std::vector<int> s = connection->shape(name, ends);
      if (s.size() == 1) r = given.at(name).row(std::size_t(s[0]));
      else
        for (const Row& row : given.at(name).matrix(std::size_t(s[0]), std::size_t(s[1]))) r.insert(r.end(), row.begin(), row.end());
    }
    pulls.emplace_back(r.size(), 0.0);
    numbers.push_back(std::move(r));
  }
  std::vector<std::span<const double>> views(numbers.begin(), numbers.end());
  std::vector<std::span<double>> into(pulls.begin(), pulls.end());
  const std::size_t sources = std::size_t(ends.sources()), targets = std::size_t(ends.targets());
  Row rows(sources * targets), row_pull(sources * targets);
  connection->rows(views, ends, rows.data(), int(targets));
  const Matrix values = in.at("values").matrix();
  Matrix out, value_pull;
  const int bias = connection->bias_parameter();
  for (std::size_t t = 0; t < values.size(); ++t) {
    if (values[t].size() != sources) in.at("values").at(t).fail("a step has a value for each of the " + std::to_string(sources) + " sources");
    Row o = bias >= 0 && !numbers[std::size_t(bias)].empty() ? numbers[std::size_t(bias)] : Row(targets, 0.0);
    for (std::size_t s = 0; s < sources; ++s)
      for (std::size_t k = 0; k < targets; ++k) o[k] += values[t][s] * rows[s * targets + k];
    out.push_back(std::move(o));
  }
  Json answer{{"values", json_of(out)}};
  if (!in.has("output_gradient")) return answer;
  const Matrix g = in.at("output_gradient").matrix(values.size(), targets);
  for (std::size_t t = 0; t < values.size(); ++t) {
    Row& v = value_pull.emplace_back(sources, 0.0);
    for (std::size_t s = 0; s < sources; ++s)
      for (std::size_t k = 0; k < targets; ++k) v[s] += g[t][k] * rows[s * targets + k], row_pull[s * targets + k] += g[t][k] * values[t][s];
    if (bias >= 0 && !pulls[std::size_t(bias)].empty())
      for (std::size_t k = 0; k < targets; ++k) pulls[std::size_t(bias)][k] += g[t][k];
  }
  connection->rows_back(ends, row_pull.data(), int(targets), into);
  Json parameters = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (pulls[i].empty()) continue;
    const std::vector<int> s = connection->shape(names[i], ends);
    if (s.size() == 1) parameters[names[i]] = json_of(pulls[i]);
    else {
      Json j = Json::array();
      for (int r = 0; r < s[0]; ++r) j.push_back(json_of(Row(pulls[i].begin() + std::ptrdiff_t(r) * s[1], pulls[i].begin() + std::ptrdiff_t(r + 1) * s[1])));
      parameters[names[i]] = j;
    }
  }
  answer["gradient"] = {{"values", json_of(value_pull)}, {"parameters", parameters}};
  return answer;
}

Json try_data(const Trial& trial, const JsonIn& in) {
  in.allow({"split", "indices"});
  Issues issues;
  Value root;
  root["data"][trial.plugin.about().name] = trial.settings;
  Plan plan;
  const Scope scope{trial.registry, issues};
  plan_data(scope, root, {}, {trial.data_folders, false, false}, plan);
  if (issues.errors()) throw Error(issues.list[0].message + (issues.list[0].remedy.empty() ? "" : "; " + issues.list[0].remedy));
  const std::string split = in.has("split") ? in.at("split").text() : "train";
  const auto which = std::find(split_names.begin(), split_names.end(), split);
  if (which == split_names.end()) in.at("split").fail("the split is \"train\", \"valid\" or \"test\"");
  const Split s = Split(which - split_names.begin());
  Json samples = Json::array();
  Sample sample;
  std::vector<int> indices;
  if (in.has("indices")) indices = in.at("indices").integers(0, int(std::min<std::int64_t>(plan.sizes[int(s)] - 1, 2147483647)));
  for (int i : indices) {
    plan.data->sample(s, i, sample);
    Json j = Json::object();
    if (plan.data_shape.form == DataShape::Form::spikes) {
      j["times"] = json_of(sample.time);
      j["units"] = sample.unit;
    } else j["values"] = json_of(sample.values);
    if (sample.label >= 0) j["label"] = sample.label;
    if (!sample.target.empty()) j["target"] = json_of(sample.target);
    samples.push_back(std::move(j));
  }
  Json counts = Json::object();
  for (std::size_t k = 0; k < 3; ++k) counts[split_names[k]] = plan.sizes[k];
  return {{"samples", samples}, {"counts", counts}, {"channels", plan.data_shape.channels()}, {"shape", plan.data_shape.shape}, {"classes", plan.data_shape.classes}};
}

}  // namespace snnflow

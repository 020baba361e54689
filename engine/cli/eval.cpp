// `snnflow eval`: a stored network on its data again.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "cli/stored.hpp"
#include "record/predictions.hpp"
#include "record/run_file.hpp"
#include "train/trainer.hpp"

namespace snnflow::cli {

int evaluate(const Options& o) {
  const std::string file = run_file_of(o.weights);
  const StoredRun run = read_run(file);
  std::string toml, experiment = "experiment.toml";
  for (const auto& [name, value] : run.info.provenance) {
    if (name == "resolved_toml") toml = value;
    if (name == "experiment") experiment = value;
  }
  if (toml.empty()) throw Error(file + " does not say which experiment it is of");
  Registry registry = open_registry(o);
  const Loaded l = open_text(toml, experiment, o, registry);
  if (!l.good()) return Exit::bad_input;
  Pool pool(thread_count(o));
  Trainer trainer(l.plan, registry, pool);
  const std::vector<double> values = stored_values(file, trainer.blocks());
  std::vector<Predictions> predictions;
  nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
  for (std::size_t s = 0; s < 3; ++s) {
    if (!l.plan.sizes[s]) continue;
    Predictions p;
    const SplitResult r = trainer.evaluate(values, Split(s), &p);
    auto& of_split = metrics[split_names[s]] = {{"loss", r.loss}};
    for (std::size_t m = 0; m < l.plan.metrics.size(); ++m) of_split[l.plan.metrics[m].name] = r.metrics[m];
    if (!o.json) {
      fmt::print("{:<6} loss {:.6g}", split_names[s], r.loss);
      for (std::size_t m = 0; m < l.plan.metrics.size(); ++m) fmt::print("  {} {:.4f}", l.plan.metrics[m].name, r.metrics[m]);
      fmt::print("\n");
    }
    predictions.push_back(std::move(p));
  }
  const std::string out = o.out.empty() ? (std::filesystem::path(file).parent_path() / "predictions.h5").string() : o.out;
  write_predictions(out, predictions, run.info);
  if (o.json) std::cout << nlohmann::ordered_json{{"run", file}, {"epoch", run.selected_epoch}, {"metrics", metrics}, {"predictions", out}}.dump() << "\n";
  else fmt::print("predictions in {}\n", out);
  return Exit::done;
}

}  // namespace snnflow::cli

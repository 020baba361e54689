// `snnflow probe` and `snnflow gradcheck`: looking closely at a network that is not trained on.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "cli/options.hpp"
#include "cli/stored.hpp"
#include "model/firing.hpp"
#include "port/gradient_check.hpp"
#include "port/probe.hpp"

namespace snnflow::cli {
namespace {

constexpr const char* differences =
    "central differences against exact gradients, errors relative to the block's largest entry.\n"
    "Set aside: pairs of a number and a sample where both sides fire in another order, or a spike grazes the threshold.";
constexpr const char* directions =
    "the backward pass against forward derivatives along random directions, with the same spikes and surrogate slopes, in double\n"
    "precision; errors relative to the gradient's length. (A surrogate gradient is no derivative of the loss: differences cannot check it.)";

Split split_of(const Options& o) { return Split(std::find(split_names.begin(), split_names.end(), o.split) - split_names.begin()); }

// The numbers that the plan begins with, or those of a stored run.
std::vector<double> values_of(const Options& o, const Plan& plan, const Registry& registry) {
  const Blocks blocks(plan);
  if (!o.weights.empty()) return stored_values(o.weights, blocks);
  std::vector<double> values = initial_values(plan, blocks);
  const auto network = make_network(plan, registry, blocks, 1);
  make_fire(plan, blocks, *network, values);
  return values;
}

}  // namespace

int probe(const Options& o) {
  Registry registry = open_registry(o);
  const Loaded l = open_experiment(o, registry, true);
  if (!l.good()) return Exit::bad_input;
  std::vector<int> indices = o.samples;
  const std::vector<Encoded> samples = samples_of(l.plan, split_of(o), indices, o.first);
  const Plan everything = everything_trained(l.plan);
  std::cout << snnflow::probe(everything, registry, values_of(o, everything, registry), samples, indices, !o.no_gradient).dump() << "\n";
  return Exit::done;
}

int gradcheck(const Options& o) {
  Registry registry = open_registry(o);
  const Loaded l = open_experiment(o, registry, true);
  if (!l.good()) return Exit::bad_input;
  std::vector<int> indices = o.samples;
  const std::vector<Encoded> samples = samples_of(l.plan, split_of(o), indices, o.first ? o.first : 8);
  const GradientCheck check = check_gradients(l.plan, registry, values_of(o, l.plan, registry), samples, o.entries);
  if (o.json) {
    Json rows = Json::array();
    for (const auto& r : check.rows)
      rows.push_back({{"path", r.path}, {"numbers", r.numbers}, {"looked_at", r.looked}, {"compared", r.compared}, {"set_aside", r.set_aside},
                      {"largest_gradient", r.largest}, {"worst_relative_difference", r.worst}});
    std::cout << Json{{"tolerance", check.tolerance}, {"passed", check.passed()}, {"blocks", rows}}.dump() << "\n";
  } else {
    fmt::print("{:<48} {:>8} {:>9} {:>9} {:>9} {:>14} {:>12}\n", "block", "numbers", "looked at", "compared", "set aside", "largest |dL|", "worst error");
    for (const auto& r : check.rows)
      fmt::print("{:<48} {:>8} {:>9} {:>9} {:>9} {:>14.6g} {:>12.2e}\n", r.path, r.numbers, r.looked, r.compared, r.set_aside, r.largest, r.worst);
    fmt::print("\n{}; {}\n{} {}\n", plural(std::int64_t(samples.size()), "sample"), l.plan.engine == EngineKind::event ? differences : directions,
               check.passed() ? "passed: no error above" : "FAILED: an error above", check.tolerance);
  }
  return check.passed() ? Exit::done : Exit::failed;
}

}  // namespace snnflow::cli

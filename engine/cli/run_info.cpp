// Provenance.
#include "cli/run_info.hpp"

#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <chrono>
#include <ctime>

#include "cli/machine.hpp"
#include "plan/describe.hpp"
#include "registry/levels.hpp"
#include "snnflow/stamp.hpp"

namespace snnflow::cli {
namespace {

std::string now_utc() {
  const std::time_t t = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&t, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

// Every plugin that the plan uses, with the file it came from.
void plugin_origins(const Plan& plan, std::vector<std::pair<std::string, std::string>>& out) {
  auto add = [&](const Use& use) { out.emplace_back("plugin " + use.path, use.about().kind + " " + use.about().name + ", " + use.about().origin); };
  add(plan.data_use);
  if (plan.encoder_use) add(*plan.encoder_use);
  for (const LayerPlan& l : plan.layers) {
    add(l.use);
    for (const ConnectionPlan& c : l.from) {
      add(c.use);
      for (const ParameterPlan& p : c.parameters)
        if (p.initialiser) add(*p.initialiser);
    }
  }
  for (const auto& t : plan.losses) add(t.use);
  for (const auto& t : plan.regularisers) add(t.use);
  for (const auto& t : plan.metrics) add(t.use);
  if (plan.optimiser_use) add(*plan.optimiser_use);
  add(plan.schedule.use);
}

}  // namespace

RunInfo run_info(const Options& o, const Plan& plan, const Sources& sources, const Blocks& blocks) {
  RunInfo info;
  info.title = plan.title, info.epochs = plan.train.epochs;
  for (const auto& t : plan.losses) info.terms.push_back(t.name);
  for (const auto& t : plan.regularisers) info.terms.push_back(t.name);
  for (const auto& m : plan.metrics) {
    info.metrics.push_back(m.name);
    info.metric_more.push_back(m.plugin->more_is_better() ? "more" : "less");
  }
  for (const LayerPlan& layer : plan.layers) {
    info.layers.push_back(layer.name);
    info.layer_units.push_back(layer.units);
  }
  for (std::size_t s = 0; s < 3; ++s)
    if (plan.sizes[s]) info.splits.push_back(split_names[s]);
  info.blocks = blocks.describe(plan);
  for (const Source& s : sources)
    info.toml += (&s == &sources[0] ? "" : "\n# " + s.path + "\n") + s.text;
  info.plan = plan_json(plan);

  utsname system{};
  uname(&system);
  info.provenance = {{"snnflow_version", SNNFLOW_VERSION},
                     {"plugin_abi", SNNFLOW_TEXT(SNNFLOW_ABI)},
                     {"compiler", __VERSION__},
                     {"glibc", gnu_get_libc_version()},
                     {"level", level_name(plan.level)},
                     {"threads", std::to_string(thread_count(o))},
                     {"shards", std::to_string(plan.train.shards)},
                     {"seed", std::to_string(plan.seed)},
                     {"host", system.nodename},
                     {"system", fmt::format("{} {} {}", system.sysname, system.release, system.machine)},
                     {"processor", processor()},
                     {"started", now_utc()},
                     {"experiment", o.experiment},
                     {"resolved_toml", plan_toml(plan)}};
  for (const Origin& origin : origins(plan, sources)) info.provenance.emplace_back("value " + origin.path, origin.value + "  (" + origin.from + ")");
  plugin_origins(plan, info.provenance);
  return info;
}

}  // namespace snnflow::cli

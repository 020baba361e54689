// Opens what [data] names, and reads every split once.
#include "plan/data.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.hpp"

namespace snnflow {
namespace fs = std::filesystem;
namespace {

class FileOpening final : public Opening {
 public:
  FileOpening(Scope scope, const Value& table, const Use& use, const Sources& sources, const PlanOptions& options)
      : scope_(scope), table_(table), use_(use), sources_(sources), options_(options) {}

  Place place(const std::string& key) const override {
    const Entry* e = table_.entry(key);
    return e ? e->value.place : use_.place;
  }
  std::string find(const std::string& name, const std::string& key, const std::string& advice) override {
    const std::string here = beside(sources_, place(key), name);
    if (fs::exists(here)) return remember(name, here);
    std::string looked = "looked for " + here;
    for (const std::string& folder : options_.data_folders) {
      const fs::path path = name, there = fs::path(folder) / (path.is_absolute() ? path.filename() : path);
      if (fs::exists(there)) return remember(name, there.string());
      looked += " and " + there.string();
    }
    scope_.issues.error(place(key), "there is no file '" + name + "' (" + looked + ")",
                        advice + (advice.empty() ? "" : "; ") + "or name a folder with --data", use_.path + "." + key);
    return "";
  }
  Issues& issues() override { return scope_.issues; }

  // Names of files that were found, by the absolute path: what a resolved file says, so that it can stand anywhere.
  std::map<std::string, std::string> found;

 private:
  std::string remember(const std::string& name, const std::string& path) { return found[name] = fs::absolute(path).lexically_normal().string(); }
  Scope scope_;
  const Value& table_;
  const Use& use_;
  const Sources& sources_;
  const PlanOptions& options_;
};

// Every text of a value that names a found file becomes its absolute path.
void name_absolutely(Value& v, const std::map<std::string, std::string>& found) {
  if (v.is_text()) {
    if (const auto at = found.find(v.text()); at != found.end()) v = Value(at->second, v.place);
  } else if (v.is_array()) {
    for (Value& x : v.array()) name_absolutely(x, found);
  } else if (v.is_table())
    for (Entry& e : v.table()) name_absolutely(e.value, found);
}

}  // namespace

std::string beside(const Sources& sources, Place place, const std::string& path) {
  if (fs::path(path).is_absolute() || place.file < 0 || place.file >= int(sources.size())) return path;
  return (fs::path(sources[std::size_t(place.file)].path).parent_path() / path).lexically_normal().string();
}

void plan_data(Scope scope, const Value& root, const Sources& sources, const PlanOptions& options, Plan& plan) {
  const Value& table = or_missing(root.find("data"));
  const int before = scope.issues.errors();
  auto use = pick_one(scope, "data", table, root.place, "data");
  if (!use) return;
  plan.data_use = *use;
  plan.resolved["data"][use->about().name] = use->table;
  if (scope.issues.errors() > before) return;  // what the defaults stand in for would only be complained about again
  const auto data = std::static_pointer_cast<Data>(std::shared_ptr<Plugin>(use->plugin->registration.make(use->table)));
  FileOpening opening(scope, table.table()[0].value, plan.data_use, sources, options);
  const DataShape shape = data->open(opening);
  name_absolutely(plan.resolved["data"][use->about().name], opening.found);
  if (scope.issues.errors() > before) return;
  plan.data = data, plan.data_shape = shape;
  for (int s = 0; s < 3; ++s) plan.sizes[s] = data->size(Split(s));
  if (plan.sizes[0] == 0) scope.issues.error(use->place, "data." + use->about().name + " has no training samples", {}, use->path);
}

std::vector<int> plan_encoder(Scope scope, const Value& root, Plan& plan) {
  const Entry* encoder = root.entry("encoder");
  const DataShape::Form form = plan.data_shape.form;
  const std::string name = plan.data ? "data." + plan.data_use.about().name : "";
  plan.inputs = plan.data_shape.channels();
  if (!encoder) {
    if (plan.data && form == DataShape::Form::values)
      scope.issues.error(plan.data_use.place, name + " gives values, and there is no encoder to make spikes of them", "write [encoder.latency]", "encoder");
    else if (plan.data && form == DataShape::Form::trace && plan.engine == EngineKind::event)
      scope.issues.error(plan.data_use.place, name + " gives a number for each step, which continuous time has no steps for", "use [engine.clock]", "engine");
    return plan.data ? plan.data_shape.shape : std::vector<int>{};
  }
  if (plan.data && form != DataShape::Form::values)
    scope.issues.error(encoder->place, name + (form == DataShape::Form::spikes ? " gives spikes" : " gives a number for each step") + ": there is nothing to encode",
                       "leave out [encoder]", "encoder");
  plan.encoder_use = pick_one(scope, "encoder", encoder->value, encoder->place, "encoder");
  if (!plan.encoder_use) return {};
  plan.encoder = scope.registry.make<Encoder>(*plan.encoder_use->plugin, plan.encoder_use->table);
  plan.resolved["encoder"][plan.encoder_use->about().name] = plan.encoder_use->table;
  if (!plan.data) return {};
  return {plan.inputs = plan.encoder->channels(plan.data_shape.channels())};
}

void check_samples(Scope scope, const Value& root, const Plan& plan) {
  Sample sample;
  std::int64_t events = 0, outside = 0;
  const std::string name = "data." + plan.data_use.about().name;
  for (int s = 0; s < 3; ++s)
    for (std::int64_t i = 0; i < plan.sizes[s]; ++i) {
      plan.data->sample(Split(s), i, sample);
      auto refuse = [&](const std::string& what) {
        scope.issues.error(plan.data_use.place, "sample " + std::to_string(i) + " of the " + split_names[std::size_t(s)] + " split of " + name + ": " + what,
                           {}, plan.data_use.path);
      };
      if (plan.data_shape.classes > 0 && (sample.label < 0 || sample.label >= plan.data_shape.classes))
        return refuse(sample.label < 0 ? "it has no label" : "its label " + std::to_string(sample.label) + " is not one of the " + std::to_string(plan.data_shape.classes) + " classes");
      if (plan.data_shape.targets > 0 && int(sample.target.size()) != plan.data_shape.targets) return refuse("it has no targets");
      if (plan.encoder) {
        if (const char* why = plan.encoder->refuse(sample.values)) return refuse(why);
        plan.encoder->encode(sample.values, sample.time, sample.unit);
      }
      events += std::int64_t(sample.time.size());
      for (std::size_t k = 0; k < sample.time.size(); ++k) {
        outside += sample.time[k] > plan.t_end();
        if (sample.unit[k] < 0 || sample.unit[k] >= plan.inputs || !(sample.time[k] >= 0) || (k > 0 && sample.time[k] < sample.time[k - 1]))
          return refuse("its spikes are not in order of time, or name channels that are not there");
      }
    }
  if (outside == 0) return;
  const Value* engine = root.find("engine");
  const Value* t_end = engine && engine->is_table() && !engine->table().empty() ? engine->table()[0].value.find("t_end") : nullptr;
  const double share = 100.0 * double(outside) / double(events);
  const std::string text = (share < 1 ? "less than 1" : std::to_string(int(share + 0.5))) + " % of the input events lie after t_end = " + number_text(plan.t_end());
  if (plan.outside() == Outside::error)
    scope.issues.error(t_end ? t_end->place : Place{}, text, "raise it, or write outside = \"drop\"", std::string("engine.") + (plan.engine == EngineKind::event ? "event" : "clock") + ".t_end");
  else scope.issues.warn(t_end ? t_end->place : Place{}, text + " and are dropped", {}, std::string("engine.") + (plan.engine == EngineKind::event ? "event" : "clock") + ".t_end");
}

}  // namespace snnflow

// `snnflow plugins list` and `plugins show`: the declarations, for people and for programs.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "cli/options.hpp"
#include "plan/bind.hpp"
#include "registry/levels.hpp"

namespace snnflow::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* type_name(Type type) {
  static constexpr const char* names[] = {"number", "integer", "boolean", "text", "choice", "numbers", "texts", "tensor", "any"};
  return names[int(type)];
}

Json bound(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json value_json(const Value& v) {
  if (v.is_bool()) return v.boolean();
  if (v.is_integer()) return v.integer();
  if (v.is_number()) return std::isfinite(v.number()) ? Json(v.number()) : Json(number_text(v.number()));
  if (v.is_text()) return v.text();
  if (v.is_array()) {
    Json list = Json::array();
    for (const Value& x : v.array()) list.push_back(value_json(x));
    return list;
  }
  return nullptr;
}

// Where a plugin of this kind stands in a file.
std::string snippet(const About& a) {
  std::string settings;
  for (const Parameter& p : a.parameters)
    if (p.type != Type::tensor && p.type != Type::any && !(p.standard.is_number() && std::isinf(p.standard.number())))
      settings += (settings.empty() ? "" : ", ") + p.name + " = " + to_toml(p.standard);
  const std::string table = settings.empty() ? "{}" : "{ " + settings + " }";
  if (a.kind == "neuron") return "[layer.hidden]\nsize = 100\nneuron." + a.name + " = " + table;
  if (a.kind == "connection") return "[layer.hidden.from.input]\n" + a.name + " = " + table;
  if (a.kind == "initialiser") return "[layer.hidden.from.input]\ndense.weight." + a.name + " = " + table;
  if (a.kind == "schedule") return "[optimiser.adam]\nschedule." + a.name + " = " + table;
  if (a.kind == "surrogate") return "[engine.clock]\nsurrogate." + a.name + " = " + table;
  if (a.kind == "sampler" || a.kind == "pruner") return "[sweep]\n" + a.kind + "." + a.name + " = " + table;
  std::string lines = "[" + a.kind + "." + a.name + "]\n";
  for (const Parameter& p : a.parameters)
    if (p.type != Type::any && !(p.standard.is_number() && std::isinf(p.standard.number()))) lines += p.name + " = " + to_toml(p.standard) + "\n";
  return lines.substr(0, lines.size() - 1);
}

Json about_json(const About& a) {
  Json j{{"kind", a.kind}, {"name", a.name}, {"doc", a.doc}, {"source", a.source}, {"origin", a.origin}, {"parameters", Json::array()}, {"states", Json::array()}};
  for (const Parameter& p : a.parameters) {
    Json q{{"name", p.name}, {"type", type_name(p.type)}, {"unit", p.unit}, {"default", value_json(p.standard)}, {"doc", p.doc}, {"source", p.source},
           {"low", bound(p.low)}, {"low_open", p.low_open}, {"high", bound(p.high)}, {"high_open", p.high_open}, {"required", p.required},
           {"model", p.model}, {"trainable", p.trainable}, {"trained", p.trained}, {"per", p.per == Per::unit ? "unit" : "layer"}};
    if (!p.choices.empty()) q["choices"] = p.choices;
    j["parameters"].push_back(std::move(q));
  }
  for (const State& s : a.states) j["states"].push_back({{"name", s.name}, {"unit", s.unit}, {"initial", s.initial}, {"doc", s.doc}});
  j["toml"] = snippet(a);
  return j;
}

void show(const About& a) {
  fmt::print("{} {}\n  {}\n", a.kind, a.name, a.doc);
  if (!a.source.empty()) fmt::print("  source: {}\n", a.source);
  fmt::print("  origin: {}\n", a.origin);
  if (!a.parameters.empty()) fmt::print("\nParameters\n");
  for (const Parameter& p : a.parameters) {
    std::vector<std::string> facts{type_name(p.type)};
    if (!p.standard.missing()) facts.push_back("default " + to_toml(p.standard) + (p.unit.empty() ? "" : " " + p.unit));
    else if (!p.unit.empty()) facts.push_back("in " + p.unit);
    if (p.required) facts.push_back("required");
    if (p.optional) facts.push_back("optional");
    if (const std::string range = range_text(p); !range.empty()) facts.push_back(range);
    if (!p.choices.empty()) facts.push_back("one of " + quoted_list(p.choices, "or"));
    if (!p.below.empty()) facts.push_back("below " + p.below);
    if (p.trained) facts.push_back("trained");
    else if (p.trainable) facts.push_back("trainable");
    if (p.model && p.type == Type::number) facts.push_back(p.per == Per::unit ? "per unit" : "per layer or unit");
    fmt::print("  {:<12} {}\n", p.name, join(facts));
    if (!p.doc.empty()) fmt::print("  {:<12} {}\n", "", p.doc);
    if (!p.source.empty()) fmt::print("  {:<12} source: {}\n", "", p.source);
  }
  if (!a.states.empty()) fmt::print("\nStates\n");
  for (const State& s : a.states) fmt::print("  {:<12} begins at {}. {}\n", s.name, number_text(s.initial), s.doc);
  fmt::print("\nIn a file\n");
  std::string indented = snippet(a);
  for (std::size_t at = 0; (at = indented.find('\n', at)) != std::string::npos; at += 3) indented.replace(at, 1, "\n  ");
  fmt::print("  {}\n", indented);
}

}  // namespace

int list_plugins(const Options& o) {
  const Registry registry = open_registry(o);
  std::vector<std::string> kinds = registry.kinds();
  if (!o.kind.empty()) {
    if (registry.names(o.kind).empty()) throw Error("there is no kind of plugin called '" + o.kind + "'" + or_list(o.kind, kinds, "kinds"), Exit::usage);
    kinds = {o.kind};
  }
  Json all = Json::array();
  for (const std::string& kind : kinds) {
    if (!o.json) fmt::print("{}\n", kind);
    for (const std::string& name : registry.names(kind)) {
      const About& a = registry.find(kind, name)->about();
      if (o.json) all.push_back(about_json(a));
      else fmt::print("  {:<22} {}{}\n", name, a.doc, a.origin == "built in" ? "" : " (" + a.origin + ")");
    }
  }
  if (o.json) std::cout << all.dump() << "\n";
  for (const Refused& r : registry.refused()) std::cerr << "warning: " << r.reason << "\n";
  return Exit::done;
}

int show_plugin(const Options& o) {
  const Registry registry = open_registry(o);
  const std::size_t slash = o.name.find('/');
  const std::string kind = slash == std::string::npos ? "" : o.name.substr(0, slash), name = slash == std::string::npos ? o.name : o.name.substr(slash + 1);
  std::vector<const About*> found;
  std::vector<std::string> names;
  for (const std::string& k : registry.kinds())
    for (const std::string& n : registry.names(k)) {
      names.push_back(n);
      if (n == name && (kind.empty() || kind == k)) found.push_back(&registry.find(k, n)->about());
    }
  if (found.empty()) throw Error("no plugin is called '" + o.name + "'" + did_you_mean(name, names) + "; see `snnflow plugins list`", Exit::usage);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (o.json) std::cout << about_json(*found[i]).dump() << "\n";
    else {
      if (i) fmt::print("\n");
      show(*found[i]);
    }
  }
  return Exit::done;
}

}  // namespace snnflow::cli

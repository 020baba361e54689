// Written by hand, since JSON libraries neither promise the shortest digits nor know nan; read by nlohmann's.
#include "record/journal_line.hpp"

#include <zlib.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "record/names.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kCrcBegin = ",\"crc32\":\"", kCrcEnd = "\"}";
constexpr std::size_t kCrcSize = kCrcBegin.size() + 8 + kCrcEnd.size();

std::string crc_text(std::string_view bytes) {
  char text[9];
  const unsigned long crc =
      ::crc32(::crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
  std::snprintf(text, sizeof text, "%08lx", crc);
  return text;
}

std::string number(double x) { return std::isfinite(x) ? toml_number(x) : "\"" + number_text(x) + "\""; }

// {"a":1.0,"b":2.0}
std::string by_name(const std::vector<std::string>& names, const std::vector<double>& values, const char* what) {
  if (names.size() != values.size())
    throw Error("an epoch has " + plural(static_cast<std::int64_t>(values.size()), what) + " and should have " +
                    std::to_string(names.size()),
                70);
  const std::vector<std::string> keys = unique_names(names);
  std::string out = "{";
  for (std::size_t i = 0; i < keys.size(); ++i)
    out += (i > 0 ? "," : "") + json_string(keys[i]) + ":" + number(values[i]);
  return out + "}";
}

std::string split_text(const SplitResult& split, const RunInfo& info) {
  return "{\"loss\":" + number(split.loss) + ",\"terms\":" + by_name(info.terms, split.terms, "term") +
         ",\"metrics\":" + by_name(info.metrics, split.metrics, "metric") + "}";
}

// Reads members of a line; what is missing or of another kind is an error with the line's place.
struct LineReader {
  const std::string& place;

  [[noreturn]] void refuse(const std::string& why) const { throw Error(place + why); }
  const Json& member(const Json& object, const std::string& name) const {
    if (!object.is_object() || !object.contains(name)) refuse("it has no '" + name + "'; it is another experiment's");
    return object[name];
  }
  double number(const Json& object, const std::string& name) const {
    const Json& x = member(object, name);
    if (x.is_number()) return x.get<double>();
    if (x == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (x == "inf") return std::numeric_limits<double>::infinity();
    if (x == "-inf") return -std::numeric_limits<double>::infinity();
    refuse("'" + name + "' is not a number");
  }
  std::int64_t count(const Json& object, const std::string& name) const {
    const Json& x = member(object, name);
    if (!x.is_number_integer()) refuse("'" + name + "' is not a whole number");
    return x.get<std::int64_t>();
  }
  std::vector<double> by_name(const Json& object, const std::vector<std::string>& names) const {
    std::vector<double> values;
    for (const std::string& name : unique_names(names)) values.push_back(number(object, name));
    if (object.size() != names.size()) refuse("it has figures with names that this experiment does not have");
    return values;
  }
  SplitResult split(const Json& line, const char* name, const RunInfo& info) const {
    SplitResult out;
    if (!line.contains(name)) return out;
    const Json& split = line[name];
    out.present = true;
    out.loss = number(split, "loss");
    out.terms = by_name(member(split, "terms"), info.terms);
    out.metrics = by_name(member(split, "metrics"), info.metrics);
    return out;
  }
};

Json parse(std::string_view line) { return Json::parse(line.begin(), line.end(), nullptr, false); }

}  // namespace

std::string journal_line(const EpochResult& r, const RunInfo& info) {
  std::string out = "{\"epoch\":" + std::to_string(r.epoch);
  if (r.train.present) out += ",\"train\":" + split_text(r.train, info);
  if (r.valid.present) out += ",\"valid\":" + split_text(r.valid, info);
  if (!r.layers.empty() && r.layers.size() != info.layers.size())
    throw Error("an epoch has figures of " + std::to_string(r.layers.size()) + " layers of " +
                    std::to_string(info.layers.size()),
                70);
  out += ",\"layers\":{";
  for (std::size_t l = 0; l < r.layers.size(); ++l)
    out += (l > 0 ? "," : "") + json_string(info.layers[l]) +
           ":{\"gradient_norm\":" + number(r.layers[l].gradient_norm) +
           ",\"spikes_per_neuron\":" + number(r.layers[l].spikes_per_neuron) +
           ",\"silent_fraction\":" + number(r.layers[l].silent_fraction) + "}";
  out += "},\"clipped\":" + std::to_string(r.clipped) + ",\"dropped\":" + std::to_string(r.dropped) +
         ",\"learning_rate_factor\":" + number(r.learning_rate_factor) + ",\"seconds\":" + number(r.seconds) +
         ",\"best\":" + (r.best ? "true" : "false");
  return out + std::string(kCrcBegin) + crc_text(out) + std::string(kCrcEnd) + "\n";
}

bool line_is_whole(std::string_view line) {
  if (line.size() < kCrcSize) return false;
  const std::string_view body = line.substr(0, line.size() - kCrcSize), end = line.substr(body.size());
  return end == std::string(kCrcBegin) + crc_text(body) + std::string(kCrcEnd);
}

std::optional<int> line_epoch(std::string_view line) {
  const Json json = parse(line);
  if (!json.is_object() || !json.contains("epoch") || !json["epoch"].is_number_integer()) return std::nullopt;
  return json["epoch"].get<int>();
}

EpochResult read_journal_line(std::string_view line, const RunInfo& info, const std::string& place) {
  const LineReader reader{place};
  const Json json = parse(line);
  EpochResult r;
  r.epoch = static_cast<int>(reader.count(json, "epoch"));
  r.train = reader.split(json, "train", info);
  r.valid = reader.split(json, "valid", info);
  const Json& layers = reader.member(json, "layers");
  if (!layers.empty())
    for (const std::string& name : info.layers) {
      const Json& layer = reader.member(layers, name);
      r.layers.push_back({reader.number(layer, "gradient_norm"), reader.number(layer, "spikes_per_neuron"),
                          reader.number(layer, "silent_fraction")});
    }
  if (layers.size() != r.layers.size()) reader.refuse("it has layers that this experiment does not have");
  r.clipped = reader.count(json, "clipped");
  r.dropped = reader.count(json, "dropped");
  r.learning_rate_factor = reader.number(json, "learning_rate_factor");
  r.seconds = reader.number(json, "seconds");
  const Json& best = reader.member(json, "best");
  if (!best.is_boolean()) reader.refuse("'best' is neither true nor false");
  r.best = best.get<bool>();
  return r;
}

}  // namespace snnflow

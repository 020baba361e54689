// Written by hand, since JSON libraries neither promise the shortest digits nor know nan; read by nlohmann's.
#include "record/journal_line.hpp"

#include <zlib.h>

#include <cmath>
#include <cstdio>

#include "base/text.hpp"
#include "record/json_reader.hpp"
#include "record/names.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

constexpr std::string_view kCrcBegin = ",\"crc32\":\"", kCrcEnd = "\"}";
constexpr std::size_t kCrcSize = kCrcBegin.size() + 8 + kCrcEnd.size();

std::string crc_text(std::string_view bytes) {
  char text[9];
  const unsigned long crc = ::crc32(::crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes.data()),
                                    static_cast<uInt>(bytes.size()));
  std::snprintf(text, sizeof text, "%08lx", crc);
  return text;
}

std::string number(double x) { return std::isfinite(x) ? toml_number(x) : "\"" + number_text(x) + "\""; }

// {"a":1.0,"b":2.0}
std::string by_name(const std::vector<std::string>& names, const std::vector<double>& values,
                    const char* what) {
  if (names.size() != values.size())
    throw Error("an epoch has " + plural(static_cast<std::int64_t>(values.size()), what) +
                    " and should have " + std::to_string(names.size()),
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

std::vector<double> read_by_name(const JsonReader& reader, const Json& object,
                                 const std::vector<std::string>& names) {
  std::vector<double> values;
  for (const std::string& name : unique_names(names)) values.push_back(reader.number(object, name));
  if (object.size() != names.size())
    reader.refuse("it has figures with names that this experiment does not have");
  return values;
}

SplitResult read_split(const JsonReader& reader, const Json& line, const char* name, const RunInfo& info) {
  SplitResult out;
  if (!line.contains(name)) return out;
  const Json& split = line[name];
  out.present = true;
  out.loss = reader.number(split, "loss");
  out.terms = read_by_name(reader, reader.member(split, "terms"), info.terms);
  out.metrics = read_by_name(reader, reader.member(split, "metrics"), info.metrics);
  return out;
}

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
  const Json json = JsonReader::parse(line);
  if (!json.is_object() || !json.contains("epoch") || !json["epoch"].is_number_integer()) return std::nullopt;
  return json["epoch"].get<int>();
}

EpochResult read_journal_line(std::string_view line, const RunInfo& info, const std::string& place) {
  const JsonReader reader{place};
  const Json json = JsonReader::parse(line);
  EpochResult r;
  r.epoch = reader.small_count(json, "epoch");
  r.train = read_split(reader, json, "train", info);
  r.valid = read_split(reader, json, "valid", info);
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
  r.best = reader.boolean(json, "best");
  return r;
}

}  // namespace snnflow

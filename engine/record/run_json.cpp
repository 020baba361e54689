// One object, each member named as in RunInfo.
#include "record/run_json.hpp"

#include <set>

#include "record/json_reader.hpp"
#include "record/run_parts.hpp"

namespace snnflow {
namespace {

constexpr std::size_t kMostNumbers = std::size_t{1} << 34;

Json block_json(const BlockInfo& b) {
  return {{"path", b.path},           {"shape", b.shape}, {"axes", b.axes}, {"trained", b.trained},
          {"logarithm", b.logarithm}, {"unit", b.unit},   {"doc", b.doc}};
}

BlockInfo read_block(const Json& json, const JsonReader& reader, std::size_t offset) {
  BlockInfo b;
  b.path = reader.text(json, "path");
  b.shape = reader.small_counts(json, "shape");
  b.axes = reader.texts(json, "axes");
  b.trained = reader.boolean(json, "trained");
  b.logarithm = reader.boolean(json, "logarithm");
  b.unit = reader.text(json, "unit");
  b.doc = reader.text(json, "doc");
  b.offset = offset, b.size = 1;
  for (const int extent : b.shape) {
    if (extent > 0 && b.size > (kMostNumbers - offset) / static_cast<std::size_t>(extent))
      reader.refuse("'" + b.path + "' is larger than any memory");
    b.size *= static_cast<std::size_t>(extent);
  }
  return b;
}

}  // namespace

std::string run_json(const RunInfo& info, const std::string& status, int selected_epoch, bool has_model) {
  Json json = {{"layout", kRunLayout},
               {"status", status},
               {"selected_epoch", selected_epoch},
               {"title", info.title},
               {"epochs", info.epochs},
               {"toml", info.toml},
               {"plan", info.plan},
               {"terms", info.terms},
               {"metrics", info.metrics},
               {"metric_more", info.metric_more},
               {"layers", info.layers},
               {"layer_units", info.layer_units},
               {"splits", info.splits},
               {"blocks", Json::array()},
               {"provenance", Json::array()}};
  if (has_model)
    for (const BlockInfo& block : info.blocks) json["blocks"].push_back(block_json(block));
  for (const auto& [name, value] : info.provenance)
    json["provenance"].push_back({{"name", name}, {"value", value}});
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

StoredRun read_run_json(const std::string& text, const std::string& place) {
  const JsonReader reader{place};
  const Json json = JsonReader::parse(text);
  if (reader.count(json, "layout") != kRunLayout) reader.refuse("another version of snnflow wrote it");
  StoredRun run;
  RunInfo& info = run.info;
  run.status = reader.text(json, "status");
  run.selected_epoch = reader.small_count(json, "selected_epoch");
  info.title = reader.text(json, "title");
  info.epochs = reader.small_count(json, "epochs");
  info.toml = reader.text(json, "toml");
  info.plan = reader.text(json, "plan");
  info.terms = reader.texts(json, "terms");
  info.metrics = reader.texts(json, "metrics");
  info.metric_more = reader.texts(json, "metric_more");
  info.layers = reader.texts(json, "layers");
  info.layer_units = reader.small_counts(json, "layer_units");
  info.splits = reader.texts(json, "splits");
  std::set<std::string> known;
  std::size_t offset = 0;
  for (const Json& block : reader.member(json, "blocks")) {
    info.blocks.push_back(read_block(block, reader, offset));
    offset += info.blocks.back().size;
    if (!known.insert(info.blocks.back().path).second)
      reader.refuse("'" + info.blocks.back().path + "' is there twice");
  }
  for (const Json& entry : reader.member(json, "provenance"))
    info.provenance.emplace_back(reader.text(entry, "name"), reader.text(entry, "value"));
  return run;
}

}  // namespace snnflow

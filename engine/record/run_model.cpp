// /model: every number of the network at the selected epoch, by its path.
#include <cmath>

#include "record/names.hpp"
#include "record/run_parts.hpp"

namespace snnflow {

std::string block_path(const std::string& top, const BlockInfo& block) {
  return top + path_in_file(block.path);
}

std::string logarithm_path(const BlockInfo& block) { return block_path("/model", block) + ".log"; }

std::vector<double> readable_values(const BlockInfo& block, const std::vector<double>& all) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(block.offset);
  std::vector<double> values(begin, begin + static_cast<std::ptrdiff_t>(block.size));
  if (block.logarithm)
    for (double& x : values) x = std::exp(x);
  return values;
}

std::vector<std::string> block_axes(RunDraft& run, const std::string& top, const BlockInfo& block) {
  const std::string path = block_path(top, block), group = path.substr(0, path.rfind('/'));
  std::vector<std::string> scales;
  for (std::size_t axis = 0; axis < block.shape.size(); ++axis) {
    const std::string name =
        axis < block.axes.size() ? member_name(block.axes[axis]) : "axis" + std::to_string(axis);
    scales.push_back(run.axes.count(group, name, static_cast<std::size_t>(block.shape[axis])));
  }
  return scales;
}

void put_model(RunDraft& run, const std::vector<double>& values) {
  run.file.group("/model");
  for (const BlockInfo& block : run.info.blocks) {
    run.axes.reserve(block_path("/model", block));
    if (block.logarithm) run.axes.reserve(logarithm_path(block));
  }
  for (const BlockInfo& block : run.info.blocks) {
    const std::string path = block_path("/model", block);
    const h5::Shape shape(block.shape.begin(), block.shape.end());
    const std::vector<std::string> scales = block_axes(run, "/model", block);
    run.file.write<double>(path, readable_values(block, values), shape);
    run.axes.attach(path, scales);
    run.file.attribute(path, "path", block.path);
    run.file.attribute(path, "unit", block.unit);
    run.file.attribute(path, "trained", std::int64_t{block.trained});
    run.file.attribute(path, "logarithm", std::int64_t{block.logarithm});
    run.file.attribute(path, "doc", block.doc);
    if (!block.logarithm) continue;
    const std::string exact = logarithm_path(block);
    run.file.write<double>(exact, std::span(values).subspan(block.offset, block.size), shape);
    run.axes.attach(exact, scales);
    run.file.attribute(exact, "doc", "the logarithm, which is what the model holds: exact to the bit");
  }
}

}  // namespace snnflow

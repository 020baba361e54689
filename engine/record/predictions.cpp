// The same groups as in run.h5.
#include "record/predictions.hpp"

#include "record/run_parts.hpp"

namespace snnflow {

void write_predictions(const std::string& path, const std::vector<Predictions>& predictions, const RunInfo& info) {
  h5::NewFile file(path);
  Axes axes(file);
  RunDraft run{file, axes, info};
  put_predictions(run, predictions);
  file.commit();
}

}  // namespace snnflow

// The writer's order makes this enough: whatever the checkpoint counts as finished was synced before it.
#include "record/rewind.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "record/disk.hpp"
#include "record/epoch_record.hpp"

namespace snnflow {

JournalContents rewind(const std::string& folder, int epoch, const RunInfo& info) {
  JournalContents contents = Journal::read(folder, info);
  std::erase_if(contents.results, [&](const EpochResult& r) { return r.epoch > epoch; });
  Journal(folder).truncate_to(epoch);
  bool removed = false;
  for (const int e : recorded_epochs(folder)) {
    if (e <= epoch) continue;
    const std::string path = record_path(folder, e);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw_disk_error(path, errno);
    removed = true;
  }
  if (removed) sync_folder(folder + "/records");
  const int last = contents.results.empty() ? -1 : contents.results.back().epoch;
  if (last < epoch)
    contents.remark += (contents.remark.empty() ? "" : "; ") + folder + "/metrics.jsonl ends at epoch " +
                       std::to_string(last) + ", and the checkpoint is of epoch " + std::to_string(epoch);
  return contents;
}

}  // namespace snnflow

// metrics.jsonl, the truth about a run while it goes on: a line of JSON per epoch, each with a CRC-32.
#pragma once
#include <string>
#include <vector>

#include "train/results.hpp"

namespace snnflow {

// What a journal holds. A remark says what was found damaged, and where; it is empty where nothing was.
struct JournalContents {
  std::vector<EpochResult> results;
  std::string remark;
};

class Journal {
 public:
  // Opens folder/metrics.jsonl, which may not be there yet. Error 74 where that cannot be.
  explicit Journal(const std::string& folder);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // One line, in one write, synced. Where that fails the file is as before: Error 74.
  void append(const EpochResult& result, const RunInfo& info);

  // Drops all lines of later epochs than a checkpoint's, and everything from the first damaged line on.
  void truncate_to(int epoch);

  // The lines as far as they are whole: a torn last line is dropped, and reading ends before a line with a
  // wrong CRC. A journal that is not there is empty. A line of another experiment: Error 65.
  static JournalContents read(const std::string& folder, const RunInfo& info);

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace snnflow

// Every append is one write at the end of the file, so that a kill tears at most the last line.
#include "record/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "record/disk.hpp"
#include "record/journal_line.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

std::string journal_path(const std::string& folder) { return folder + "/metrics.jsonl"; }

// Calls `take` with each whole line and its number, until there is a damaged one or take says no. Returns how
// many bytes were taken, and puts what was wrong into remark.
template <class Take>
std::size_t walk(std::string_view text, std::string& remark, Take&& take) {
  std::size_t at = 0;
  for (int number = 1; at < text.size(); ++number) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) {
      remark = "line " + std::to_string(number) + " was cut off while it was written; it is left out";
      break;
    }
    const std::string_view line = text.substr(at, end - at);
    if (!line_is_whole(line)) {
      remark = "line " + std::to_string(number) +
               " does not fit its CRC-32; it and all lines after it are left out";
      break;
    }
    if (!take(line, number)) break;
    at = end + 1;
  }
  return at;
}

}  // namespace

Journal::Journal(const std::string& folder) : path_(journal_path(folder)) {
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd_ < 0) throw_disk_error(path_, errno);
  try {
    sync_folder(folder);
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

Journal::~Journal() { ::close(fd_); }

void Journal::append(const EpochResult& result, const RunInfo& info) {
  const std::string line = journal_line(result, info);
  struct stat before {};
  if (::fstat(fd_, &before) != 0) throw_disk_error(path_, errno);
  ssize_t done = 0;
  do done = ::write(fd_, line.data(), line.size());
  while (done < 0 && errno == EINTR);
  int error = done == static_cast<ssize_t>(line.size()) ? 0 : done < 0 ? errno : ENOSPC;
  if (error == 0 && ::fdatasync(fd_) != 0) error = errno;
  if (error == 0) return;
  // Where the line cannot be taken back it stays torn; reading leaves it out, and going on cuts it off.
  if (::ftruncate(fd_, before.st_size) == 0) ::fsync(fd_);
  throw_disk_error(path_, error);
}

void Journal::truncate_to(int epoch) {
  const std::string text = read_file_if_there(path_).value_or("");
  std::string remark;
  const std::size_t keep = walk(text, remark, [&](std::string_view line, int) {
    const std::optional<int> its = line_epoch(line);
    return its && *its <= epoch;
  });
  if (keep == text.size()) return;
  if (::ftruncate(fd_, static_cast<off_t>(keep)) != 0 || ::fsync(fd_) != 0) throw_disk_error(path_, errno);
}

JournalContents Journal::read(const std::string& folder, const RunInfo& info) {
  const std::string path = journal_path(folder), text = read_file_if_there(path).value_or("");
  JournalContents out;
  walk(text, out.remark, [&](std::string_view line, int number) {
    const std::string place = path + ":" + std::to_string(number) + ":1: ";
    const EpochResult result = read_journal_line(line, info, place);
    while (!out.results.empty() && out.results.back().epoch >= result.epoch) out.results.pop_back();
    out.results.push_back(result);
    return true;
  });
  if (!out.remark.empty()) out.remark = path + ": " + out.remark;
  return out;
}

}  // namespace snnflow

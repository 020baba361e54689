// Every system call is checked: a full disk may show as late as fsync or close.
#include "record/disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

constexpr std::string_view kDraftEnding = ".draft";

// "/runs/3/.run.h5.4711-0.draft": the process and a count, so that no two drafts meet.
std::string draft_path(const std::string& target) {
  static std::atomic<unsigned> count{0};
  const std::size_t slash = target.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  return target.substr(0, name) + "." + target.substr(name) + "." + std::to_string(::getpid()) + "-" +
         std::to_string(count++) + std::string(kDraftEnding);
}

}  // namespace

void throw_disk_error(const std::string& path, int error) {
  if (error == ENOSPC)
    throw Error("the disk is full: " + path + " could not be written; make room and run again", io_exit);
  if (error == EDQUOT)
    throw Error("the disk is full: your quota does not hold " + path + "; make room and run again", io_exit);
  if (error == EFBIG)
    throw Error("the disk is full: " + path + " would be larger than the limit for files (ulimit -f)", io_exit);
  throw Error(path + ": " + std::strerror(error), io_exit);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) throw_disk_error(path, errno);
    if (done == 0) throw_disk_error(path, ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
}

void sync_folder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) throw_disk_error(folder, errno);
  const int error = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  // Some network file systems cannot sync a folder, and say so.
  if (error != 0 && error != EINVAL && error != ENOTSUP) throw_disk_error(folder, error);
}

Draft::Draft(std::string target) : target_(std::move(target)), path_(draft_path(target_)) {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd_ < 0) throw_disk_error(target_, errno);
}

Draft::~Draft() {
  if (fd_ < 0) return;
  ::unlink(path_.c_str());
  ::close(fd_);
}

void Draft::commit() {
  if (::fsync(fd_) != 0) throw_disk_error(target_, errno);
  if (::rename(path_.c_str(), target_.c_str()) != 0) throw_disk_error(target_, errno);
  const int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0 && errno != EINTR) throw_disk_error(target_, errno);
  sync_folder(folder_of(target_));
}

bool Draft::is_draft(std::string_view name) { return name.starts_with('.') && name.ends_with(kDraftEnding); }

void write_file(const std::string& path, std::string_view text) {
  Draft draft(path);
  write_all(draft.fd(), text, path);
  draft.commit();
}

bool is_there(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

std::optional<std::string> read_file_if_there(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (fd < 0) throw_disk_error(path, errno);
  struct stat status {};
  std::string text;
  if (::fstat(fd, &status) == 0 && status.st_size > 0) text.reserve(static_cast<std::size_t>(status.st_size));
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int error = errno;
      ::close(fd);
      throw_disk_error(path, error);
    }
    if (got == 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(fd);
  return text;
}

}  // namespace snnflow

// flock: on one machine the kernel knows who is alive.
#include "sweep/workers.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "record/disk.hpp"

namespace snnflow {
namespace {

std::string workers_folder(const std::string& folder) { return folder + "/workers"; }
std::string lock_path(const std::string& folder, const std::string& worker) {
  return workers_folder(folder) + "/" + worker;
}

std::string host_name() {
  std::array<char, 256> text{};
  return ::gethostname(text.data(), text.size() - 1) == 0 ? text.data() : "localhost";
}

}  // namespace

std::string worker_name() {
  const auto moment = std::chrono::system_clock::now().time_since_epoch().count();
  return host_name() + "." + std::to_string(::getpid()) + "." + std::to_string(moment);
}

WorkerLock::WorkerLock(const std::string& folder) {
  if (::mkdir(workers_folder(folder).c_str(), 0777) != 0 && errno != EEXIST)
    throw_disk_error(workers_folder(folder), errno);
  name_ = worker_name();
  path_ = lock_path(folder, name_);
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd_ < 0 || ::flock(fd_, LOCK_EX | LOCK_NB) != 0) throw_disk_error(path_, errno);
}

WorkerLock::~WorkerLock() {
  if (fd_ < 0) return;
  ::unlink(path_.c_str());
  ::close(fd_);
}

std::string host_of(const std::string& worker) {
  const std::size_t moment = worker.rfind('.');
  return worker.substr(0, moment == std::string::npos || moment == 0 ? 0 : worker.rfind('.', moment - 1));
}

bool lock_is_free(const std::string& folder, const std::string& worker) {
  const int fd = ::open(lock_path(folder, worker).c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT;
  const bool free = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  ::close(fd);
  return free;
}

bool somebody_works(const std::string& folder, const std::string& me) {
  std::error_code error;
  for (const auto& worker : std::filesystem::directory_iterator(folder + "/workers", error)) {
    const std::string name = worker.path().filename().string();
    if (name != me && !lock_is_free(folder, name)) return true;
  }
  return false;
}

void forget_worker(const std::string& folder, const std::string& worker) {
  ::unlink(lock_path(folder, worker).c_str());
}

bool Pulse::stopped(const std::string& worker, std::int64_t beats,
                    std::chrono::steady_clock::time_point now) {
  const auto [at, fresh] = seen_.try_emplace(worker, Seen{beats, now});
  if (at->second.beats != beats) at->second = {beats, now};
  return now - at->second.since > patience_;
}

}  // namespace snnflow

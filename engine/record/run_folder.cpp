// The lock is an flock: it goes with its process, however that ends.
#include "record/run_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <utility>

#include "record/disk.hpp"
#include "record/run_file.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

namespace fs = std::filesystem;

// Makes a folder; false where it is there.
bool make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) == 0) return sync_folder(folder_of(path)), true;
  if (errno != EEXIST) throw_disk_error(path, errno);
  return false;
}

void make_folders(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
    if (!is_there(path.substr(0, slash))) make_folder(path.substr(0, slash));
  make_folder(path);
}

// The highest number among a folder's members; 0 where there is none.
int highest_number(const std::string& folder) {
  int highest = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    int number = 0;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (bad == std::errc{} && *end == '\0' && number > highest && entry.is_directory(error)) highest = number;
  }
  return highest;
}

std::string experiment_folder(const std::string& runs, const std::string& experiment) {
  if (experiment.empty() || experiment[0] == '.' || experiment.find('/') != std::string::npos)
    throw Error("'" + experiment + "' cannot be the name of a folder; choose one with --out");
  return runs + "/" + experiment;
}

void remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw_disk_error(path, errno);
}

void remove_drafts(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (Draft::is_draft(entry.path().filename().string())) remove(entry.path());
}

// Whom the lock's file names: "4711 on fermi".
std::string owner_text() {
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  return std::to_string(::getpid()) + " on " + host + "\n";
}

[[noreturn]] void throw_taken(const std::string& folder) {
  std::string owner = read_file_if_there(folder + "/.lock").value_or("");
  owner = owner.substr(0, owner.find('\n'));
  throw Error("another snnflow is working in " + folder + (owner.empty() ? "" : " (process " + owner + ")") +
              "; wait until it ends, or choose another folder with --out");
}

}  // namespace

RunState run_state(const std::string& folder) {
  if (run_status(folder + "/run.h5") == "done") return RunState::finished;
  for (const char* name : {"/run.json", "/metrics.jsonl", "/checkpoint.h5", "/run.h5", "/records"})
    if (is_there(folder + name)) return RunState::unfinished;
  return RunState::empty;
}

std::optional<std::string> newest_run(const std::string& runs, const std::string& experiment) {
  const std::string folder = experiment_folder(runs, experiment);
  const int n = highest_number(folder);
  return n > 0 ? std::optional(folder + "/" + std::to_string(n)) : std::nullopt;
}

RunFolder RunFolder::next(const std::string& runs, const std::string& experiment) {
  const std::string folder = experiment_folder(runs, experiment);
  make_folders(folder);
  for (int n = highest_number(folder) + 1;; ++n)
    if (make_folder(folder + "/" + std::to_string(n))) return at(folder + "/" + std::to_string(n));
}

RunFolder RunFolder::at(const std::string& folder) {
  make_folders(folder);
  const int fd = ::open((folder + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) throw_disk_error(folder, errno);
  const int error = ::flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
  RunFolder taken(folder, fd, error == 0);
  if (error == EWOULDBLOCK) throw_taken(folder);
  if (error != 0 && error != ENOLCK && error != ENOTSUP && error != ENOSYS) throw_disk_error(folder, error);
  const std::string owner = owner_text();
  if (::ftruncate(fd, 0) != 0) throw_disk_error(folder, errno);
  write_all(fd, owner, folder + "/.lock");
  remove_drafts(folder);
  remove_drafts(folder + "/records");
  return taken;
}

RunFolder::RunFolder(std::string path, int lock, bool locked)
    : path_(std::move(path)), lock_(lock), locked_(locked) {}

RunFolder::RunFolder(RunFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)), locked_(other.locked_) {}

RunFolder& RunFolder::operator=(RunFolder&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  std::swap(locked_, other.locked_);
  return *this;
}

RunFolder::~RunFolder() {
  if (lock_ >= 0) ::close(lock_);
}

void RunFolder::write_json(const std::string& json) const { write_file(path_ + "/run.json", json); }

std::optional<std::string> RunFolder::read_json() const { return read_file_if_there(path_ + "/run.json"); }

// run.h5 goes last: until then the folder counts as finished, and nobody goes on from its remains.
void RunFolder::clear() const {
  remove(path_ + "/checkpoint.h5");
  remove(path_ + "/metrics.jsonl");
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path_ + "/records", error))
    if (entry.path().extension() == ".h5") remove(entry.path());
  ::rmdir((path_ + "/records").c_str());
  remove(path_ + "/report.html");
  remove(path_ + "/run.json");
  remove(path_ + "/run.h5");
  sync_folder(path_);
}

}  // namespace snnflow

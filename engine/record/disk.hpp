// Files that are there whole or not at all: written beside their place, synced, and only then renamed.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace snnflow {

inline constexpr int io_exit = 74;  // of Errors about a disk, or a server in its place

// Throws what a failed system call means for the user, with exit code 74: a full disk, a folder that may not
// be written. `error` is its errno.
[[noreturn]] void throw_disk_error(const std::string& path, int error);

// The folder of a file: "." where the path names none.
std::string folder_of(const std::string& path);

// Writes all bytes at the file's end, or throws.
void write_all(int fd, std::string_view bytes, const std::string& path);

// Makes what was created, renamed or removed in a folder survive a power cut.
void sync_folder(const std::string& folder);

// An empty file under a temporary name in the target's folder. Gone with its owner unless committed.
class Draft {
 public:
  explicit Draft(std::string target);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const std::string& target() const { return target_; }
  const std::string& path() const { return path_; }
  int fd() const { return fd_; }

  // Syncs the bytes, takes the target's place, syncs the folder.
  void commit();

  // Whether a file's name is that of a draft: what a killed process leaves behind.
  static bool is_draft(std::string_view name);

 private:
  std::string target_, path_;
  int fd_ = -1;
};

// A text file by way of a draft.
void write_file(const std::string& path, std::string_view text);

bool is_there(const std::string& path);

// All bytes of a file; nothing where there is no such file.
std::optional<std::string> read_file_if_there(const std::string& path);

}  // namespace snnflow

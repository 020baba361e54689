// zlib's CRC finds every torn or flipped byte before HDF5, which trusts what it reads, comes to see it.
#include "record/seal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <vector>

#include "record/disk.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

constexpr std::string_view kSealBegin = "snnflow crc32 ";
constexpr std::size_t kSealSize = 23;  // its beginning, eight digits, a line's end

std::string seal_text(unsigned long crc) {
  char text[kSealSize + 1];
  std::snprintf(text, sizeof text, "snnflow crc32 %08lx\n", crc);
  return text;
}

std::size_t size_of(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw_disk_error(path, errno);
  return static_cast<std::size_t>(status.st_size);
}

void read_at(int fd, std::size_t at, char* to, std::size_t size, const std::string& path) {
  while (size > 0) {
    const ssize_t got = ::pread(fd, to, size, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_disk_error(path, errno);
    if (got == 0) throw Error(path + " became shorter while it was read");
    at += static_cast<std::size_t>(got), to += got, size -= static_cast<std::size_t>(got);
  }
}

unsigned long crc_of(int fd, std::size_t size, const std::string& path) {
  std::vector<char> buffer(std::min<std::size_t>(size, std::size_t{1} << 20));
  unsigned long crc = ::crc32(0, nullptr, 0);
  for (std::size_t at = 0; at < size; at += buffer.size()) {
    const std::size_t some = std::min(buffer.size(), size - at);
    read_at(fd, at, buffer.data(), some, path);
    crc = ::crc32(crc, reinterpret_cast<const Bytef*>(buffer.data()), static_cast<uInt>(some));
  }
  return crc;
}

struct OpenFile {
  int fd;
  ~OpenFile() { ::close(fd); }
};

}  // namespace

void write_seal(int fd, const std::string& path) {
  const std::size_t size = size_of(fd, path);
  const std::string seal = seal_text(crc_of(fd, size, path));
  if (::lseek(fd, static_cast<off_t>(size), SEEK_SET) < 0) throw_disk_error(path, errno);
  write_all(fd, seal, path);
}

void check_seal(const std::string& path, Seal wanted) {
  const OpenFile file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0 && errno == ENOENT) throw Error("there is no file " + path);
  if (file.fd < 0) throw_disk_error(path, errno);
  const std::size_t size = size_of(file.fd, path);
  std::string seal(std::min(size, kSealSize), '\0');
  read_at(file.fd, size - seal.size(), seal.data(), seal.size(), path);
  if (!seal.starts_with(kSealBegin) || seal.size() < kSealSize) {
    if (wanted == Seal::demanded)
      throw Error(path + " is damaged: it was cut off, or it is not a file of snnflow");
    return;
  }
  if (seal != seal_text(crc_of(file.fd, size - kSealSize, path)))
    throw Error(path + " is damaged: its bytes do not fit its CRC-32");
}

}  // namespace snnflow

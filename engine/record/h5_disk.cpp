// A driver of HDF5's virtual file layer: what H5FDsec2.c does, on a file that is already open.
#include "record/h5_disk.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "record/h5_call.hpp"

namespace snnflow::h5 {
namespace {

struct OpenDisk : H5FD_t {
  Disk* disk = nullptr;
  haddr_t allocated = 0, end = 0;  // what HDF5 calls eoa and eof
};

constexpr haddr_t kLargest = (haddr_t{1} << 62) - 1;

OpenDisk& of(H5FD_t* file) { return *static_cast<OpenDisk*>(file); }
const OpenDisk& of(const H5FD_t* file) { return *static_cast<const OpenDisk*>(file); }

void write_at(Disk& disk, haddr_t at, const char* bytes, std::size_t size) {
  while (size > 0 && disk.error == 0) {
    const ssize_t done = ::pwrite(disk.fd, bytes, size, static_cast<off_t>(at));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0)
      disk.error = done < 0 ? errno : ENOSPC;
    else
      at += static_cast<haddr_t>(done), bytes += done, size -= static_cast<std::size_t>(done);
  }
  if (size > 0) disk.patches.push_back({at, {bytes, bytes + size}});
}

void apply(const Disk::Patch& patch, haddr_t at, char* bytes, std::size_t size) {
  const haddr_t begin = std::max(at, patch.at), end = std::min(at + size, patch.at + patch.bytes.size());
  if (begin < end) std::memcpy(bytes + (begin - at), patch.bytes.data() + (begin - patch.at), end - begin);
}

// Beyond the end there are zeros.
bool read_at(const Disk& disk, haddr_t at, char* bytes, std::size_t size) {
  std::memset(bytes, 0, size);
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = ::pread(disk.fd, bytes + done, size - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && disk.error == 0) return false;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  for (const Disk::Patch& patch : disk.patches) apply(patch, at, bytes, size);
  return true;
}

// From here on what HDF5 calls: nothing may be thrown.

void* copy_info(const void* info) {
  auto* copy = static_cast<Disk**>(std::malloc(sizeof(Disk*)));
  if (copy) *copy = *static_cast<Disk* const*>(info);
  return copy;
}

herr_t free_info(void* info) {
  std::free(info);
  return 0;
}

H5FD_t* open(const char*, unsigned, hid_t how, haddr_t) {
  const auto* info = static_cast<Disk* const*>(H5Pget_driver_info(how));
  struct stat status {};
  if (!info || ::fstat((*info)->fd, &status) != 0) return nullptr;
  auto* file = new (std::nothrow) OpenDisk;
  if (!file) return nullptr;
  file->disk = *info;
  file->end = static_cast<haddr_t>(status.st_size);
  return file;
}

herr_t close(H5FD_t* file) {
  delete &of(file);
  return 0;
}

int compare(const H5FD_t* a, const H5FD_t* b) {
  return of(a).disk == of(b).disk ? 0 : std::less<>()(of(a).disk, of(b).disk) ? -1 : 1;
}

herr_t query(const H5FD_t*, unsigned long* features) {
  if (features)
    *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
                H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return 0;
}

haddr_t get_allocated(const H5FD_t* file, H5FD_mem_t) { return of(file).allocated; }
haddr_t get_end(const H5FD_t* file, H5FD_mem_t) { return of(file).end; }

herr_t set_allocated(H5FD_t* file, H5FD_mem_t, haddr_t allocated) {
  of(file).allocated = allocated;
  return 0;
}

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, void* bytes) {
  return at <= kLargest && read_at(*of(file).disk, at, static_cast<char*>(bytes), size) ? 0 : -1;
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, const void* bytes) {
  if (at > kLargest) return -1;
  try {
    write_at(*of(file).disk, at, static_cast<const char*>(bytes), size);
  } catch (const std::bad_alloc&) {
    return -1;
  }
  of(file).end = std::max(of(file).end, at + size);
  return 0;
}

herr_t truncate(H5FD_t* file, hid_t, hbool_t) {
  OpenDisk& f = of(file);
  if (f.allocated == f.end) return 0;
  if (f.disk->error == 0 && ::ftruncate(f.disk->fd, static_cast<off_t>(f.allocated)) != 0)
    f.disk->error = errno;
  f.end = f.allocated;
  return 0;
}

hid_t register_driver() {
  H5FD_class_t driver{};
  driver.name = "snnflow";
  driver.maxaddr = kLargest;
  driver.fc_degree = H5F_CLOSE_WEAK;
  driver.fapl_size = sizeof(Disk*);
  driver.fapl_copy = copy_info;
  driver.fapl_free = free_info;
  driver.open = open;
  driver.close = close;
  driver.cmp = compare;
  driver.query = query;
  driver.get_eoa = get_allocated;
  driver.set_eoa = set_allocated;
  driver.get_eof = get_end;
  driver.read = read;
  driver.write = write;
  driver.truncate = truncate;
  const H5FD_mem_t kinds[] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(kinds), std::end(kinds), driver.fl_map);
  return H5FDregister(&driver);  // copies it
}

}  // namespace

void use_disk(const H5::FileAccPropList& how, Disk& disk) {
  static const hid_t driver = checked(register_driver(), "H5FDregister");
  Disk* const info = &disk;
  checked(H5Pset_driver(how.getId(), driver, &info), "H5Pset_driver");
}

}  // namespace snnflow::h5

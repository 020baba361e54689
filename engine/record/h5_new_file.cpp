// How a file comes to be and takes its place.
#include "record/h5_new_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace snnflow::h5 {
namespace {

constexpr unsigned kTracked = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

// Members keep the order of their making; no times of day, so that the same results make the same bytes.
void keep_order(hid_t how) {
  checked(H5Pset_link_creation_order(how, kTracked), "H5Pset_link_creation_order");
  checked(H5Pset_obj_track_times(how, false), "H5Pset_obj_track_times");
}

// The format of HDF5 1.8: everything since 2008 reads it, and its metadata carry checksums. No locks: nobody else
// knows the draft, and some network file systems have none.
H5::FileAccPropList how_to_open() {
  H5::FileAccPropList how;
  how.setLibverBounds(H5F_LIBVER_V18, H5F_LIBVER_V18);
  how.setFcloseDegree(H5F_CLOSE_STRONG);
  checked(H5Pset_file_locking(how.getId(), false, true), "H5Pset_file_locking");
  return how;
}

}  // namespace

NewFile::Body::Body(const std::string& path, Packing packing) : draft(path), pack(packing == Packing::gzip) {
  writing(path, {}, [&] {
    const H5::FileCreatPropList how;
    keep_order(how.getId());
    file = checked(H5Fcreate(draft.path().c_str(), H5F_ACC_TRUNC, how.getId(), how_to_open().getId()), "H5Fcreate");
    const hid_t top = checked(H5Gopen2(file, "/", H5P_DEFAULT), "H5Gopen");
    root = H5::Group(top);
    H5Gclose(top);  // the Group counts for itself
  });
}

// Not committed. HDF5 wants to write before it closes, and where it cannot, it keeps broken handles; so it is made to
// write into memory, whatever the disk is like.
NewFile::Body::~Body() {
  if (file < 0) return;
  listen();
  void* handle = nullptr;
  const int memory = ::memfd_create("snnflow", MFD_CLOEXEC);
  if (memory >= 0 && H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) >= 0)
    ::dup3(memory, *static_cast<int*>(handle), O_CLOEXEC);
  if (memory >= 0) ::close(memory);
  try {
    close();
  } catch (const H5::Exception&) {
  }
}

// At most once, and with no flush before it: after a failed flush HDF5 1.10 cannot close any more.
void NewFile::Body::close() {
  root.close();
  const hid_t closing = file;
  file = H5I_INVALID_HID;
  checked(H5Fclose(closing), "H5Fclose");
}

void NewFile::Body::make_groups_above(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos && slash > 0) make_group(path.substr(0, slash));
}

void NewFile::Body::make_group(const std::string& path) {
  if (has_object(root, path)) return;
  make_groups_above(path);
  const H5::PropList how(H5P_GROUP_CREATE);
  keep_order(how.getId());
  checked(H5Gclose(checked(H5Gcreate2(root.getId(), path.c_str(), H5P_DEFAULT, how.getId(), H5P_DEFAULT), "H5Gcreate")),
          "H5Gclose");
}

NewFile::NewFile(const std::string& path, Packing packing) : body_(std::make_unique<Body>(path, packing)) {}
NewFile::~NewFile() = default;

bool NewFile::has(const std::string& path) const {
  return writing(body_->target(), path, [&] { return has_object(body_->root, path); });
}

void NewFile::group(const std::string& path) {
  writing(body_->target(), path, [&] { body_->make_group(path); });
}

void NewFile::commit() {
  writing(body_->target(), {}, [&] { body_->close(); });
  write_seal(body_->draft.fd(), body_->target());
  body_->draft.commit();
}

}  // namespace snnflow::h5

// How a file comes to be and takes its place.
#include "record/h5_new_file.hpp"

namespace snnflow::h5 {
namespace {

constexpr unsigned kTracked = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

// Members keep the order of their making; no times of day, so that the same results make the same bytes.
void keep_order(hid_t how) {
  checked(H5Pset_link_creation_order(how, kTracked), "H5Pset_link_creation_order");
  checked(H5Pset_obj_track_times(how, false), "H5Pset_obj_track_times");
}

// The format of HDF5 1.8: everything since 2008 reads it, and its metadata carry checksums.
H5::FileAccPropList how_to_open(Disk& disk) {
  H5::FileAccPropList how;
  how.setLibverBounds(H5F_LIBVER_V18, H5F_LIBVER_V18);
  how.setFcloseDegree(H5F_CLOSE_STRONG);
  use_disk(how, disk);
  return how;
}

}  // namespace

NewFile::Body::Body(const std::string& path, Packing packing)
    : draft(path), disk{draft.fd(), 0, {}}, pack(packing == Packing::gzip) {
  try {
    call({}, [&] {
      const H5::FileCreatPropList how;
      keep_order(how.getId());
      file = checked(H5Fcreate(draft.path().c_str(), H5F_ACC_TRUNC, how.getId(), how_to_open(disk).getId()),
                     "H5Fcreate");
      const hid_t top = checked(H5Gopen2(file, "/", H5P_DEFAULT), "H5Gopen");
      root = H5::Group(top);
      H5Gclose(top);  // the Group counts for itself
    });
  } catch (...) {
    close();
    throw;
  }
}

// Not committed.
NewFile::Body::~Body() {
  try {
    close();
  } catch (const H5::Exception&) {
  }
}

void NewFile::Body::close() {
  if (file < 0) return;
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
  checked(H5Gclose(checked(H5Gcreate2(root.getId(), path.c_str(), H5P_DEFAULT, how.getId(), H5P_DEFAULT),
                           "H5Gcreate")),
          "H5Gclose");
}

NewFile::NewFile(const std::string& path, Packing packing) : body_(std::make_unique<Body>(path, packing)) {}
NewFile::~NewFile() = default;

bool NewFile::has(const std::string& path) const {
  return body_->call(path, [&] { return has_object(body_->root, path); });
}

void NewFile::group(const std::string& path) {
  body_->call(path, [&] { body_->make_group(path); });
}

void NewFile::commit() {
  body_->call({}, [&] { body_->close(); });
  write_seal(body_->draft.fd(), body_->target());
  body_->draft.commit();
}

}  // namespace snnflow::h5

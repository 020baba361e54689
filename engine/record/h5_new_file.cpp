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
  file = writing(path, {}, [&] {
    H5::FileCreatPropList how;
    keep_order(how.getId());
    return std::make_unique<H5::H5File>(draft.path(), H5F_ACC_TRUNC, how, how_to_open());
  });
}

// Not committed: the draft's space is given back first, so that even on a full disk HDF5 can close in peace. Where it
// cannot, its file stays open until the process ends: its destructor would write to stderr, and fail again.
NewFile::Body::~Body() {
  if (!file) return;
  draft.empty();
  listen();
  try {
    file->close();
  } catch (const H5::Exception&) {
    static_cast<void>(file.release());
  }
}

void NewFile::Body::make_groups_above(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos && slash > 0) make_group(path.substr(0, slash));
}

void NewFile::Body::make_group(const std::string& path) {
  if (has_object(*file, path)) return;
  make_groups_above(path);
  const H5::PropList how(H5P_GROUP_CREATE);
  keep_order(how.getId());
  checked(H5Gclose(checked(H5Gcreate2(file->getId(), path.c_str(), H5P_DEFAULT, how.getId(), H5P_DEFAULT), "H5Gcreate")),
          "H5Gclose");
}

NewFile::NewFile(const std::string& path, Packing packing) : body_(std::make_unique<Body>(path, packing)) {}
NewFile::~NewFile() = default;

bool NewFile::has(const std::string& path) const {
  return writing(body_->target(), path, [&] { return has_object(*body_->file, path); });
}

void NewFile::group(const std::string& path) {
  writing(body_->target(), path, [&] { body_->make_group(path); });
}

void NewFile::commit() {
  writing(body_->target(), {}, [&] {
    body_->file->flush(H5F_SCOPE_GLOBAL);
    body_->file->close();
  });
  body_->file.reset();
  write_seal(body_->draft.fd(), body_->target());
  body_->draft.commit();
}

}  // namespace snnflow::h5

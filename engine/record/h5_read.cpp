// Nothing is allocated before the file is known to be able to hold it.
#include <algorithm>

#include "record/h5_stored_file.hpp"
#include "snnflow/issue.hpp"

namespace snnflow::h5 {
namespace {

// Deflate packs no tighter than this; what was never written, and reads as zeros, may have so many bytes.
constexpr hsize_t kTightest = 1100, kUnwritten = 1 << 16;
constexpr hsize_t kMost = hsize_t{1} << 40;  // numbers in a dataset

H5::FileAccPropList how_to_open() {
  H5::FileAccPropList how;
  how.setFcloseDegree(H5F_CLOSE_STRONG);
  checked(H5Pset_file_locking(how.getId(), false, true), "H5Pset_file_locking");
  return how;
}

herr_t add_name(hid_t, const char* name, const H5L_info_t*, void* names) noexcept {
  try {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
  } catch (...) {
    return -1;
  }
}

}  // namespace

Shape shape_of(const H5::DataSpace& space) {
  const int rank = space.getSimpleExtentNdims();
  std::vector<hsize_t> extents(static_cast<std::size_t>(std::max(rank, 0)));
  if (!extents.empty()) space.getSimpleExtentDims(extents.data());
  hsize_t count = 1;
  for (const hsize_t extent : extents) {
    if (extent > kMost / std::max<hsize_t>(count, 1))
      throw H5::Exception("shape", "it is larger than any file");
    count *= extent;
  }
  return {extents.begin(), extents.end()};
}

H5::DataSet StoredFile::Body::dataset(const std::string& name) const {
  if (!has_object(*file, name)) throw H5::Exception("open", "it is not there");
  return file->openDataSet(name);
}

void StoredFile::Body::check_room(const H5::DataSet& dataset, hsize_t bytes) const {
  if (dataset.getCreatePlist().getExternalCount() > 0) throw H5::Exception("read", "it lies in another file");
  const hsize_t stored = std::min(dataset.getStorageSize(), size);
  if (bytes > std::max(stored * kTightest, kUnwritten))
    throw H5::Exception("read", "it is larger than its file");
}

StoredFile::StoredFile(const std::string& path, Seal seal) : body_(std::make_unique<Body>()) {
  check_seal(path, seal);
  body_->path = path;
  body_->file = reading(path, {}, [&] {
    return std::make_unique<H5::H5File>(path, H5F_ACC_RDONLY, H5::FileCreatPropList::DEFAULT, how_to_open());
  });
  body_->size = reading(path, {}, [&] { return body_->file->getFileSize(); });
}

StoredFile::~StoredFile() = default;

const std::string& StoredFile::path() const { return body_->path; }

void StoredFile::refuse(const std::string& path, const std::string& why) const {
  throw Error(body_->path + (path == "/" ? "" : ": " + path) + " cannot be used: " + why);
}

bool StoredFile::has(const std::string& path) const {
  return reading(body_->path, path, [&] { return has_object(*body_->file, path); });
}

bool StoredFile::is_dataset(const std::string& path) const {
  return reading(body_->path, path, [&] {
    return path != "/" && has_object(*body_->file, path) &&
           body_->file->childObjType(path) == H5O_TYPE_DATASET;
  });
}

std::vector<std::string> StoredFile::names(const std::string& path) const {
  return reading(body_->path, path, [&] {
    std::vector<std::string> names;
    const H5::Group group = body_->file->openGroup(path);
    hsize_t at = 0;
    if (H5Literate(group.getId(), H5_INDEX_CRT_ORDER, H5_ITER_INC, &at, add_name, &names) >= 0) return names;
    names.clear(), at = 0;
    checked(H5Literate(group.getId(), H5_INDEX_NAME, H5_ITER_INC, &at, add_name, &names), "H5Literate");
    return names;
  });
}

Shape StoredFile::shape(const std::string& path) const {
  return reading(body_->path, path, [&] { return shape_of(body_->dataset(path).getSpace()); });
}

template <Number T>
std::vector<T> StoredFile::read(const std::string& path) const {
  return reading(body_->path, path, [&] {
    const H5::DataSet dataset = body_->dataset(path);
    const H5T_class_t kind = dataset.getTypeClass();
    if (kind != H5T_FLOAT && kind != H5T_INTEGER && kind != H5T_ENUM)
      throw H5::Exception("read", "it is not numbers");
    const std::size_t count = elements(shape_of(dataset.getSpace()));
    body_->check_room(dataset, count * std::max(sizeof(T), dataset.getDataType().getSize()));
    std::vector<T> values(count);
    if (count > 0) dataset.read(values.data(), memory_type<T>());
    return values;
  });
}

template <Number T>
std::vector<T> StoredFile::read(const std::string& path, const Shape& expected) const {
  if (shape(path) != expected) refuse(path, "it has another shape than it should");
  return read<T>(path);
}

std::string StoredFile::text(const std::string& path) const {
  const std::vector<std::uint8_t> bytes = read<std::uint8_t>(path);
  return {bytes.begin(), bytes.end()};
}

std::vector<std::string> StoredFile::texts(const std::string& path) const {
  return reading(body_->path, path, [&] {
    const H5::DataSet dataset = body_->dataset(path);
    if (dataset.getTypeClass() != H5T_STRING) throw H5::Exception("read", "it is not text");
    const H5::DataSpace space = dataset.getSpace();
    body_->check_room(dataset, elements(shape_of(space)) * dataset.getDataType().getSize());
    return texts_of(dataset.getStrType(), space,
                    [&](void* to, const H5::StrType& type) { dataset.read(to, type); });
  });
}

#define SNNFLOW_INSTANCES(T)                                          \
  template std::vector<T> StoredFile::read(const std::string&) const; \
  template std::vector<T> StoredFile::read(const std::string&, const Shape&) const;
SNNFLOW_INSTANCES(double)
SNNFLOW_INSTANCES(std::int32_t)
SNNFLOW_INSTANCES(std::int64_t)
SNNFLOW_INSTANCES(std::uint8_t)
#undef SNNFLOW_INSTANCES

}  // namespace snnflow::h5

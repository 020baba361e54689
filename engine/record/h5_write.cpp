// Datasets of a file under construction. They are closed by hand: the library's destructors swallow errors.
#include <algorithm>

#include "record/h5_new_file.hpp"
#include "snnflow/issue.hpp"

namespace snnflow::h5 {
namespace {

constexpr std::size_t kPackedFrom = 10 * 1024, kChunkBytes = 256 * 1024;  // bytes

std::vector<hsize_t> extents(const Shape& shape) { return {shape.begin(), shape.end()}; }

H5::DataSpace space_of(const Shape& shape) {
  if (shape.empty()) return H5::DataSpace(H5S_SCALAR);
  const std::vector<hsize_t> e = extents(shape);
  return H5::DataSpace(static_cast<int>(e.size()), e.data());
}

// Whole trailing axes as far as they fit.
std::vector<hsize_t> chunk_of(const Shape& shape, std::size_t element) {
  Shape chunk = shape;
  for (std::size_t& extent : chunk)
    extent = std::clamp<std::size_t>(kChunkBytes / (elements(chunk) / extent * element), 1, extent);
  return extents(chunk);
}

H5::DSetCreatPropList how_to_store(const Shape& shape, std::size_t element, bool pack) {
  H5::DSetCreatPropList how;
  checked(H5Pset_obj_track_times(how.getId(), false), "H5Pset_obj_track_times");
  if (!pack || elements(shape) * element < kPackedFrom) return how;
  const std::vector<hsize_t> chunk = chunk_of(shape, element);
  how.setChunk(static_cast<int>(chunk.size()), chunk.data());
  how.setShuffle();
  how.setDeflate(4);
  return how;
}

}  // namespace

struct Rows::Body {
  Body(NewFile::Body& owner, std::string name, std::vector<hsize_t> shape)
      : file(owner), path(std::move(name)), extent(std::move(shape)), done(extent.size(), 0) {}
  NewFile::Body& file;
  std::string path;
  H5::DataSet dataset;
  std::vector<hsize_t> extent, done;  // done: how many rows, then zeros
};

Rows::Rows(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Rows::Rows(Rows&&) noexcept = default;
Rows& Rows::operator=(Rows&&) noexcept = default;
Rows::~Rows() = default;

template <Number T>
void Rows::append(std::span<const T> values) {
  if (values.empty()) return;
  std::vector<hsize_t> count = body_->extent;
  hsize_t row = 1;
  for (std::size_t axis = 1; axis < count.size(); ++axis) row *= count[axis];
  const hsize_t room = count.empty() ? 1 : (count[0] - body_->done[0]) * row;
  if (values.size() > room || values.size() % row != 0)
    throw Error(body_->path + " of " + body_->file.target() + " was given " + std::to_string(values.size()) +
                    " numbers for " + std::to_string(room) + " places",
                70);
  body_->file.call(body_->path, [&] {
    if (count.empty()) return body_->dataset.write(values.data(), memory_type<T>());
    count[0] = values.size() / row;
    const H5::DataSpace memory(static_cast<int>(count.size()), count.data());
    const H5::DataSpace place = body_->dataset.getSpace();
    place.selectHyperslab(H5S_SELECT_SET, count.data(), body_->done.data());
    body_->dataset.write(values.data(), memory_type<T>(), memory, place);
    body_->done[0] += count[0];
  });
}

void Rows::close() {
  body_->file.call(body_->path, [&] { body_->dataset.close(); });
}

template <Number T>
Rows NewFile::rows(const std::string& path, const Shape& shape) {
  auto rows = std::make_unique<Rows::Body>(*body_, path, extents(shape));
  body_->call(path, [&] {
    body_->make_groups_above(path);
    rows->dataset = body_->root.createDataSet(path, file_type<T>(), space_of(shape),
                                              how_to_store(shape, sizeof(T), body_->pack));
  });
  return Rows(std::move(rows));
}

template <Number T>
void NewFile::write(const std::string& path, std::span<const T> values, const Shape& shape) {
  if (values.size() != elements(shape))
    throw Error(path + " of " + body_->target() + " needs " + std::to_string(elements(shape)) +
                    " numbers, not " + std::to_string(values.size()),
                70);
  Rows all = rows<T>(path, shape);
  all.append(values);
  all.close();
}

void NewFile::text(const std::string& path, const std::string& value) {
  write<std::uint8_t>(path, {reinterpret_cast<const std::uint8_t*>(value.data()), value.size()},
                      {value.size()});
}

void NewFile::texts(const std::string& path, std::span<const std::string> values) {
  Rows::Body rows(*body_, path, {});
  std::vector<const char*> pointers;
  for (const std::string& v : values) pointers.push_back(v.c_str());
  body_->call(path, [&] {
    body_->make_groups_above(path);
    const Shape shape{values.size()};
    rows.dataset =
        body_->root.createDataSet(path, text_type(), space_of(shape), how_to_store(shape, 1, false));
    if (!values.empty()) rows.dataset.write(static_cast<const void*>(pointers.data()), text_type());
    rows.dataset.close();
  });
}

void NewFile::bare_axis(const std::string& path, std::size_t length) {
  rows<std::uint8_t>(path, {length}).close();
}

#define SNNFLOW_INSTANCES(T)                                        \
  template void Rows::append<T>(std::span<const T>);                \
  template Rows NewFile::rows<T>(const std::string&, const Shape&); \
  template void NewFile::write<T>(const std::string&, std::span<const T>, const Shape&);
SNNFLOW_INSTANCES(double)
SNNFLOW_INSTANCES(std::int32_t)
SNNFLOW_INSTANCES(std::int64_t)
SNNFLOW_INSTANCES(std::uint8_t)
#undef SNNFLOW_INSTANCES

}  // namespace snnflow::h5

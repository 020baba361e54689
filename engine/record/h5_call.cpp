// The library tells a listener of each failure, in place of stderr; the first one's innermost reason is kept.
#include "record/h5_call.hpp"

#include <cerrno>
#include <cstdlib>

#include "record/disk.hpp"
#include "record/h5.hpp"
#include "snnflow/issue.hpp"

namespace snnflow::h5 {
namespace {

// Of the last call in this thread: "file write failed: ... errno = 28, error message = ...".
thread_local std::string heard;

herr_t keep_innermost(unsigned depth, const H5E_error2_t* error, void*) noexcept {
  if (depth > 0 || error == nullptr || error->desc == nullptr) return 0;
  try {
    heard = error->desc;
  } catch (...) {
  }
  return 0;
}

herr_t hear(hid_t stack, void*) noexcept {
  if (heard.empty()) H5Ewalk2(stack, H5E_WALK_UPWARD, keep_innermost, nullptr);
  return 0;
}

// 0 where the system was not at fault.
int heard_errno() {
  const std::size_t at = heard.find("errno = ");
  return at == std::string::npos ? 0 : std::atoi(heard.c_str() + at + 8);
}

std::string place(const std::string& file, const std::string& path) {
  return path.empty() ? file : file + ": " + path;
}

std::string reason(const std::string& what) { return heard.empty() ? what : heard; }

}  // namespace

std::string version() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

Listening::Listening() {
  H5Eset_auto2(H5E_DEFAULT, hear, nullptr);
  heard.clear();
}

// With a listener left behind it would complain on stderr, at the end of the process, about what a damaged
// file left open.
Listening::~Listening() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

void throw_writing(const std::string& file, const std::string& path, const std::string& what) {
  throw Error(place(file, path) + " could not be written: HDF5 says '" + reason(what) + "'", io_exit);
}

void throw_reading(const std::string& file, const std::string& path, const std::string& what) {
  const int error = heard_errno();
  if (error == EIO || error == EACCES || error == ESTALE) throw_disk_error(file, error);
  throw Error(place(file, path) + " cannot be read: HDF5 says '" + reason(what) + "'");
}

template <>
const H5::PredType& memory_type<double>() {
  return H5::PredType::NATIVE_DOUBLE;
}
template <>
const H5::PredType& memory_type<std::int32_t>() {
  return H5::PredType::NATIVE_INT32;
}
template <>
const H5::PredType& memory_type<std::int64_t>() {
  return H5::PredType::NATIVE_INT64;
}
template <>
const H5::PredType& memory_type<std::uint8_t>() {
  return H5::PredType::NATIVE_UINT8;
}
template <>
const H5::PredType& file_type<double>() {
  return H5::PredType::IEEE_F64LE;
}
template <>
const H5::PredType& file_type<std::int32_t>() {
  return H5::PredType::STD_I32LE;
}
template <>
const H5::PredType& file_type<std::int64_t>() {
  return H5::PredType::STD_I64LE;
}
template <>
const H5::PredType& file_type<std::uint8_t>() {
  return H5::PredType::STD_U8LE;
}

H5::StrType text_type() {
  H5::StrType type(H5::PredType::C_S1, H5T_VARIABLE);
  type.setCset(H5T_CSET_UTF8);
  return type;
}

bool has_object(const H5::Group& root, const std::string& path) {
  if (path == "/") return true;
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    if (checked(H5Lexists(root.getId(), path.substr(0, slash).c_str(), H5P_DEFAULT), "H5Lexists") == 0)
      return false;
    if (slash == std::string::npos) return true;
  }
}

std::size_t elements(const Shape& shape) {
  std::size_t n = 1;
  for (const std::size_t extent : shape) n *= extent;
  return n;
}

}  // namespace snnflow::h5

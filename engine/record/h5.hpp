// HDF5 files, written whole or not at all, and read with suspicion. No type of the library shows here.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "record/seal.hpp"

namespace snnflow::h5 {

using Shape = std::vector<std::size_t>;  // {} for one number

template <class T>
concept Number = std::same_as<T, double> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> ||
    std::same_as<T, std::uint8_t>;

std::size_t elements(const Shape& shape);

// Of the library that is used: "1.10.8".
std::string version();

// A dataset that is filled along its first axis, some rows at a time. Its file must outlive it.
class Rows {
 public:
  Rows(Rows&&) noexcept;
  Rows& operator=(Rows&&) noexcept;
  ~Rows();
  template <Number T>
  void append(std::span<const T> whole_rows);
  void close();

 private:
  friend class NewFile;
  struct Body;
  explicit Rows(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

// A file under a temporary name; it takes its place with commit(), and without one it was never there. Paths
// are as in "/metrics/valid/loss"; the groups above are made. What fails is an Error 74.
class NewFile {
 public:
  enum class Packing { none, gzip };  // gzip: what is larger than some 10 KiB
  explicit NewFile(const std::string& path, Packing packing = Packing::gzip);
  ~NewFile();

  bool has(const std::string& path) const;
  void group(const std::string& path);
  template <Number T>
  void write(const std::string& path, std::span<const T> values, const Shape& shape);
  template <Number T>
  Rows rows(const std::string& path, const Shape& shape);
  void text(const std::string& path, const std::string& value);  // as bytes
  void texts(const std::string& path, std::span<const std::string> values);
  // An axis of some length with no values along it; takes no room.
  void bare_axis(const std::string& path, std::size_t length);

  // "/" is the file itself.
  void attribute(const std::string& path, const std::string& name, double value);
  void attribute(const std::string& path, const std::string& name, std::int64_t value);
  void attribute(const std::string& path, const std::string& name, const std::string& value);
  void attribute(const std::string& path, const std::string& name, const char* value);
  void attribute(const std::string& path, const std::string& name, std::span<const std::string> values);

  // Dimension scales: a dataset along an axis of others.
  void make_scale(const std::string& path, const std::string& name);
  void attach_axis(const std::string& path, unsigned axis, const std::string& scale);
  void label_axis(const std::string& path, unsigned axis, const std::string& label);

  // Closes, seals, syncs and renames.
  void commit();

 private:
  friend class Rows;
  struct Body;
  std::unique_ptr<Body> body_;
};

// A file that is there. What does not fit, or is larger than the file can hold: Error 65 with file and path.
class StoredFile {
 public:
  explicit StoredFile(const std::string& path, Seal seal = Seal::wanted);
  ~StoredFile();

  const std::string& path() const;
  bool has(const std::string& path) const;
  bool is_dataset(const std::string& path) const;
  // The members of a group, in the order of their making where that is known.
  std::vector<std::string> names(const std::string& group) const;
  Shape shape(const std::string& path) const;
  // Numbers of any kind, as T.
  template <Number T>
  std::vector<T> read(const std::string& path) const;
  template <Number T>
  std::vector<T> read(const std::string& path, const Shape& expected) const;
  std::string text(const std::string& path) const;  // of bytes

  // HDF5's own texts. Where they are of variable length, HDF5 1.10 trusts what the file says of them, and may
  // crash: not for files that strangers send.
  std::vector<std::string> texts(const std::string& path) const;

  bool has_attribute(const std::string& path, const std::string& name) const;
  double number_attribute(const std::string& path, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& path, const std::string& name) const;
  std::string text_attribute(const std::string& path, const std::string& name) const;
  std::vector<std::string> texts_attribute(const std::string& path, const std::string& name) const;

  // Throws Error 65 about this file.
  [[noreturn]] void refuse(const std::string& path, const std::string& why) const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace snnflow::h5

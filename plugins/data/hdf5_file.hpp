// An HDF5 file read with suspicion: every size is checked before it is used.
#pragma once
#include <hdf5.h>

#include <algorithm>
#include <string>
#include <vector>

#include "refused.hpp"

namespace snnflow {

// A handle of the library that closes itself.
class H5Handle {
 public:
  H5Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~H5Handle() {
    if (id_ >= 0) close_(id_);
  }
  H5Handle(const H5Handle&) = delete;
  H5Handle& operator=(const H5Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// One file. Throws Refused.
class H5File {
 public:
  explicit H5File(const std::string& path)
      : quiet_(), file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose) {
    if (file_ < 0) throw Refused("it is not an HDF5 file");
  }
  bool has(const std::string& name) const {
    std::string part;  // H5Lexists wants every step of the path to be there
    for (std::size_t at = 0; at <= name.size(); ++at) {
      if (at < name.size() && name[at] != '/') continue;
      part = name.substr(0, at);
      if (part.empty()) continue;
      if (H5Lexists(file_, part.c_str(), H5P_DEFAULT) <= 0) return false;
    }
    return H5Oexists_by_name(file_, name.c_str(), H5P_DEFAULT) > 0;
  }
  /// The names of its first datasets, for messages: "it holds 'x' and 'y'".
  std::string inventory() const {
    constexpr std::size_t most = 12;
    std::vector<std::string> names;
    const auto note = [](hid_t, const char* name, const H5O_info_t* about, void* list) -> herr_t {
      auto& found = *static_cast<std::vector<std::string>*>(list);
      if (about->type == H5O_TYPE_DATASET) found.push_back("'" + std::string(name).substr(0, 60) + "'");
      return found.size() > most;
    };
    H5Ovisit(file_, H5_INDEX_NAME, H5_ITER_INC, note, &names);
    if (names.empty()) return "it holds no datasets";
    std::string all = "it holds ";
    for (std::size_t i = 0; i < std::min(most, names.size()); ++i) all += (i ? ", " : "") + names[i];
    return all + (names.size() > most ? " and more" : "");
  }
  std::vector<std::int64_t> shape(const std::string& name) const {
    const H5Handle set = open(name);
    const H5Handle space(H5Dget_space(set), H5Sclose);
    hsize_t sizes[H5S_MAX_RANK];
    const int rank = H5Sget_simple_extent_dims(space, sizes, nullptr);
    if (rank < 1 || rank > 3)
      throw Refused("'" + name + "' must have one to three dimensions", "h5ls -r shows them");
    std::vector<std::int64_t> s;
    std::int64_t product = 1;
    for (int i = 0; i < rank; ++i) {
      if (sizes[i] > hsize_t(most_samples)) throw Refused("'" + name + "' is too large", "split the file");
      s.push_back(std::int64_t(sizes[i]));
      const std::int64_t size = std::max<std::int64_t>(1, s.back());
      if (product > (std::int64_t(1) << 33) / size)
        throw Refused("'" + name + "' is too large", "split the file");
      product *= size;
    }
    return s;
  }
  template <class T>
  std::vector<T> numbers(const std::string& name, hid_t type) const {
    const H5Handle set = open(name);
    const H5Handle own(H5Dget_type(set), H5Tclose);
    const H5T_class_t kind = H5Tget_class(own);
    if (kind != H5T_INTEGER && kind != H5T_FLOAT && kind != H5T_ENUM)
      throw Refused("'" + name + "' does not hold numbers");
    std::int64_t n = 1;
    for (std::int64_t s : shape(name)) n *= s;
    believe(name, set, n, H5Tget_size(own));
    std::vector<T> out(static_cast<std::size_t>(n));
    if (n > 0 && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()) < 0)
      throw Refused("'" + name + "' cannot be read", broken);
    return out;
  }
  // f(sample, pointer, count) for every row of variable length, a bounded number of rows in memory.
  template <class T, class F>
  void ragged(const std::string& name, hid_t element, F&& f) const {
    const H5Handle set = open(name);
    const H5Handle own(H5Dget_type(set), H5Tclose);
    if (H5Tget_class(own) != H5T_VLEN)
      throw Refused("'" + name + "' must hold rows of variable length, one for each sample");
    const H5Handle base(H5Tget_super(own), H5Tclose);
    if (H5Tget_class(base) != H5T_INTEGER && H5Tget_class(base) != H5T_FLOAT)
      throw Refused("'" + name + "' does not hold numbers");
    const auto sizes = shape(name);
    if (sizes.size() != 1) throw Refused("'" + name + "' must have one dimension");
    believe(name, set, sizes[0], H5Tget_size(own));
    hsize_t file_size = 0, elements = 0;  // rows of variable length are never compressed
    if (H5Fget_filesize(file_, &file_size) < 0) throw Refused("its size cannot be read", broken);
    const H5Handle memory(H5Tvlen_create(element), H5Tclose);
    const H5Handle space(H5Dget_space(set), H5Sclose);
    constexpr hsize_t rows_at_once = 256;
    for (hsize_t from = 0; from < hsize_t(sizes[0]); from += rows_at_once) {
      const hsize_t count = std::min(rows_at_once, hsize_t(sizes[0]) - from);
      std::vector<hvl_t> rows(count);
      const H5Handle part(H5Screate_simple(1, &count, nullptr), H5Sclose);
      H5Sselect_hyperslab(space, H5S_SELECT_SET, &from, nullptr, &count, nullptr);
      if (H5Dread(set, memory, part, space, H5P_DEFAULT, rows.data()) < 0)
        throw Refused("'" + name + "' cannot be read", broken);
      try {
        for (hsize_t i = 0; i < count; ++i) {
          if ((elements += rows[i].len) > file_size)
            throw Refused(
                "row " + std::to_string(from + i) + " of '" + name + "' is said to be longer than the file",
                broken);
          f(std::int64_t(from + i), static_cast<const T*>(rows[i].p), rows[i].len);
        }
      } catch (...) {
        H5Dvlen_reclaim(memory, part, H5P_DEFAULT, rows.data());
        throw;
      }
      H5Dvlen_reclaim(memory, part, H5P_DEFAULT, rows.data());
    }
  }

 private:
  // The library prints its own errors unless it is told not to.
  struct Quiet {
    Quiet() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }
  };
  static constexpr const char* broken = "write the file again; it is broken or was not finished";
  // What the file says of its size is believed only as far as it holds bytes for it (deflate packs up to 1032
  // to 1).
  static void believe(const std::string& name, hid_t set, std::int64_t n, std::size_t size) {
    const double stored = double(H5Dget_storage_size(set));
    if (double(n) * double(size) > 1100 * stored + 4096)
      throw Refused("'" + name + "' is said to have " + std::to_string(n) + " entries, but holds only " +
                        std::to_string(std::int64_t(stored)) + " bytes",
                    broken);
  }
  H5Handle open(const std::string& name) const {
    const hid_t id = H5Dopen2(file_, name.c_str(), H5P_DEFAULT);
    if (id < 0) throw Refused("there is no dataset '" + name + "'", inventory());
    return H5Handle(id, H5Dclose);
  }
  Quiet quiet_;
  H5Handle file_;
};

}  // namespace snnflow

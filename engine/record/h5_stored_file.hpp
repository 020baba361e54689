// What an open file keeps, and the checks before anything is allocated. Only for h5_*.cpp.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "record/h5_call.hpp"

namespace snnflow::h5 {

// Throws where the extents multiply to more than any file holds.
Shape shape_of(const H5::DataSpace& space);

// Texts of a dataset or attribute, of fixed or of any length. `get` reads into memory of a given type.
template <class Get>
std::vector<std::string> texts_of(const H5::StrType& type, const H5::DataSpace& space, Get&& get) {
  const std::size_t count = elements(shape_of(space));
  std::vector<std::string> texts;
  if (count == 0) return texts;
  if (type.isVariableStr()) {
    std::vector<char*> pointers(count, nullptr);
    get(pointers.data(), type);
    for (const char* p : pointers) texts.emplace_back(p ? p : "");
    H5::DataSet::vlenReclaim(static_cast<void*>(pointers.data()), type, space);
    return texts;
  }
  const std::size_t length = type.getSize();
  std::string all(count * length, '\0');
  get(all.data(), type);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string text = all.substr(i * length, length);
    texts.push_back(text.substr(0, text.find('\0')));
  }
  return texts;
}

struct StoredFile::Body {
  std::string path;
  std::unique_ptr<H5::H5File> file;
  hsize_t size = 0;

  H5::DataSet dataset(const std::string& name) const;
  // Throws where so many bytes cannot be in the file.
  void check_room(const H5::DataSet& dataset, hsize_t bytes) const;
  H5::Attribute attribute(H5::H5Object& object, const std::string& name) const;
  template <Number T>
  T number_attribute(const std::string& object, const std::string& name) const;
};

}  // namespace snnflow::h5

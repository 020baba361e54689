// What a file under construction keeps: its draft and the library's handle. Only for h5_*.cpp.
#pragma once
#include <memory>
#include <string>

#include "record/disk.hpp"
#include "record/h5_call.hpp"

namespace snnflow::h5 {

struct NewFile::Body {
  Body(const std::string& path, Packing packing);
  ~Body();
  const std::string& target() const { return draft.target(); }
  void make_group(const std::string& path);  // and those above
  void make_groups_above(const std::string& path);

  // `write` fills the attribute.
  template <class Write>
  void add_attribute(const std::string& path, const std::string& name, const H5::DataType& type,
                     const H5::DataSpace& space, Write&& write) {
    writing(target(), path + " @" + name, [&] {
      with_object(*file, path, [&](H5::H5Object& object) {
        H5::Attribute attribute = object.createAttribute(name, type, space);
        write(attribute);
        attribute.close();
      });
    });
  }

  Draft draft;
  bool pack;
  std::unique_ptr<H5::H5File> file;
};

}  // namespace snnflow::h5

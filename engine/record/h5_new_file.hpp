// What a file under construction keeps: its draft and the library's handle. Only for h5_*.cpp.
#pragma once
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
  void close();

  // `write` fills the attribute.
  template <class Write>
  void add_attribute(const std::string& path, const std::string& name, const H5::DataType& type,
                     const H5::DataSpace& space, Write&& write) {
    writing(target(), path + " @" + name, [&] {
      with_object(root, path, [&](H5::H5Object& object) {
        H5::Attribute attribute = object.createAttribute(name, type, space);
        write(attribute);
        attribute.close();
      });
    });
  }

  Draft draft;
  bool pack;
  hid_t file = H5I_INVALID_HID;  // no H5::H5File: its destructor would try again what failed, and say so on stderr
  H5::Group root;
};

}  // namespace snnflow::h5

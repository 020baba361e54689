// What a file under construction keeps: its draft, the disk below and the handles. Only for h5_*.cpp.
#pragma once
#include <string>

#include "record/disk.hpp"
#include "record/h5_call.hpp"
#include "record/h5_disk.hpp"

namespace snnflow::h5 {

struct NewFile::Body {
  Body(const std::string& path, Packing packing);
  ~Body();
  const std::string& target() const { return draft.target(); }
  void make_group(const std::string& path);  // and those above
  void make_groups_above(const std::string& path);
  void close();

  // Calls the library about one path, and throws what it or the disk had against it.
  template <class Act>
  auto call(const std::string& path, Act&& act) {
    const Listening listening;
    try {
      if constexpr (std::is_void_v<decltype(act())>) {
        act();
        check_disk();
      } else {
        auto answer = act();
        check_disk();
        return answer;
      }
    } catch (const H5::Exception& e) {
      check_disk();
      throw_writing(target(), path, e.getDetailMsg());
    }
  }
  void check_disk() const {
    if (disk.error != 0) throw_disk_error(target(), disk.error);
  }

  // `write` fills the attribute.
  template <class Write>
  void add_attribute(const std::string& path, const std::string& name, const H5::DataType& type,
                     const H5::DataSpace& space, Write&& write) {
    call(path + " @" + name, [&] {
      with_object(root, path, [&](H5::H5Object& object) {
        H5::Attribute attribute = object.createAttribute(name, type, space);
        write(attribute);
        attribute.close();
      });
    });
  }

  Draft draft;
  Disk disk;
  bool pack;
  hid_t file = H5I_INVALID_HID;
  H5::Group root;
};

}  // namespace snnflow::h5

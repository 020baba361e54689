// How the library is called: without a word on stderr, and with every failure turned into an Error.
#pragma once
#include <H5Cpp.h>
#include <hdf5_hl.h>

#include <string>
#include <utility>

#include "record/h5.hpp"

namespace snnflow::h5 {

// Hears what the library says in this thread while it lives; after it the library says nothing at all.
struct Listening {
  Listening();
  ~Listening();
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
};

// Throw what the library said since. Writing: 74. Reading: 65, or 74 where the disk is at fault.
[[noreturn]] void throw_writing(const std::string& file, const std::string& path, const std::string& what);
[[noreturn]] void throw_reading(const std::string& file, const std::string& path, const std::string& what);

// For the C calls, which answer with a number below 0.
template <class Answer>
Answer checked(Answer answer, const char* call) {
  if (answer < 0) throw H5::Exception(call, "failed");
  return answer;
}

template <class Act>
auto reading(const std::string& file, const std::string& path, Act&& act) {
  const Listening listening;
  try {
    return std::forward<Act>(act)();
  } catch (const H5::Exception& e) {
    throw_reading(file, path, e.getDetailMsg());
  }
}

// Numbers as they lie in memory, and in the file.
template <Number T>
const H5::PredType& memory_type();
template <Number T>
const H5::PredType& file_type();

// UTF-8 of any length.
H5::StrType text_type();

// Whether there is an object, however many groups it stands below.
bool has_object(const H5::Group& root, const std::string& path);

// Calls `act` with the group or dataset of that path.
template <class Act>
auto with_object(const H5::Group& root, const std::string& path, Act&& act) {
  if (path == "/" || root.childObjType(path) == H5O_TYPE_GROUP) {
    H5::Group group = root.openGroup(path);
    return act(static_cast<H5::H5Object&>(group));
  }
  H5::DataSet dataset = root.openDataSet(path);
  return act(static_cast<H5::H5Object&>(dataset));
}

}  // namespace snnflow::h5

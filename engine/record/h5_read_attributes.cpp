// Attributes of a stored file, each no larger than the file itself.
#include "record/h5_stored_file.hpp"

namespace snnflow::h5 {

H5::Attribute StoredFile::Body::attribute(H5::H5Object& object, const std::string& name) const {
  if (!object.attrExists(name)) throw H5::Exception("open", "it is not there");
  H5::Attribute a = object.openAttribute(name);
  if (elements(shape_of(a.getSpace())) * a.getDataType().getSize() > size)
    throw H5::Exception("read", "it is larger than its file");
  return a;
}

template <Number T>
T StoredFile::Body::number_attribute(const std::string& object_path, const std::string& name) const {
  return reading(path, object_path + " @" + name, [&] {
    return with_object(*file, object_path, [&](H5::H5Object& object) {
      const H5::Attribute a = attribute(object, name);
      if (elements(shape_of(a.getSpace())) != 1) throw H5::Exception("read", "it is not one number");
      T value{};
      a.read(memory_type<T>(), &value);
      return value;
    });
  });
}

double StoredFile::number_attribute(const std::string& path, const std::string& name) const {
  return body_->number_attribute<double>(path, name);
}

std::int64_t StoredFile::integer_attribute(const std::string& path, const std::string& name) const {
  return body_->number_attribute<std::int64_t>(path, name);
}

std::vector<std::string> StoredFile::texts_attribute(const std::string& path, const std::string& name) const {
  return reading(body_->path, path + " @" + name, [&] {
    return with_object(*body_->file, path, [&](H5::H5Object& object) {
      const H5::Attribute a = body_->attribute(object, name);
      if (a.getTypeClass() != H5T_STRING) throw H5::Exception("read", "it is not text");
      return texts_of(a.getStrType(), a.getSpace(),
                      [&](void* to, const H5::StrType& type) { a.read(type, to); });
    });
  });
}

std::string StoredFile::text_attribute(const std::string& path, const std::string& name) const {
  const std::vector<std::string> texts = texts_attribute(path, name);
  if (texts.size() != 1) refuse(path + " @" + name, "it is not one text");
  return texts[0];
}

bool StoredFile::has_attribute(const std::string& path, const std::string& name) const {
  return reading(body_->path, path, [&] {
    return with_object(*body_->file, path, [&](H5::H5Object& object) { return object.attrExists(name); });
  });
}

}  // namespace snnflow::h5

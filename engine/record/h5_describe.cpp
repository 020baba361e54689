// Attributes and dimension scales of a file under construction.
#include "record/h5_new_file.hpp"

namespace snnflow::h5 {

void NewFile::attribute(const std::string& path, const std::string& name, double value) {
  body_->add_attribute(path, name, file_type<double>(), H5::DataSpace(H5S_SCALAR),
                       [&](H5::Attribute& a) { a.write(memory_type<double>(), &value); });
}

void NewFile::attribute(const std::string& path, const std::string& name, std::int64_t value) {
  body_->add_attribute(path, name, file_type<std::int64_t>(), H5::DataSpace(H5S_SCALAR),
                       [&](H5::Attribute& a) { a.write(memory_type<std::int64_t>(), &value); });
}

void NewFile::attribute(const std::string& path, const std::string& name, const std::string& value) {
  body_->add_attribute(path, name, text_type(), H5::DataSpace(H5S_SCALAR),
                       [&](H5::Attribute& a) { a.write(text_type(), value); });
}

void NewFile::attribute(const std::string& path, const std::string& name, const char* value) {
  attribute(path, name, std::string(value));
}

void NewFile::attribute(const std::string& path, const std::string& name,
                        std::span<const std::string> values) {
  std::vector<const char*> pointers;
  for (const std::string& v : values) pointers.push_back(v.c_str());
  const hsize_t count = values.size();
  body_->add_attribute(path, name, text_type(), H5::DataSpace(1, &count), [&](H5::Attribute& a) {
    if (count > 0) a.write(text_type(), static_cast<const void*>(pointers.data()));
  });
}

void NewFile::make_scale(const std::string& path, const std::string& name) {
  body_->call(path, [&] {
    const H5::DataSet scale = body_->root.openDataSet(path);
    checked(H5DSset_scale(scale.getId(), name.c_str()), "H5DSset_scale");
  });
}

void NewFile::attach_axis(const std::string& path, unsigned axis, const std::string& scale_path) {
  body_->call(path, [&] {
    const H5::DataSet dataset = body_->root.openDataSet(path), scale = body_->root.openDataSet(scale_path);
    checked(H5DSattach_scale(dataset.getId(), scale.getId(), axis), "H5DSattach_scale");
  });
}

void NewFile::label_axis(const std::string& path, unsigned axis, const std::string& label) {
  body_->call(path, [&] {
    const H5::DataSet dataset = body_->root.openDataSet(path);
    checked(H5DSset_label(dataset.getId(), axis, label.c_str()), "H5DSset_label");
  });
}

}  // namespace snnflow::h5

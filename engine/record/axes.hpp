// Named axes: HDF5 dimension scales that stand beside what they measure, made once where they are equal.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "record/h5.hpp"

namespace snnflow {

class Axes {
 public:
  explicit Axes(h5::NewFile& file) : file_(file) {}

  // Keeps an address for a dataset that is yet to come.
  void reserve(const std::string& path) { taken_.push_back(path); }

  // The scale of these values in a group, made where no equal one is there; its path is group/name or, where
  // that is taken, group/name_2 ...
  std::string scale(const std::string& group, const std::string& name, const std::vector<double>& values,
                    const std::string& unit = {});
  std::string scale(const std::string& group, const std::string& name,
                    const std::vector<std::int64_t>& values);
  std::string scale(const std::string& group, const std::string& name,
                    const std::vector<std::string>& values);
  // 0, 1, 2 ...
  std::string count(const std::string& group, const std::string& name, std::size_t length);
  // No values along it.
  std::string bare(const std::string& group, const std::string& name, std::size_t length);

  // Attaches scales to the axes of a dataset and labels each with its scale's name.
  void attach(const std::string& dataset, const std::vector<std::string>& scales);

 private:
  struct Made {
    std::string group, name, path, content;
  };
  template <class Make>
  std::string made(const std::string& group, const std::string& name, std::string content, Make&& make);
  h5::NewFile& file_;
  std::vector<std::string> taken_;
  std::vector<Made> made_;
};

}  // namespace snnflow

// Names that users chose, made fit for files: nothing that HDF5 reads as a path, and no two the same.
#pragma once
#include <string>
#include <vector>

namespace snnflow {

// A name as HDF5 takes it for one member of a group: "/" becomes "_", and there is always something.
std::string member_name(const std::string& name);

// Each name, or name.2, name.3 where it, or one of `taken`, came before.
std::vector<std::string> unique_names(const std::vector<std::string>& names,
                                      std::vector<std::string> taken = {});

// layer.hidden.from.input.dense.weight as /layer/hidden/from/input/dense/weight.
std::string path_in_file(const std::string& path);

}  // namespace snnflow

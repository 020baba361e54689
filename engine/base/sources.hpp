// The texts that an experiment was read from; Place::file counts into them.
#pragma once
#include <string>
#include <vector>

namespace snnflow {

struct Source {
  std::string path;  // as a message should name it
  std::string text;
};

using Sources = std::vector<Source>;

}  // namespace snnflow

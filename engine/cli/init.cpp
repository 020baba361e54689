// `snnflow init`: a first experiment to begin from.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "cli/first_experiment.hpp"
#include "cli/options.hpp"

namespace snnflow::cli {

int init(const Options& o) {
  const std::string path = o.experiment.empty() ? "experiment.toml" : o.experiment;
  std::FILE* file = std::fopen(path.c_str(), "wx");  // x: never over a file that is there
  if (!file && errno == EEXIST)
    throw Error("'" + path + "' is there already: name another file, as in snnflow init mine.toml",
                Exit::usage);
  const bool written = file && std::fwrite(first_experiment.data(), 1, first_experiment.size(), file) ==
                                   first_experiment.size();
  const bool closed = file && std::fclose(file) == 0;
  if (!written || !closed)
    throw Error("'" + path + "' cannot be written: " + std::generic_category().message(errno) +
                    "; name another folder",
                Exit::io_error);
  fmt::print("{0} is written. Train it: snnflow run {0}\n", path);
  return Exit::done;
}

}  // namespace snnflow::cli

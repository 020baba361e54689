// `snnflow schema`: what editors need to complete and check experiments.
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

#include "cli/options.hpp"
#include "port/schema.hpp"

namespace snnflow::cli {

int schema(const Options& o) {
  const Registry registry = open_registry(o);
  const std::string text = experiment_schema(registry);
  for (const Refused& r : registry.refused()) std::cerr << "warning: " << r.reason << "\n";
  if (o.out.empty()) {
    std::cout << text << std::flush;
    return std::cout ? Exit::done : Exit::io_error;
  }
  std::FILE* file = std::fopen(o.out.c_str(), "w");
  const bool written = file && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = file && std::fclose(file) == 0;
  if (!written || !closed)
    throw Error("'" + o.out + "' cannot be written: " + std::generic_category().message(errno) +
                    "; name a file in a folder that is there",
                Exit::io_error);
  return Exit::done;
}

}  // namespace snnflow::cli

// Any bytes as two recordings: data.nmnist refuses them in words, or what it reads holds together.
#include "../../plugins/data/nmnist.cpp"

#include "reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::size_t cut = std::min<std::size_t>(data[0], size - 1);
  const std::string one = fuzz::file_of("nmnist/3/a.bin", data + 1, cut);
  fuzz::file_of("nmnist/7/b.bin", data + 1 + cut, size - 1 - cut);
  Nmnist nmnist;
  nmnist.train = Value(one.substr(0, one.size() - 8));
  nmnist.from = data[0] & 1 ? 20.0 : 0.0;
  nmnist.until = data[0] & 2 ? 100.0 : never;
  fuzz::read_all(nmnist);
  return 0;
}

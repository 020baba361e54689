// Any bytes as images and labels: data.idx refuses them in words, or what it reads holds together.
#include "../../plugins/data/idx.cpp"

#include "reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t cut = std::min<std::size_t>(data[0], size - 2);  // labels first, then images
  fuzz::file_of("labels", data + 2, cut);
  Idx idx;
  idx.train = Value(fuzz::file_of("images", data + 2 + cut, size - 2 - cut));
  if (data[1] & 1) idx.valid = fuzz::table("samples", std::int64_t(data[1] >> 1));
  if (data[1] & 2) idx.test = fuzz::table("fraction", data[1] / 255.0);
  fuzz::read_all(idx);
  return 0;
}

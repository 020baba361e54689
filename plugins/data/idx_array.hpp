// The IDX format of the MNIST family: a magic number, the size of each dimension, and bytes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "bytes.hpp"

namespace snnflow {

/// An array of bytes in one to four dimensions.
struct IdxArray {
  std::vector<std::int64_t> shape;
  std::string bytes;
  std::int64_t row() const {  // bytes of one entry of the first dimension
    std::int64_t n = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) n *= shape[i];
    return n;
  }
};

/// Reads a file, plain or .gz. Throws Refused.
inline IdxArray read_idx(const std::string& path) {
  constexpr std::int64_t most = std::int64_t(1) << 34;
  Bytes file(path);
  const auto byte = [](const std::string& s, std::size_t i) {
    return std::int64_t(static_cast<unsigned char>(s[i]));
  };
  const std::string magic = file.exactly(4, "its magic number");
  if (byte(magic, 0) != 0 || byte(magic, 1) != 0)
    throw Refused("it is no IDX file: its first two bytes are " + std::to_string(byte(magic, 0)) + " and " +
                      std::to_string(byte(magic, 1)) + ", not 0",
                  "name a file like train-images-idx3-ubyte.gz");
  if (byte(magic, 2) != 8)
    throw Refused(
        "it holds numbers of the type " + std::to_string(byte(magic, 2)) + " (byte 2), not bytes (8)",
        "store it as unsigned bytes");
  if (byte(magic, 3) < 1 || byte(magic, 3) > 4)
    throw Refused("it has " + std::to_string(byte(magic, 3)) + " dimensions (byte 3)",
                  "one to four can be read");
  IdxArray array;
  std::int64_t count = 1;
  for (std::int64_t d = 0; d < byte(magic, 3); ++d) {
    const std::string at = std::to_string(file.offset());
    const std::string size = file.exactly(4, "its sizes");
    const std::int64_t n = byte(size, 0) << 24 | byte(size, 1) << 16 | byte(size, 2) << 8 | byte(size, 3);
    if (n == 0 || count > most / n)
      throw Refused("the size " + std::to_string(n) + " of a dimension, at byte " + at + ", cannot be",
                    "download it again");
    count *= n;
    array.shape.push_back(n);
  }
  array.bytes = file.exactly(
      count, std::to_string(array.shape[0]) + " entries of " + std::to_string(array.row()) + " bytes");
  if (const std::int64_t end = file.offset(); !file.up_to(1).empty())
    throw Refused("it goes on after byte " + std::to_string(end) + ", where its last entry ends",
                  "download it again");
  return array;
}

}  // namespace snnflow

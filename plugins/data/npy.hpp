// NumPy's .npy format: one array, as doubles.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "refused.hpp"

namespace snnflow {

inline constexpr std::uint64_t most_bytes = std::uint64_t(1) << 34;

// One array of an archive, as doubles. Throws Refused.
struct NpyArray {
  std::vector<std::int64_t> shape;
  std::vector<double> numbers;
};

// The value of a key of the header, which is a Python dictionary on one line.
inline std::string npy_header_value(const std::string& header, const std::string& key) {
  constexpr const char* broken = "write the file again; it is broken";
  const std::size_t at = header.find("'" + key + "'");
  if (at == std::string::npos) throw Refused("its header has no " + key, broken);
  std::size_t begin = header.find(':', at);
  if (begin == std::string::npos) throw Refused("its header is broken at " + key, broken);
  begin = header.find_first_not_of(' ', begin + 1);
  if (begin == std::string::npos) throw Refused("its header is broken at " + key, broken);
  const char closing = header[begin] == '(' ? ')' : header[begin] == '\'' ? '\'' : ',';
  const std::size_t end = header.find(closing, begin + 1);
  if (end == std::string::npos) throw Refused("its header is broken at " + key, broken);
  return header.substr(begin, end - begin + (closing == ',' ? 0 : 1));
}

template <class T>
void npy_convert(const char* bytes, std::size_t n, std::vector<double>& out) {
  for (std::size_t i = 0; i < n; ++i) {
    T x;
    std::memcpy(&x, bytes + i * sizeof(T), sizeof(T));
    out[i] = double(x);
  }
}

inline NpyArray parse_npy(const std::string& bytes) {
  constexpr const char* broken = "write the file again; it is broken";
  if (bytes.size() < 10 || bytes.compare(0, 6, "\x93NUMPY") != 0)
    throw Refused("it is not a NumPy array", broken);
  const auto byte = [&](std::size_t i) { return std::size_t(static_cast<unsigned char>(bytes[i])); };
  const bool first_version = byte(6) == 1;
  const std::size_t begin = first_version ? 10 : 12;
  if (bytes.size() < begin) throw Refused("it is cut off in its header", broken);
  const std::size_t length = first_version ? byte(8) + 256 * byte(9)
                                           : byte(8) + (byte(9) << 8) + (byte(10) << 16) + (byte(11) << 24);
  if (length > bytes.size() - begin) throw Refused("it is cut off in its header", broken);
  const std::string header = bytes.substr(begin, length);
  if (npy_header_value(header, "fortran_order").compare(0, 5, "False") != 0)
    throw Refused("it is stored column by column", "save it through np.ascontiguousarray");
  NpyArray a;
  std::uint64_t count = 1;
  const std::string shape = npy_header_value(header, "shape");
  for (std::size_t at = 1; at < shape.size();) {
    const std::size_t end = shape.find_first_of(",)", at);
    const std::string digits = shape.substr(at, end - at);
    at = end == std::string::npos ? shape.size() : end + 1;
    if (digits.find_first_of("0123456789") == std::string::npos) continue;
    const std::uint64_t size =
        std::strtoull(digits.c_str() + digits.find_first_of("0123456789"), nullptr, 10);
    if (a.shape.size() == 8 || size > std::uint64_t(most_samples) ||
        count > most_bytes / std::max<std::uint64_t>(1, size))
      throw Refused("its shape, at byte " + std::to_string(begin) + ", is too large", broken);
    a.shape.push_back(std::int64_t(size));
    count *= std::max<std::uint64_t>(1, size);
  }
  for (std::int64_t s : a.shape)
    if (s == 0) count = 0;
  const std::string type = npy_header_value(header, "descr");
  struct Kind {
    const char* name;
    std::size_t size;
    void (*read)(const char*, std::size_t, std::vector<double>&);
  };
  static constexpr Kind kinds[] = {
      {"'<f4'", 4, npy_convert<float>},         {"'<f8'", 8, npy_convert<double>},
      {"'<i8'", 8, npy_convert<std::int64_t>},  {"'<i4'", 4, npy_convert<std::int32_t>},
      {"'<i2'", 2, npy_convert<std::int16_t>},  {"'<u2'", 2, npy_convert<std::uint16_t>},
      {"'<u4'", 4, npy_convert<std::uint32_t>}, {"'<u8'", 8, npy_convert<std::uint64_t>},
      {"'|u1'", 1, npy_convert<std::uint8_t>},  {"'|i1'", 1, npy_convert<std::int8_t>},
      {"'|b1'", 1, npy_convert<std::uint8_t>}};
  for (const Kind& k : kinds) {
    if (type != k.name) continue;
    if (count * k.size != bytes.size() - begin - length)
      throw Refused("its shape asks for " + std::to_string(count) + " numbers of " + std::to_string(k.size) +
                        " bytes, but after byte " + std::to_string(begin + length) + " come " +
                        std::to_string(bytes.size() - begin - length) + " bytes",
                    broken);
    a.numbers.resize(count);
    k.read(bytes.data() + begin + length, count, a.numbers);
    return a;
  }
  throw Refused("it has the type " + type + ", which is not read",
                "save it as float32, float64 or an integer type");
}

}  // namespace snnflow

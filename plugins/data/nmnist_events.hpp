// A recording of N-MNIST: events of five bytes (x, y, polarity and time), as its authors publish it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "refused.hpp"

namespace snnflow {

inline constexpr int nmnist_side = 34;

struct NmnistEvent {
  int x, y;
  bool on;              // brighter; else darker
  std::int64_t micros;  // since the recording began
};

/// All events of a recording, in the order of the file. Throws Refused.
inline std::vector<NmnistEvent> parse_nmnist(const std::string& bytes) {
  constexpr std::size_t size = 5;
  constexpr int overflow_row = 240;                  // an event in this row says that the clock ran over,
  constexpr std::int64_t overflow_micros = 1 << 13;  // by so much
  const std::string remedy =
      "unpack it again, or download it from https://www.garrickorchard.com/datasets/n-mnist";
  if (bytes.size() % size != 0)
    throw Refused("it has " + std::to_string(bytes.size()) +
                      " bytes, which is no multiple of five: it is cut off at byte " +
                      std::to_string(bytes.size() / size * size),
                  remedy);
  std::vector<NmnistEvent> events;
  events.reserve(bytes.size() / size);
  std::int64_t ran_over = 0;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    const auto byte = [&](std::size_t i) { return int(static_cast<unsigned char>(bytes[at + i])); };
    if (byte(1) == overflow_row) {
      ran_over += overflow_micros;
      continue;
    }
    if (byte(0) >= nmnist_side || byte(1) >= nmnist_side)
      throw Refused("the event at byte " + std::to_string(at) + " is at (" + std::to_string(byte(0)) + ", " +
                        std::to_string(byte(1)) + "), outside of 34 x 34 pixels",
                    remedy);
    const std::int64_t micros = ((byte(2) & 0x7f) << 16 | byte(3) << 8 | byte(4)) + ran_over;
    events.push_back({byte(0), byte(1), (byte(2) & 0x80) != 0, micros});
  }
  return events;
}

}  // namespace snnflow

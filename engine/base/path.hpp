// Paths of an experiment, such as layer.hidden.from.input.dense.weight: taken apart into keys and put
// together.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace snnflow {

using Path = std::vector<std::string>;

// What a text says as a path. Where `error` is not empty, the keys read so far are there, and nothing more.
struct PathText {
  struct Part {
    std::size_t begin, length;  // in bytes, quotes included
  };
  Path keys;
  std::vector<Part> parts;  // where each key stands
  std::size_t end = 0;      // the first byte after the path, or the byte at fault
  std::string error;        // "a key is missing between two dots"
};

// Reads keys (bare, or in double quotes) and dots from the beginning, up to the first thing that is neither.
PathText read_path(std::string_view text);

// The same, where all of the text must be a path.
PathText split_path(std::string_view text);

std::string join_path(std::span<const std::string> keys);

}  // namespace snnflow

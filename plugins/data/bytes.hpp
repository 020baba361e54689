// Bytes of a file, plain or compressed by gzip, read one after the other with their offset known.
#pragma once
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <string>

#include "refused.hpp"

namespace snnflow {

/// A file that is read from front to back; gzip is unpacked on the way. Throws Refused.
class Bytes {
 public:
  explicit Bytes(const std::string& path) : file_(gzopen(path.c_str(), "rb"), gzclose) {
    if (!file_) throw Refused("it cannot be opened", "see to it that you may read it, and that it is a file");
    gzbuffer(file_.get(), 1 << 16);
  }
  /// Offset (in the unpacked file) of the next byte.
  std::int64_t offset() const { return offset_; }
  /// Up to `count` bytes; fewer where the file ends. Memory grows with what is there, not with what is asked
  /// for.
  std::string up_to(std::int64_t count) {
    std::string bytes;
    while (std::int64_t(bytes.size()) < count) {
      const std::size_t before = bytes.size();
      const std::size_t part = std::size_t(std::min<std::int64_t>(
          count - std::int64_t(before), std::clamp<std::int64_t>(std::int64_t(before), 1 << 14, 1 << 24)));
      bytes.resize(before + part);
      const int n = gzread(file_.get(), bytes.data() + before, unsigned(part));
      if (n < 0)
        throw Refused("it is damaged after byte " + std::to_string(offset_) + " of what it unpacks to");
      bytes.resize(before + std::size_t(n));
      offset_ += n;
      if (n == 0) {
        int why = Z_OK;  // a file that was cut off ends without an answer of -1
        gzerror(file_.get(), &why);
        if (why != Z_OK && why != Z_STREAM_END)
          throw Refused("it is cut off after byte " + std::to_string(offset_) + " of what it unpacks to");
        break;
      }
    }
    return bytes;
  }
  /// Exactly `count` bytes; `what` they are is for the message.
  std::string exactly(std::int64_t count, const std::string& what) {
    const std::int64_t from = offset_;
    std::string bytes = up_to(count);
    if (std::int64_t(bytes.size()) < count)
      throw Refused("it ends at byte " + std::to_string(offset_) + ", but " + what + ", from byte " +
                    std::to_string(from) + " on, need " + std::to_string(count) + " bytes");
    return bytes;
  }

 private:
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  std::int64_t offset_ = 0;
};

}  // namespace snnflow

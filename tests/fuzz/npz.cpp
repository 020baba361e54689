// Any bytes as an array, or as an archive of arrays: data.npz refuses them in words, or what it reads holds
// together.
#include "../../plugins/data/npz.cpp"

#include "reader.hpp"

namespace {

// An archive with the fuzzer's bytes as its arrays, cut where a byte says.
std::string archive_of(const std::uint8_t* data, std::size_t size) {
  const std::string path = fuzz::file_of("made.npz", nullptr, 0);
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  fuzz::must(zip != nullptr);
  const char* names[] = {"x.npy", "y.npy", "times.npy", "units.npy", "offsets.npy"};
  for (const char* name : names) {
    if (size < 2) break;
    const std::size_t part = std::min<std::size_t>(data[0] + 256u * (data[1] & 3u), size - 2);
    if (part > 0) zip_file_add(zip, name, zip_source_buffer(zip, data + 2, part, 0), 0);
    data += 2 + part, size -= 2 + part;
  }
  if (zip_close(zip) != 0) zip_discard(zip);
  return path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  try {
    parse_npy(std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  } catch (const Refused& why) {
    fuzz::must(!why.what.empty() && !why.remedy.empty());
  }
  Npz npz;
  npz.train =
      Value(data[0] & 1 ? archive_of(data + 1, size - 1) : fuzz::file_of("any.npz", data + 1, size - 1));
  if (data[0] & 2) npz.valid = fuzz::table("fraction", 0.3);
  if (data[0] & 4) npz.values = "none";
  fuzz::read_all(npz);
  return 0;
}

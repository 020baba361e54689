// HDF5 files: what is written is read, to the bit; what is damaged is refused, and nothing is said on stderr.
#include "record/h5.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "sample_run.hpp"
#include "snnflow/issue.hpp"

using namespace snnflow;
using sample::bytes_of;

namespace {

std::string message_of(const std::function<void()>& act, int code) {
  try {
    act();
  } catch (const Error& e) {
    CHECK(e.code == code);
    return e.what();
  }
  FAIL("nothing was thrown");
  return {};
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("numbers, texts and attributes of an HDF5 file come back to the bit") {
  const sample::Folder folder;
  const std::string path = folder.path + "/a.h5";
  const std::vector<std::int32_t> ints = {-2147483647 - 1, 0, 2147483647};
  const std::vector<std::int64_t> longs = {std::numeric_limits<std::int64_t>::min(), 7};
  const std::vector<std::uint8_t> bytes = {0, 255, 1, 2, 3, 4};
  const std::vector<std::string> texts = {"µ=3", "", "a longer text with spaces "};
  const double one = 0.1;
  {
    h5::NewFile file(path);
    file.write<double>("/deep/down/doubles", sample::hard_numbers, {2, 5});
    file.write<double>("/one", {&one, 1}, {});
    file.write<double>("/none", {}, {0, 3});
    file.write<std::int32_t>("/ints", ints, {3});
    file.write<std::int64_t>("/longs", longs, {2});
    file.write<std::uint8_t>("/bytes", bytes, {1, 2, 3});
    file.texts("/texts", texts);
    file.text("/text", std::string("any\0bytes\xff", 10));
    file.attribute("/deep", "text", "µ");
    file.attribute("/ints", "number", 0.1);
    file.attribute("/", "count", std::int64_t{-5});
    file.attribute("/", "texts", texts);
    file.attribute("/", "no_texts", std::vector<std::string>{});
    file.attribute("/", "long", std::string(200000, 'x'));
    file.commit();
  }
  const h5::StoredFile file(path, Seal::demanded);
  CHECK(sample::same(file.read<double>("/deep/down/doubles", {2, 5}), sample::hard_numbers));
  CHECK(file.read<double>("/one", {})[0] == 0.1);
  CHECK(file.read<double>("/none", {0, 3}).empty());
  CHECK(file.read<std::int32_t>("/ints") == ints);
  CHECK(file.read<std::int64_t>("/longs") == longs);
  CHECK(file.read<std::uint8_t>("/bytes", {1, 2, 3}) == bytes);
  CHECK(file.texts("/texts") == texts);
  CHECK(file.text("/text") == std::string("any\0bytes\xff", 10));
  CHECK(file.text_attribute("/deep", "text") == "µ");
  CHECK(file.number_attribute("/ints", "number") == 0.1);
  CHECK(file.integer_attribute("/", "count") == -5);
  CHECK(file.texts_attribute("/", "texts") == texts);
  CHECK(file.texts_attribute("/", "no_texts").empty());
  CHECK(file.text_attribute("/", "long") == std::string(200000, 'x'));
  CHECK(file.names("/") ==
        std::vector<std::string>{"deep", "one", "none", "ints", "longs", "bytes", "texts", "text"});
  CHECK(file.has("/deep/down"));
  CHECK_FALSE(file.has("/deep/up/doubles"));
  CHECK(file.is_dataset("/ints"));
  CHECK_FALSE(file.is_dataset("/deep"));
  CHECK(file.has_attribute("/ints", "number"));
  CHECK_FALSE(file.has_attribute("/ints", "text"));
}

TEST_CASE("a large dataset is packed and may be written row by row") {
  const sample::Folder folder;
  const std::string path = folder.path + "/a.h5";
  std::vector<double> all(1000 * 7 * 11, 1.5);
  for (std::size_t i = 0; i < all.size(); i += 13) all[i] = double(i);
  {
    h5::NewFile file(path);
    h5::Rows rows = file.rows<double>("/rows", {1000, 7, 11});
    for (std::size_t row = 0; row < 1000; row += 10)
      rows.append<double>(std::span(all).subspan(row * 77, 770));
    rows.close();
    file.commit();
  }
  CHECK(bytes_of(path).size() < all.size() * sizeof(double) / 4);
  CHECK(h5::StoredFile(path).read<double>("/rows", {1000, 7, 11}) == all);
}

TEST_CASE("a file that is not committed was never there") {
  const sample::Folder folder;
  const std::string path = folder.path + "/a.h5";
  sample::put_bytes(path, "the old one");
  {
    h5::NewFile file(path);
    file.write<double>("/x", sample::hard_numbers, {sample::hard_numbers.size()});
    CHECK(sample::drafts_in(folder.path).size() == 1);
  }
  CHECK(bytes_of(path) == "the old one");
  CHECK(sample::drafts_in(folder.path).empty());
}

TEST_CASE("equal contents make equal bytes, whenever they are written") {
  const sample::Folder folder;
  for (const char* name : {"/a.h5", "/b.h5"}) {
    h5::NewFile file(folder.path + name);
    file.write<double>("/group/x", sample::hard_numbers, {sample::hard_numbers.size()});
    file.attribute("/group", "text", "some");
    file.commit();
    ::usleep(name[1] == 'a' ? 1100000 : 0);  // HDF5 would write seconds
  }
  CHECK(bytes_of(folder.path + "/a.h5") == bytes_of(folder.path + "/b.h5"));
}

TEST_CASE("what is missing or of another kind is refused with file and path") {
  const sample::Folder folder;
  const std::string path = folder.path + "/a.h5";
  {
    h5::NewFile file(path);
    file.write<double>("/x", sample::hard_numbers, {sample::hard_numbers.size()});
    file.texts("/texts", std::vector<std::string>{"a"});
    file.attribute("/x", "unit", "ms");
    file.commit();
  }
  const h5::StoredFile file(path);
  CHECK(mentions(message_of([&] { file.read<double>("/y/z"); }, 65), path + ": /y/z cannot be read"));
  CHECK(mentions(message_of([&] { file.read<double>("/texts"); }, 65), "/texts"));
  CHECK(mentions(message_of([&] { file.texts("/x"); }, 65), "/x"));
  CHECK(mentions(message_of([&] { file.read<double>("/x", {3}); }, 65), "another shape"));
  CHECK(mentions(message_of([&] { file.number_attribute("/x", "unit"); }, 65), "/x @unit"));
  CHECK(mentions(message_of([&] { file.text_attribute("/x", "doc"); }, 65), "/x @doc"));
  CHECK(mentions(message_of([&] { file.text_attribute("/q", "doc"); }, 65), "/q @doc"));
  CHECK(mentions(message_of([&] { h5::StoredFile other(folder.path + "/b.h5"); }, 65), "there is no file"));
  sample::put_bytes(folder.path + "/c.h5", "title = \"no HDF5 at all\"");
  CHECK(mentions(message_of([&] { h5::StoredFile other(folder.path + "/c.h5"); }, 65), "c.h5"));
  CHECK(mentions(message_of([&] { h5::NewFile other(folder.path + "/no/where.h5"); }, 74), "where.h5"));
}

TEST_CASE("a dataset that claims to be larger than its file is refused before anything is allocated") {
  const sample::Folder folder;
  const std::string path = folder.path + "/a.h5";
  {
    h5::NewFile file(path);
    file.bare_axis("/huge", std::size_t{1} << 39);
    file.bare_axis("/small", 100);
    file.commit();
  }
  const h5::StoredFile file(path);
  CHECK(mentions(message_of([&] { file.read<double>("/huge"); }, 65), "larger than its file"));
  CHECK(file.read<std::uint8_t>("/small") == std::vector<std::uint8_t>(100, 0));
}

TEST_CASE("a flipped bit anywhere breaks the seal") {
  const sample::Folder folder;
  const std::string path = folder.path + "/a.h5", broken = folder.path + "/b.h5";
  {
    h5::NewFile file(path);
    file.write<double>("/x", sample::hard_numbers, {sample::hard_numbers.size()});
    file.commit();
  }
  const std::string bytes = bytes_of(path);
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string other = bytes;
    other[at] = static_cast<char>(other[at] ^ (1 << at % 8));
    sample::put_bytes(broken, other);
    CHECK(mentions(message_of([&] { h5::StoredFile file(broken, Seal::demanded); }, 65), "damaged"));
  }
}

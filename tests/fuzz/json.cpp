// Any bytes as the JSON of `snnflow try`: refused in words, or read as what it is; a doubtful number is never
// let in.
#include "port/json.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace {
using namespace snnflow;

void must(bool promise) {
  if (!promise) std::abort();
}

// Each way of reading a place either throws Error or keeps its promise.
template <class F>
void read(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    must(*e.what() != '\0');
  }
}

void look(const JsonIn& in) {
  read([&] { must(!std::isnan(in.number())); });
  read([&] {
    const int i = in.integer(-3, 7);
    must(i >= -3 && i <= 7);
  });
  read([&] { in.text(); });
  read([&] {
    for (double x : in.row()) must(!std::isnan(x));
  });
  read([&] { must(in.row(2).size() == 2); });
  read([&] {
    for (const Row& r : in.matrix()) must(r.size() == in.at(std::size_t(0)).size());
  });
  read([&] { must(in.matrix(1, 2)[0].size() == 2); });
  read([&] {
    for (int i : in.integers(0, 5)) must(i >= 0 && i <= 5);
  });
  read([&] { in.allow({"split", "indices", "values"}); });
  read([&] { look(in.at("values")); });
  if (in.json().is_array())
    for (std::size_t i = 0; i < in.size(); ++i) look(in.at(i));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read([&] {
    const Json json = parse_json(std::string(reinterpret_cast<const char*>(data), size), "stdin");
    look(JsonIn(json, ""));
    read([&] {
      must(!json_of(JsonIn(json, "").row()).dump(-1, ' ', false, Json::error_handler_t::replace).empty());
    });
  });
  return 0;
}

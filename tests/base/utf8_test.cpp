// UTF-8 is read strictly.
#include "base/utf8.hpp"

#include <catch2/catch.hpp>

using namespace snnflow;

TEST_CASE("every code point reads back from its bytes") {
  for (char32_t r = 0; r <= 0x10FFFF; ++r) {
    if (r == 0xD800) r = 0xE000;
    const std::string bytes = to_utf8(r);
    const Rune back = rune_at(bytes, 0);
    if (back.value != r || !back.ok || back.bytes != bytes.size()) FAIL("U+" << std::hex << std::uint32_t(r));
  }
}

TEST_CASE("overlong forms, surrogates and cut sequences are broken") {
  for (const std::string_view bytes :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\x80", "\xFF"}) {
    CHECK_FALSE(rune_at(bytes, 0).ok);
    CHECK(first_broken_byte(bytes) == 0);
  }
  CHECK(first_broken_byte("aü\xFFz") == 3);
  CHECK(first_broken_byte("aü") == std::string_view::npos);
  CHECK(count_runes("aü\xFFz") == 4);
}

TEST_CASE("wide letters take two columns and combining marks none") {
  CHECK(columns_of(U'a') == 1);
  CHECK(columns_of(U'語') == 2);
  CHECK(columns_of(0x301) == 0);
}

TEST_CASE("nothing printable steers a terminal") {
  CHECK(printable("a\033[31mb") == "a\xEF\xBF\xBD[31mb");
  CHECK(printable("\u202Eµ") == "\xEF\xBF\xBDµ");
}

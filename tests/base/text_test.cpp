// Numbers, values and lists as they are written.
#include "base/text.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <limits>

using namespace snnflow;

TEST_CASE("numbers are written as shortly as they read back") {
  CHECK(number_text(20.0) == "20");
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(-0.5) == "-0.5");
  CHECK(number_text(1e-5) == "1e-5");
  CHECK(number_text(1e20) == "1e20");
  CHECK(number_text(1e6) == "1000000");
  CHECK(number_text(-0.0) == "-0");
  CHECK(number_text(1.0 / 3) == "0.3333333333333333");
  CHECK(number_text(-std::numeric_limits<double>::infinity()) == "-inf");
  for (const double x : {5e-324, 1.7976931348623157e308, 123456789.123, 2.5e-310, 999999999999999.0}) {
    CHECK(std::strtod(number_text(x).c_str(), nullptr) == x);
  }
}

TEST_CASE("a float stays a float in TOML and JSON") {
  CHECK(toml_number(20.0) == "20.0");
  CHECK(toml_number(-0.0) == "-0.0");
  CHECK(toml_number(1e20) == "1e20");
  CHECK(toml_number(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(json_number(20.0) == "20.0");
  CHECK(json_number(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("a value is written as TOML on one line") {
  Value lif;
  lif["tau_mem"] = Value(20.0);
  lif["n"] = Value(3);
  lif["on"] = Value(true);
  lif["weird key"] = Value("a \"b\"\n");
  lif["list"] = Value(Value::Array{Value(1), Value(2.5)});
  lif["empty"] = Value(Value::Table());
  CHECK(to_toml(lif) ==
        R"({ tau_mem = 20.0, n = 3, on = true, "weird key" = "a \"b\"\n", list = [1, 2.5], empty = {} })");
  CHECK(to_toml(Value()).empty());
}

TEST_CASE("a long value is cut for a message, between letters") {
  CHECK(short_toml(Value("äöü"), 3) == "\"äö…");
  CHECK(short_toml(Value(1.5)) == "1.5");
}

TEST_CASE("a JSON string escapes quotes, controls and broken bytes") {
  CHECK(json_string("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json_string(std::string("\t\x01\x7F", 3)) == R"("\t\u0001\u007f")");
  CHECK(json_string("µ\xFF") == "\"µ\xEF\xBF\xBD\"");
}

TEST_CASE("lists read as English") {
  CHECK(quoted_list({"a"}) == "'a'");
  CHECK(quoted_list({"a", "b"}) == "'a' and 'b'");
  CHECK(quoted_list({"a", "b", "c"}, "or") == "'a', 'b' or 'c'");
  CHECK(quoted_list({}).empty());
  CHECK(join({"", "x", ""}, "-") == "-x-");
}

TEST_CASE("one is singular") {
  CHECK(plural(1, "error") == "1 error");
  CHECK(plural(0, "error") == "0 errors");
  CHECK(plural(2, "entry", "entries") == "2 entries");
}

TEST_CASE("very long words of a message are cut, paths are not") {
  const std::string name(3000, 'k'), path = "/" + name;
  CHECK(cut_long_words("no parameter '" + name + "' here") == "no parameter '" + name.substr(0, 59) + "…' here");
  CHECK(cut_long_words("there is no file '" + path + "'") == "there is no file '" + path + "'");
  CHECK(cut_long_words("short words stay\n").ends_with("stay\n"));
}

// Paths of an experiment, taken apart and put together.
#include "base/path.hpp"

#include <catch2/catch.hpp>

using namespace snnflow;

TEST_CASE("a path is split at its dots") {
  const PathText path = split_path("layer.hidden.from.input");
  CHECK(path.error.empty());
  CHECK(path.keys == Path{"layer", "hidden", "from", "input"});
  CHECK(path.parts[1].begin == 6);
  CHECK(path.parts[1].length == 6);
}

TEST_CASE("a key in quotes may hold anything") {
  CHECK(split_path(R"(a."b.c = \"\u00fc\\".d)").keys == Path{"a", "b.c = \"ü\\", "d"});
  CHECK(split_path(R"("")").keys == Path{""});
}

TEST_CASE("what is joined splits into the same keys") {
  for (const Path& keys : {Path{"a", "b-c", "d_1"}, Path{"", "ü", "x y"}, Path{"\"", "\\", "\n\t\x01"}}) {
    CHECK(split_path(join_path(keys)).keys == keys);
  }
  CHECK(join_path(Path{"layer", "my layer"}) == "layer.\"my layer\"");
}

TEST_CASE("a malformed path says what is wrong with it") {
  CHECK(split_path("").error == "the path is empty");
  CHECK(split_path(".a").error == "the path begins with a dot");
  CHECK(split_path("a..b").error == "a key is missing between two dots");
  CHECK(split_path("a.").error == "a key is missing after the last dot");
  CHECK(split_path("a.\"b").error == "a quoted key is not closed");
  CHECK_THAT(split_path("a.ü").error, Catch::StartsWith("a key cannot begin with 'ü'"));
  CHECK_THAT(split_path("a b").error, Catch::StartsWith("' ' cannot stand in a path"));
  CHECK_THAT(split_path(R"(a."\q")").error, Catch::StartsWith("a backslash in a quoted key"));
}

TEST_CASE("a path at the beginning of a text ends where it ends") {
  const PathText path = read_path("a.\"b=c\"=1");
  CHECK(path.keys == Path{"a", "b=c"});
  CHECK(path.end == 7);
}

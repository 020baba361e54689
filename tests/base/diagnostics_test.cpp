// Messages as a person and a program read them.
#include "base/diagnostics.hpp"

#include <catch2/catch.hpp>

using namespace snnflow;

namespace {

Issues one(Place place, std::string message, std::string remedy = {}) {
  Issues issues;
  issues.error(place, std::move(message), std::move(remedy));
  return issues;
}

std::string shown(const std::string& line, int column, int length = 1) {
  return render(one({0, 1, column, length}, "x").list, {{"e", line}}, false);
}

}  // namespace

TEST_CASE("an error shows its line, its carets and its remedy") {
  const Sources sources{{"experiments/e.toml", std::string(11, '\n') + "from.imput.dense = {}\n"}};
  const Issues issues =
      one({0, 12, 6, 5}, "layer 'hidden' reads from 'imput'; did you mean 'input'?", "name a layer");
  CHECK(render(issues.list, sources, false) ==
        "error: layer 'hidden' reads from 'imput'; did you mean 'input'?\n"
        "  --> experiments/e.toml:12:6\n"
        "   |\n"
        "12 | from.imput.dense = {}\n"
        "   |      ^^^^^\n"
        "   = help: name a layer\n"
        "\n"
        "1 error\n");
}

TEST_CASE("an issue without a place shows no excerpt") {
  CHECK(render(one({}, "no", "yes").list, {}, false) == "error: no\n  = help: yes\n\n1 error\n");
  CHECK(render(one({7, 1, 1, 1}, "no").list, {}, false) == "error: no\n\n1 error\n");
  CHECK(render({}, {}, false).empty());
}

TEST_CASE("issues come by file and position, and are counted at the end") {
  Issues issues;
  issues.warn({1, 1, 1, 1}, "d");
  issues.error({0, 2, 3, 1}, "c");
  issues.warn({0, 2, 1, 1}, "b");
  issues.error({0, 1, 9, 1}, "a");
  const std::string text = render(issues.list, {{"x", "1\n2"}, {"y", "1"}}, false);
  CHECK(text.find(": a") < text.find(": b"));
  CHECK(text.find(": b") < text.find(": c"));
  CHECK(text.find(": c") < text.find(": d"));
  CHECK_THAT(text, Catch::EndsWith("\n2 errors, 2 warnings\n"));
}

TEST_CASE("tabs, accents and wide letters keep the carets in place") {
  CHECK_THAT(shown("\ta = 1", 2), Catch::Contains("1 |     a = 1\n  |     ^\n"));
  CHECK_THAT(shown("µé = x", 6), Catch::Contains("1 | µé = x\n  |      ^\n"));
  CHECK_THAT(shown("語 = x", 5, 1), Catch::Contains("1 | 語 = x\n  |      ^\n"));
  CHECK_THAT(shown("語語 = x", 1, 2), Catch::Contains("  | ^^^^\n"));
}

TEST_CASE("a place at or behind the end of its line has a caret") {
  CHECK_THAT(shown("a =", 4), Catch::Contains("1 | a =\n  |    ^\n"));
  CHECK_THAT(shown("a = 1\r\nb", 5, 99), Catch::Contains("1 | a = 1\n  |     ^\n"));
  CHECK_THAT(shown("", 1), Catch::Contains("1 |\n  | ^\n"));
}

TEST_CASE("a place in no line of the file shows no excerpt") {
  CHECK(render(one({0, 9, 1, 1}, "no").list, {{"e", "a"}}, false) == "error: no\n --> e:9:1\n\n1 error\n");
}

TEST_CASE("a long line is cut around the caret") {
  const std::string long_line = std::string(500, 'a') + "HERE" + std::string(500, 'b');
  const std::string text = shown(long_line, 501, 4);
  CHECK_THAT(text, Catch::Contains("1 | …" + std::string(40, 'a') + "HERE" + std::string(55, 'b') + "…\n"));
  CHECK_THAT(text, Catch::Contains("  | " + std::string(41, ' ') + "^^^^\n"));
  CHECK_THAT(shown(std::string(300, '\t') + "x", 301), Catch::Contains(std::string(41, ' ') + "^\n"));
  CHECK_THAT(shown(long_line, 1, 800), Catch::Contains(std::string(100, '^') + "\n"));
}

TEST_CASE("a line of up to a hundred columns is shown whole") {
  const std::string line = std::string(90, 'a') + "µµµµµµµµµµ";
  CHECK_THAT(shown(line, 95), Catch::Contains("1 | " + line + "\n"));
}

TEST_CASE("colour is only paint") {
  const Sources sources{{"e", "abc"}};
  const Issues issues = one({0, 1, 2, 1}, "no", "yes");
  const std::string plain = render(issues.list, sources, false);
  std::string painted = render(issues.list, sources, true);
  CHECK(painted != plain);
  for (std::size_t at; (at = painted.find('\033')) != std::string::npos;)
    painted.erase(at, painted.find('m', at) - at + 1);
  CHECK(painted == plain);
}

TEST_CASE("a file cannot steer the terminal through a message") {
  CHECK(shown("a\033[2J", 1).find('\033') == std::string::npos);
}

TEST_CASE("issues are one line of JSON") {
  Issues issues;
  issues.error({0, 3, 2, 4}, "a \"b\"", "c", "layer.x");
  issues.warn({}, "w");
  CHECK(
      render_json(issues.list, {{"e.toml", ""}}) ==
      R"([{"severity":"warning","message":"w","help":"","path":"","file":null,"line":null,"column":null,)"
      R"("length":null},{"severity":"error","message":"a \"b\"","help":"c","path":"layer.x","file":"e.toml",)"
      R"("line":3,"column":2,"length":4}])");
  CHECK(render_json({}, {}) == "[]");
}

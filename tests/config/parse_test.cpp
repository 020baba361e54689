// TOML to values with places, and every kind of broken file to one clear issue.
#include "config/parse.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "base/utf8.hpp"

using namespace snnflow;

namespace {

Value good(std::string_view text) {
  Issues issues;
  Value root = parse(text, 3, issues);
  for (const Issue& issue : issues.list) FAIL_CHECK(issue.message);
  return root;
}

Issue bad(std::string_view text) {
  Issues issues;
  const Value root = parse(text, 3, issues);
  INFO(text.substr(0, 200));
  REQUIRE(issues.list.size() == 1);
  CHECK(root.is_table());
  CHECK(issues.list[0].place.file == 3);
  CHECK_FALSE(issues.list[0].remedy.empty());
  return issues.list[0];
}

std::string keys(const Value& table) {
  std::string out;
  for (const Entry& e : table.table()) out += e.key + " ";
  return out;
}

}  // namespace

TEST_CASE("all kinds of values are read") {
  const Value root = good("a = 1\nb = 2.5\nc = true\nd = \"text\"\ne = [1, [2]]\nf = { g = 1 }\nh = -inf\n");
  CHECK(root.find("a")->integer() == 1);
  CHECK(root.find("b")->number() == 2.5);
  CHECK(root.find("c")->boolean());
  CHECK(root.find("d")->text() == "text");
  CHECK(to_toml(*root.find("e")) == "[1, [2]]");
  CHECK(root.find("f")->find("g")->integer() == 1);
  CHECK(root.find("h")->number() < 0);
}

TEST_CASE("entries keep the order of the file") {
  CHECK(keys(good("z = 1\na = 2\n[m]\n[b]\n[m.k]")) == "z a m b ");
  CHECK(keys(*good("x = { q = 1, a = 2, k.z = 3, k.b = 4 }").find("x")) == "q a k ");
}

TEST_CASE("keys and values know where they stand") {
  const Value root =
      good("[layer.hidden]\n  \"tau µ\" = 20.0 # ms\nfrom.in = [1,\n 2]\n[[regulariser.silence]]\n");
  const Entry* hidden = root.find("layer")->entry("hidden");
  CHECK(hidden->place == Place{3, 1, 8, 6});
  CHECK(hidden->value.place == hidden->place);
  const Entry* tau = hidden->value.entry("tau µ");
  CHECK(tau->place == Place{3, 2, 3, 7});
  CHECK(tau->value.place == Place{3, 2, 13, 4});
  CHECK(hidden->value.find("from")->entry("in")->place == Place{3, 3, 6, 2});
  CHECK(hidden->value.find("from")->find("in")->place == Place{3, 3, 11, 1});
  const Entry* silence = root.find("regulariser")->entry("silence");
  CHECK(silence->place == Place{3, 5, 15, 7});
  CHECK(silence->value.array().at(0).place == Place{3, 5, 1, 2});
}

TEST_CASE("twice the same plugin is an array of tables") {
  const Value root = good("[[regulariser.silence]]\nweight = 1\n[[regulariser.silence]]\nweight = 2\n");
  CHECK(to_toml(root) == "{ regulariser = { silence = [{ weight = 1 }, { weight = 2 }] } }");
}

TEST_CASE("a byte order mark and Windows line ends change no place") {
  const Value root = good("\xEF\xBB\xBFx = 1\r\ny = 2\r\n");
  CHECK(root.entry("x")->place == Place{3, 1, 1, 1});
  CHECK(root.find("y")->place == Place{3, 2, 5, 1});
}

TEST_CASE("a date is no value, and is left out") {
  Issues issues;
  const Value root = parse("[a]\nb = 2020-01-01\nc = [07:30:00, 1]\nd = 2\n", 0, issues);
  REQUIRE(issues.list.size() == 2);
  CHECK(issues.list[0].place == Place{0, 2, 5, 10});
  CHECK(issues.list[0].path == "a.b");
  CHECK_THAT(issues.list[0].message, Catch::Contains("not a value that an experiment can use"));
  CHECK(keys(*root.find("a")) == "c d ");
}

TEST_CASE("a key given twice is pointed at") {
  CHECK(bad("lr = 1\n  lr = 2\n").place == Place{3, 2, 3, 2});
  CHECK(bad("lr = 1\n  lr = 2\n").message == "'lr' is given twice");
  CHECK(bad("x = { a = 1, a = 2 }").place == Place{3, 1, 14, 1});
  CHECK(bad("[train]\n[train]\n").message == "the table 'train' is given twice");
  CHECK(bad("[train]\n[train]\n").place == Place{3, 2, 2, 5});
}

TEST_CASE("what is not TOML is explained in plain words") {
  CHECK(bad("a = lif").message == "this is not a value");
  CHECK_THAT(bad("a = lif").remedy, Catch::Contains("in quotes"));
  CHECK(bad("a = True").message == "this is not a value");
  CHECK(bad("a = ").message == "something is missing at the end of this key-value pair");
  CHECK(bad("a =\nb = 1").message == "the value is missing after '='");
  CHECK(bad("a\nb = 1").message == "a key must be followed by '=', not by the end of the line");
  CHECK(bad("a = 1 b = 2").message == "'b' follows where the line should end");
  CHECK(bad("a = { b = 1,\n c = 2 }").message == "a table in { } must stay on one line");
  CHECK(bad("a = { b = 1, }").message == "a table in { } must not end in a comma");
  CHECK(bad("a = [1 2]").message == "a comma or the closing ] of a list is missing before '2'");
  CHECK(bad("a = .5").message == "a number needs digits before and after its point and its e");
  CHECK(bad("a = 01").message == "a number must not begin with 0");
  CHECK(bad("a = 99999999999999999999").message == "'99999999999999999999' is too large for a whole number");
  CHECK(bad("[]\n").message == "a table needs a name");
  CHECK(bad("[\n").message == "a key cannot begin with the end of the line");
  CHECK(bad("[a\n").message == "the ] of a table's name is missing before the end of the line");
  CHECK(bad("a = { b = 1 }\na.c = 2").message == "a dotted key adds to something that is complete already");
  CHECK(bad("a = { b = 1 }\n[a.c]").message ==
        "'a.c' adds to a table in { }, which is complete where it closes");
  CHECK(bad("[a]\n[[a]]").message == "'a' is given twice, here as one of several [[ ]]");
  CHECK(bad("a = \"x\\qy\"").message == "'\\q' is no escape that a text may hold");
  CHECK(bad("= 1").message == "a line cannot begin with '='");
}

TEST_CASE("a text that is not closed is pointed at where it begins") {
  CHECK(bad("a = 1\ntitle = \"Yin-Yang\nseed = 0\n").place == Place{3, 2, 9, 1});
  CHECK(bad("notes = '''\nmany\nlines\n").place == Place{3, 1, 9, 3});
  CHECK(bad("a = \"x\\\"").message == "the text that begins here is not closed");
}

TEST_CASE("a letter beyond ASCII outside of texts is refused with its name") {
  CHECK_THAT(bad("größe = 1").message, Catch::StartsWith("'ö' (U+00F6) can stand only in a text"));
  CHECK(bad("größe = 1").place == Place{3, 1, 3, 1});
  CHECK_THAT(bad("a = 1\u00A0").message, Catch::Contains("U+00A0"));
  CHECK_THAT(bad("a = \"\"\"\\ü\"\"\"").message, Catch::StartsWith("a backslash before 'ü'"));
  CHECK(good("\"größe\" = 'µ' # ü\n'é' = \"\"\"\\\\ü\"\"\"").table().size() == 2);
}

TEST_CASE("texts with quotes of their own end where they end") {
  CHECK(good("a = \"\"\"\"x\"\"\"\"\"\nb = 1").find("a")->text() == "\"x\"\"");
  CHECK(good("a = '''it's'''\nb = ''\nc = \"\\\"\"").find("a")->text() == "it's");
}

// toml++ asks whether such a letter is white space in a way that C++ leaves undefined; its library must be
// harmless.
TEST_CASE("every letter beyond ASCII may follow a backslash at the end of a line") {
  for (char32_t r = 0xA1; r <= 0xFFFD; ++r) {
    if (r == 0xD800) r = 0xE000;
    const bool white = r == 0x1680 || r == 0x180E || (r >= 0x2000 && r <= 0x200B) ||
                       (r >= 0x2028 && r <= 0x2029) || r == 0x202F || (r >= 0x205F && r <= 0x2060) ||
                       r == 0x3000 || r == 0xFEFF;
    if (white) continue;
    Issues issues;
    const Value root = parse("a = \"\"\"\\\n" + to_utf8(r) + "\"\"\"", 0, issues);
    if (!root.find("a") || root.find("a")->text() != to_utf8(r)) FAIL("U+" << std::hex << std::uint32_t(r));
  }
}

TEST_CASE("bytes that are not UTF-8 are pointed at") {
  const Issue issue = bad("a = 1\n# µ \xE9\n");
  CHECK(issue.place == Place{3, 2, 5, 1});
  CHECK(issue.message == "the byte 0xE9 is not UTF-8");
}

TEST_CASE("nesting is limited, however it is written") {
  const auto repeat = [](std::string_view part, int n) {
    std::string out;
    for (int k = 0; k < n; ++k) out += part;
    return out;
  };
  const std::string said = "more than 64 tables and arrays stand within each other";
  CHECK(bad("a = " + repeat("[", 70) + repeat("]", 70)).message == said);
  CHECK(bad("a = " + repeat("{a=", 200) + "1" + repeat("}", 200)).message == said);
  CHECK(bad("a" + repeat(".a", 1000000) + " = 1").message == said);
  CHECK(bad("[a" + repeat(".a", 1000000) + "]").message == said);
  CHECK(bad("[a" + repeat(".a", 40) + "]\nb" + repeat(".b", 40) + " = 1").message == said);
  CHECK(bad("a = " + repeat("[", 1000000)).message == said);
  CHECK(good("a = " + repeat("[", 63) + repeat("]", 63)).table().size() == 1);
  CHECK(good("a = [" + repeat("1.5, ", 1000) + "]").find("a")->array().size() == 1000);
}

TEST_CASE("a text of more than 16 MiB is refused") {
  CHECK(bad(std::string((std::size_t{16} << 20) + 1, '\n')).message == "the file is larger than 16 MiB");
}

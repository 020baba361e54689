// Values from the command line.
#include "config/set_value.hpp"

#include <catch2/catch.hpp>

#include "base/diagnostics.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "config/load.hpp"
#include "config/parse.hpp"

using namespace snnflow;

namespace {

std::string with(std::string_view text, const std::vector<std::string>& sets) {
  Issues issues;
  const Document document = load_text(std::string(text), "e.toml", {sets}, issues);
  for (const Issue& issue : issues.list) FAIL_CHECK(issue.message);
  return to_toml(document.root);
}

Issue failed(std::string_view text, const std::string& set) {
  Issues issues;
  const Document document = load_text(std::string(text), "e.toml", {{set}}, issues);
  REQUIRE(issues.list.size() == 1);
  CHECK_THAT(issues.list[0].message, Catch::StartsWith("--set '" + set + "': "));
  CHECK_FALSE(issues.list[0].remedy.empty());
  CHECK(to_toml(document.root) == to_toml(load_text(std::string(text), "e.toml", {}, issues).root));
  return issues.list[0];
}

}  // namespace

TEST_CASE("a value is set as TOML") {
  CHECK(with("", {"a=1"}) == "{ a = 1 }");
  CHECK(with("", {"a.b=1.5", "a.c=true", "a.d=\"x y\"", "a.e=[1, [2]]", "a.f={ g = 1 }"}) ==
        "{ a = { b = 1.5, c = true, d = \"x y\", e = [1, [2]], f = { g = 1 } } }");
  CHECK(with("a.b = 1", {"a.b = 2"}) == "{ a = { b = 2 } }");
  CHECK(with("", {"sweep.space.\"a.b=c\"={ int = [1, 2] }"}) ==
        "{ sweep = { space = { \"a.b=c\" = { int = [1, 2] } } } }");
}

TEST_CASE("a bare word is a text") {
  CHECK(with("", {"train.select=valid.ttfs-accuracy"}) == "{ train = { select = \"valid.ttfs-accuracy\" } }");
  CHECK(with("", {"title=Über alles, 5 mal"}) == "{ title = \"Über alles, 5 mal\" }");
  CHECK(with("", {"data.hdf5.train=./x.h5"}) == "{ data = { hdf5 = { train = \"./x.h5\" } } }");
  CHECK(with("", {"a=b=c"}) == "{ a = \"b=c\" }");
}

TEST_CASE("values are set in order") { CHECK(with("", {"a=1", "a=2"}) == "{ a = 2 }"); }

TEST_CASE("a text at a pick-one path selects that plugin") {
  const std::string_view file = "[layer.a.neuron]\nlif = { x = 1 }\nqif = { y = 2 }";
  CHECK(with(file, {"layer.a.neuron=qif"}) == "{ layer = { a = { neuron = { qif = { y = 2 } } } } }");
  CHECK(with(file, {"layer.a.neuron=\"adex\""}) == "{ layer = { a = { neuron = { adex = {} } } } }");
  CHECK(with("", {"optimiser=sgd"}) == "{ optimiser = { sgd = {} } }");
  CHECK(with("optimiser.adam = {}", {"optimiser.adam.schedule=cosine"}) ==
        "{ optimiser = { adam = { schedule = { cosine = {} } } } }");
}

TEST_CASE("a parameter of another plugin selects it too") {
  CHECK(with("engine.event = { t_end = 1 }", {"engine.clock.dt=2"}) == "{ engine = { clock = { dt = 2 } } }");
}

TEST_CASE("options can be set on the short form of a parameter") {
  CHECK(with("layer.a.neuron.lif.tau = 20.0", {"layer.a.neuron.lif.tau.train=true"}) ==
        "{ layer = { a = { neuron = { lif = { tau = { value = 20.0, train = true } } } } } }");
}

TEST_CASE("what is set says so, at its place in the argument") {
  Issues issues;
  const Document document = load_text("a.b = 1", "e.toml", {{"z=1", "a.\"ü\" = xyz"}}, issues);
  REQUIRE(document.sources.size() == 3);
  CHECK(document.sources[2].path == "--set");
  CHECK(document.sources[2].text == "a.\"ü\" = xyz");
  CHECK(document.root.find("a")->entry("ü")->place == Place{2, 1, 3, 3});
  CHECK(document.root.find("a")->find("ü")->place == Place{2, 1, 9, 3});
  CHECK(document.root.find("z")->place == Place{1, 1, 3, 1});
  CHECK(document.root.entry("a")->place.file == 0);
}

TEST_CASE("a malformed --set is quoted and explained") {
  CHECK(failed("", "train.epochs").place == Place{});
  CHECK_THAT(failed("", "train.epochs").message, Catch::EndsWith("there is no '=' after the path"));
  CHECK_THAT(failed("", "a..b=1").message, Catch::EndsWith("a key is missing between two dots"));
  CHECK_THAT(failed("", "=1").message, Catch::Contains("a key cannot begin with '='"));
  CHECK_THAT(failed("", "").message, Catch::EndsWith("the path is empty"));
  CHECK_THAT(failed("", "a=").message, Catch::EndsWith("nothing follows the '='"));
  CHECK_THAT(failed("", "a=[1,").message, Catch::EndsWith("something is missing at the end of this array"));
  CHECK_THAT(failed("", "a=\"x").message, Catch::EndsWith("is not closed"));
  CHECK_THAT(failed("", "a=1\nb=2").message, Catch::EndsWith("more than one value follows the '='"));
  CHECK_THAT(failed("", "a=2020-01-01").message, Catch::Contains("a date or time"));
  CHECK_THAT(failed("", "extends=b.toml").message, Catch::Contains("before anything is set"));
}

TEST_CASE("nothing can be set inside a text or a list") {
  const Issue issue = failed("[[regulariser.silence]]\nweight = 1", "regulariser.silence.weight=2");
  CHECK_THAT(issue.message, Catch::EndsWith("'regulariser.silence' is a list, so it has no 'weight'"));
  CHECK(issue.place == Place{1, 1, 21, 6});
  CHECK_THAT(failed("title = \"a\"", "title.b.c=2").message,
             Catch::EndsWith("'title' is a text, so it has no 'b'"));
}

TEST_CASE("a sweep sets values by their path") {
  Issues issues;
  Value root = parse("layer.a.neuron.lif.tau = 1", 0, issues);
  CHECK(set_value(root, split_path("layer.a.neuron.lif.tau").keys, Value(2.5)).empty());
  CHECK(set_value(root, split_path("encoder").keys, Value("rate")).empty());
  CHECK(to_toml(root) == "{ layer = { a = { neuron = { lif = { tau = 2.5 } } } }, encoder = { rate = {} } }");
  CHECK(set_value(root, split_path("encoder.rate.x").keys, Value(1)).empty());
  CHECK(set_value(root, split_path("encoder.rate.x.y").keys, Value(1)) ==
        "'encoder.rate.x' is a number, so it has no 'y'");
}

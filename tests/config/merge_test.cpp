// What becomes of a table when another is laid over it.
#include "config/merge.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "config/parse.hpp"

using namespace snnflow;

namespace {

std::string merged(std::string_view base, std::string_view over) {
  Issues issues;
  Value below = parse(base, 0, issues), above = parse(over, 1, issues);
  CHECK(issues.list.empty());
  merge(below, std::move(above));
  return to_toml(below);
}

std::string tau(std::string_view base, std::string_view over) {
  const std::string lead = "layer.a.neuron.lif.tau";
  const std::string text = merged(lead + std::string(base), lead + std::string(over));
  const std::string_view before = "{ layer = { a = { neuron = { lif = { tau = ", after = " } } } } }";
  return text.substr(before.size(), text.size() - before.size() - after.size());
}

}  // namespace

TEST_CASE("another plugin replaces the base's with all its parameters") {
  CHECK(merged("[engine.event]\nt_end = 60.0", "[engine.clock]\ndt = 0.25") ==
        "{ engine = { clock = { dt = 0.25 } } }");
  CHECK(merged("layer.a.neuron.lif = { x = 1 }\nlayer.a.size = 2", "layer.a.neuron.qif = {}") ==
        "{ layer = { a = { neuron = { qif = {} }, size = 2 } } }");
  CHECK(merged("optimiser.adam.schedule.cosine.end = 1", "optimiser.adam.schedule.exponential.decay = 2") ==
        "{ optimiser = { adam = { schedule = { exponential = { decay = 2 } } } } }");
  CHECK(merged("layer.a.from.b.dense.bias = 1", "layer.a.from.b.conv2d.kernel = 2") ==
        "{ layer = { a = { from = { b = { conv2d = { kernel = 2 } } } } } }");
}

TEST_CASE("the same plugin merges key by key") {
  CHECK(merged("[engine.clock]\ndt = 1\nt_end = 2", "[engine.clock]\ndt = 3") ==
        "{ engine = { clock = { dt = 3, t_end = 2 } } }");
}

TEST_CASE("several plugins of a base stay where only their keys change") {
  CHECK(merged("[encoder]\na = { x = 1 }\nb = { y = 1 }", "encoder.b.y = 2") ==
        "{ encoder = { a = { x = 1 }, b = { y = 2 } } }");
  CHECK(merged("[encoder]\na = { x = 1 }\nb = { y = 1 }", "[encoder]\nb = {}\nc = {}") ==
        "{ encoder = { b = { y = 1 }, c = {} } }");
}

TEST_CASE("losses of a base and of a file add up") {
  CHECK(merged("[loss.a]\n[loss.b]", "[loss.c]") == "{ loss = { a = {}, b = {}, c = {} } }");
}

TEST_CASE("arrays of tables replace") {
  CHECK(merged("[[transform]]\na = {}\n[[transform]]\nb = {}", "[[transform]]\nc = {}") ==
        "{ transform = [{ c = {} }] }");
}

TEST_CASE("another initialiser replaces the base's, and its options stay") {
  CHECK(tau(" = { normal = { mean = 1 }, train = true }", ".uniform.high = 2") ==
        "{ train = true, uniform = { high = 2 } }");
  CHECK(tau(" = { value = 1, per = \"unit\" }", ".uniform.high = 2") ==
        "{ per = \"unit\", uniform = { high = 2 } }");
  CHECK(tau(" = { normal = { mean = 1 }, lr = 2 }", ".value = 3") == "{ lr = 2, value = 3 }");
}

TEST_CASE("the same initialiser merges key by key") {
  CHECK(tau(".normal = { mean = 1, std = 2 }", ".normal.mean = 3") == "{ normal = { mean = 3, std = 2 } }");
}

TEST_CASE("options alone keep the base's value") {
  CHECK(tau(" = { normal = { mean = 1 } }", ".train = true") == "{ normal = { mean = 1 }, train = true }");
  CHECK(tau(" = 20.0", ".train = true") == "{ value = 20.0, train = true }");
  CHECK(tau(" = [1, 2]", " = { min = 0, train = true }") == "{ value = [1, 2], min = 0, train = true }");
  CHECK(tau(" = 20.0", ".normal.mean = 1") == "{ normal = { mean = 1 } }");
}

TEST_CASE("a bare number or array replaces the whole of a parameter") {
  CHECK(tau(" = { normal = { mean = 1 }, train = true }", " = 3") == "3");
  CHECK(tau(" = { value = 1 }", " = [1, 2]") == "[1, 2]");
}

// Files, the files they extend, and what can be wrong with either.
#include "config/load.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/diagnostics.hpp"
#include "base/text.hpp"

using namespace snnflow;

namespace {

namespace fs = std::filesystem;

// A directory with files, gone at the end of a test.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("snnflow_load_test_" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
    return (path / name).string();
  }
};

std::string loaded(const std::string& path, const LoadOptions& options = {}) {
  Issues issues;
  const Document document = load(path, options, issues);
  for (const Issue& issue : issues.list) FAIL_CHECK(issue.message);
  return to_toml(document.root);
}

Issue failed(const std::string& path) {
  Issues issues;
  const Document document = load(path, {}, issues);
  CHECK(document.root.is_table());
  REQUIRE(issues.list.size() == 1);
  CHECK_FALSE(issues.list[0].remedy.empty());
  return issues.list[0];
}

}  // namespace

TEST_CASE("a file is read with its text as the first source") {
  const Folder folder;
  const std::string path = folder.write("e.toml", "\xEF\xBB\xBFseed = 1\n");
  Issues issues;
  const Document document = load(path, {}, issues);
  CHECK(document.root.find("seed")->place == Place{0, 1, 8, 1});
  REQUIRE(document.sources.size() == 1);
  CHECK(document.sources[0].path == path);
  CHECK(document.sources[0].text == "seed = 1\n");
}

TEST_CASE("a file lies over the one it extends") {
  const Folder folder;
  folder.write("base.toml",
               "title = \"a\"\nseed = 1\n[train]\nepochs = 3\nlist = [1, 2]\nt = { a = 1 }\nn = 1\n");
  const std::string path = folder.write(
      "e.toml",
      "extends = \"base.toml\"\ntitle = \"b\"\n[train]\nlist = [3]\nbatch = 2\nt = 1\nn = { a = 1 }\n");
  CHECK(loaded(path) ==
        "{ title = \"b\", seed = 1, train = { epochs = 3, list = [3], t = 1, n = { a = 1 }, batch = 2 } }");
}

TEST_CASE("a value says which file it came from") {
  const Folder folder;
  folder.write("base.toml", "a = 1\nb = 1\n[t]\nc = 1\n");
  const std::string path = folder.write("e.toml", "extends = \"base.toml\"\nb = 22\n[t]\nd = 1\n");
  Issues issues;
  const Document document = load(path, {}, issues);
  CHECK(document.root.find("a")->place == Place{1, 1, 5, 1});
  CHECK(document.root.find("b")->place == Place{0, 2, 5, 2});
  CHECK(document.root.entry("b")->place == Place{0, 2, 1, 1});
  CHECK(document.root.entry("t")->place.file == 1);
  CHECK(document.root.find("t")->entry("d")->place.file == 0);
  CHECK(document.sources.at(1).path == (folder.path / "base.toml").string());
}

TEST_CASE("extends goes on through several files, each path seen from its own file") {
  const Folder folder;
  folder.write("a.toml", "x = 1\ny = 1\nz = 1\n");
  folder.write("sub/b.toml", "extends = \"../a.toml\"\ny = 2\nz = 2\n");
  CHECK(loaded(folder.write("c.toml", "extends = \"sub/b.toml\"\nz = 3\n")) == "{ x = 1, y = 2, z = 3 }");
}

TEST_CASE("files that extend each other in a circle are told with the circle") {
  const Folder folder;
  const std::string a = folder.write("a.toml", "seed = 1\nextends = \"./b.toml\"\n");
  const std::string b = folder.write("b.toml", "extends = \"sub/../a.toml\"\n");
  fs::create_directories(folder.path / "sub");
  const Issue issue = failed(a);
  CHECK(issue.message == "files extend each other in a circle: " + a + " -> " + b + " -> " + a);
  CHECK(issue.place == Place{1, 1, 11, 15});
  const std::string self = folder.write("self.toml", "extends = \"self.toml\"\n");
  CHECK(failed(self).place.file == 0);
}

TEST_CASE("a base that is missing is told at its extends, and the rest is read") {
  const Folder folder;
  folder.write("base.toml", "");
  const std::string path = folder.write("e.toml", "seed = 1\nextends = \"bse.toml\"\n");
  const Issue issue = failed(path);
  CHECK(issue.place == Place{0, 2, 11, 10});
  CHECK_THAT(issue.message, Catch::Contains("there is no file") && Catch::Contains("base.toml'?"));
  Issues issues;
  CHECK(to_toml(load(path, {}, issues).root) == "{ seed = 1 }");
}

TEST_CASE("a misspelt extends is told, and read as it was meant") {
  const Folder folder;
  folder.write("base.toml", "title = \"a\"\n");
  Issues issues;
  const Document document = load(folder.write("e.toml", "extend = \"base.toml\"\nseed = 1\n"), {}, issues);
  CHECK(to_toml(document.root) == "{ title = \"a\", seed = 1 }");
  REQUIRE(issues.list.size() == 1);
  CHECK(issues.list[0].message == "an experiment has no key 'extend'; did you mean 'extends'?");
}

TEST_CASE("extends takes one path in quotes") {
  Issues issues;
  load_text("extends = 3", "e.toml", {}, issues);
  REQUIRE(issues.list.size() == 1);
  CHECK(issues.list[0].place == Place{0, 1, 11, 1});
}

TEST_CASE("a missing file is told with what is there") {
  const Folder folder;
  const std::string path = folder.write("yin_yang.toml", "");
  CHECK_THAT(failed((folder.path / "yin_yan.toml").string()).message,
             Catch::EndsWith("did you mean '" + path + "'?"));
  CHECK_THAT(failed((folder.path / "yin_yang").string()).message,
             Catch::EndsWith("did you mean '" + path + "'?"));
  CHECK_THAT(failed((folder.path / "else.toml").string()).message, Catch::EndsWith("else.toml'"));
  CHECK(failed((folder.path / "else.toml").string()).place == Place{});
  CHECK_THAT(failed((folder.path / "no/where/x.toml").string()).message,
             Catch::StartsWith("there is no file"));
}

TEST_CASE("a directory is told from a file") {
  const Folder folder;
  folder.write("e.toml", "");
  CHECK(failed(folder.path.string()).message == "'" + folder.path.string() + "' is a directory, not a file");
  CHECK_THAT(failed(folder.path.string()).remedy, Catch::EndsWith(": 'e.toml'"));
}

TEST_CASE("a file that may not be read is told so") {
  if (geteuid() == 0) return;  // root may read everything
  const Folder folder;
  const std::string path = folder.write("e.toml", "");
  fs::permissions(path, fs::perms::none);
  CHECK_THAT(failed(path).message, Catch::Contains("Permission denied"));
}

TEST_CASE("a file without end is not read to its end") {
  CHECK_THAT(failed("/dev/zero").message, Catch::EndsWith("is larger than 16 MiB"));
}

TEST_CASE("a mistake in a base is shown in the base") {
  const Folder folder;
  folder.write("base.toml", "seed =\n");
  Issues issues;
  const Document document = load(folder.write("e.toml", "extends = \"base.toml\"\n"), {}, issues);
  CHECK_THAT(render(issues.list, document.sources, false), Catch::Contains("base.toml:1:7\n"));
}

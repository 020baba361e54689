// Addresses of servers: what is passed on, what is shown, and where it is written down.
#include "sweep/store_url.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "snnflow/issue.hpp"
#include "sweep/store.hpp"
#include "sweep/store_place.hpp"

using namespace snnflow;
namespace fs = std::filesystem;

namespace {

std::string folder_of_test() {
  char name[] = "/tmp/snnflow_url_XXXXXX";
  return mkdtemp(name);
}
void trust(const StoreUrl&) {}

}  // namespace

TEST_CASE("passwords of an address are passed on, never shown") {
  const StoreUrl url =
      read_store_url("postgresql://bob:p%2Fw@db:5433/sweeps?sslmode=require&password=other&sweep=a-1");
  CHECK(url.connection == "postgresql://bob:p%2Fw@db:5433/sweeps?sslmode=require&password=other");
  CHECK(url.shown == "postgresql://bob@db:5433/sweeps?sslmode=require");
  CHECK(url.user == "bob");
  CHECK(url.password == "other");
  CHECK(url.hosts == "db:5433");
  CHECK(url.database == "sweeps");
  CHECK(url.sweep == "a-1");
  CHECK(with_sweep(url, "b") == "postgresql://bob@db:5433/sweeps?sslmode=require&sweep=b");
  CHECK(url.without_secrets("bad p/w, p%2Fw or other of bob") == "bad ***, *** or *** of bob");
}

TEST_CASE("an address may leave everything away") {
  const StoreUrl url = read_store_url("postgres:///");
  CHECK(url.connection == "postgresql:///");
  CHECK((url.user.empty() && url.hosts.empty() && url.database.empty() && url.sweep.empty()));
  CHECK(read_store_url("postgresql://bob@/d?host=/run/postgresql").shown ==
        "postgresql://bob@/d?host=/run/postgresql");
}

TEST_CASE("a wrong address is told without its password") {
  for (const char* wrong : {"mysql://bob:hush@db/d", "bob:hush@db", "postgresql://bob:hush/x@db/d",
                            "postgresql://bob:hush?x@db/d", "postgresql://bob:hu%sh@db/d",
                            "postgresql://bob:hush @db/d", "postgresql://bob:hush@db/d?sweep=a'b",
                            "postgresql://b@c:hush@db/d", "postgresql://b@d/?password=hush%"}) {
    INFO(wrong);
    try {
      read_store_url(wrong);
      FAIL("it was taken");
    } catch (const Error& e) {
      CHECK(e.code == 2);
      CHECK_THAT(e.what(),
                 !Catch::Contains("hu") && Catch::Contains("write it as postgresql://user@host/database"));
    }
  }
}

TEST_CASE("the first address of a sweep is kept, and holds for all") {
  const std::string folder = folder_of_test();
  CHECK_FALSE(store_place(folder, "", trust));
  const auto first = store_place(folder, "postgresql://bob:hush@db/sweeps", trust);
  REQUIRE(first);
  CHECK(is_sweep_name(first->sweep));
  CHECK(first->connection == "postgresql://bob:hush@db/sweeps");
  const auto later = store_place(folder, "", trust);
  CHECK(later->sweep == first->sweep);
  CHECK(later->connection == "postgresql://bob@db/sweeps");
  CHECK(store_place(folder, "postgresql://eve:her@db/sweeps?sweep=" + first->sweep, trust)->user == "eve");
  CHECK_THROWS_WITH(store_place(folder, "postgresql://db/others", trust),
                    Catch::Contains("is kept in postgresql://bob@db/sweeps?sweep=" + first->sweep));
  std::ifstream kept(folder + "/store");
  const std::string text{std::istreambuf_iterator<char>(kept), {}};
  CHECK_THAT(text, Catch::Contains("postgresql://bob@db/sweeps?sweep=") && !Catch::Contains("hush"));
  fs::remove_all(folder);
}

TEST_CASE(
    "a server that does not answer leaves nothing behind, and a folder's own database is not left for one") {
  const std::string folder = folder_of_test();
  StoreSettings settings;
  settings.url = "postgresql://bob:hush@127.0.0.1:1/sweeps";
  CHECK_THROWS_WITH(Store(folder, settings), Catch::Contains("cannot be reached") &&
                                                 Catch::Contains("pg_isready") && !Catch::Contains("hush"));
  CHECK(fs::is_empty(folder));
  Store(folder, {});
  CHECK_THROWS_WITH(Store(folder, settings), Catch::Contains("is kept in its sweep.db"));
  fs::remove_all(folder);
}

// How many trials run at once.
#include <catch2/catch.hpp>

#include "sweep/run_sweep.hpp"

using namespace snnflow;

TEST_CASE("as many trials as threads, or as memory holds, and one at least") {
  Sweep sweep;
  sweep.memory = 100;
  CHECK(trials_in_flight(sweep, 4, 1000) == 4);
  CHECK(trials_in_flight(sweep, 4, 399) == 3);
  CHECK(trials_in_flight(sweep, 4, 10) == 1);
  sweep.memory = 0;
  CHECK(trials_in_flight(sweep, 4, 10) == 4);
}

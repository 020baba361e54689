// input (tickets) -> limiter -> find and do -> turn (serial) -> back to the limiter, with as many tokens as
// may go on.
#include <oneapi/tbb/flow_graph.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "graph/pool.hpp"

namespace snnflow {
namespace tbb = oneapi::tbb;

namespace {
constexpr auto a_moment = std::chrono::milliseconds(20);
}

void Pool::each_found(int in_flight, const std::function<Found()>& find) {
  execute([&] {
    namespace flow = tbb::flow;
    using Kind = Found::Kind;
    flow::graph graph;
    std::atomic<bool> over = false;
    std::atomic<int> under_way = 0;
    int parked = 0, begun = 0;
    std::atomic<int> done = 0;
    flow::input_node<int> tickets(graph, [&](tbb::flow_control& control) {
      if (over) control.stop();
      return begun++;
    });
    flow::limiter_node<int, int> limiter(graph, std::size_t(in_flight));
    flow::function_node<int, Kind> work(graph, flow::unlimited, [&](int) {
      if (over) return Kind::over;
      const Found found = find();
      if (found.kind != Kind::work) return found.kind;
      ++under_way;
      piece(found.work);
      ++done;
      return Kind::work;
    });
    int ended = 0;
    flow::function_node<Kind, int> turn(graph, flow::serial, [&](Kind kind) {
      if (kind == Kind::over) over = true;
      if (kind == Kind::work) ++ended, --under_way;
      if (kind == Kind::wait && under_way > 0) return ++parked, 0;
      if (kind == Kind::wait) std::this_thread::sleep_for(a_moment);
      return 1 + std::exchange(parked, 0);
    });
    flow::make_edge(tickets, limiter);
    flow::make_edge(limiter, work);
    flow::make_edge(work, turn);
    flow::make_edge(turn, limiter.decrementer());
    tickets.activate();
    graph.wait_for_all();
    if (!over || ended != done) throw std::logic_error("a piece of work was lost in the flow graph");
  });
}

}  // namespace snnflow

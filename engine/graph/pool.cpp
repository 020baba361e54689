// input (next batch) -> limiter (slots) -> prepare (anywhere) -> sequencer -> step (serial) -> back to the limiter.
#include "graph/pool.hpp"

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/version.h>

#include <atomic>
#include <stdexcept>
#include <utility>

namespace snnflow {
namespace tbb = oneapi::tbb;

struct Pool::Arena {
  tbb::global_control limit;
  tbb::task_arena arena;
  explicit Arena(int threads) : limit(tbb::global_control::max_allowed_parallelism, std::size_t(threads)), arena(threads) {}
};

std::string tbb_version() { return TBB_runtime_version(); }

Pool::Pool(int threads) : threads_(threads), arena_(std::make_unique<Arena>(threads)) {}
Pool::~Pool() = default;

namespace {

// The pool in whose arena this thread is doing a piece of work. To enter an arena again would end the isolation.
thread_local const Pool* inside = nullptr;

}  // namespace

void Pool::execute(const std::function<void()>& f) {
  if (inside == this) return f();
  arena_->arena.execute(f);
}

void Pool::piece(const std::function<void()>& work) {
  tbb::this_task_arena::isolate([&] {
    const Pool* const outside = std::exchange(inside, this);
    work();
    inside = outside;
  });
}

void Pool::each_shard(int shards, const std::function<void(int, int)>& body) {
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(
        0, shards, [&](int shard) { body(shard, tbb::this_task_arena::current_thread_index()); }, tbb::simple_partitioner());
  });
}

int Pool::each_batch(int first, int last, int slots, const std::function<void(int, int)>& prepare,
                     const std::function<bool(int, int)>& step) {
  namespace flow = tbb::flow;
  flow::graph graph;
  std::atomic<bool> going = true;
  int next = first, stepped = first;
  flow::input_node<int> batches(graph, [&](tbb::flow_control& control) {
    if (next >= last || !going) {
      control.stop();
      return 0;
    }
    return next++;
  });
  flow::limiter_node<int, int> tokens(graph, std::size_t(slots));
  flow::function_node<int, int> ahead(graph, flow::unlimited, [&](int batch) {
    if (going) prepare(batch, batch % slots);
    return batch;
  });
  flow::sequencer_node<int> in_order(graph, [&](int batch) { return std::size_t(batch - first); });
  flow::function_node<int, int> serial(graph, flow::serial, [&](int batch) {
    if (going) {
      going = step(batch, batch % slots);
      stepped = batch + 1;
    }
    return 1;
  });
  flow::make_edge(batches, tokens);
  flow::make_edge(tokens, ahead);
  flow::make_edge(ahead, in_order);
  flow::make_edge(in_order, serial);
  flow::make_edge(serial, tokens.decrementer());
  batches.activate();
  graph.wait_for_all();
  if (going && stepped != last) throw std::logic_error("a batch was lost in the flow graph");
  return stepped;
}

}  // namespace snnflow

// What the command line says, as plain data; and what every command that reads an experiment shares.
#pragma once
#include <string>
#include <vector>

#include "config/load.hpp"
#include "plan/resolve.hpp"
#include "record/continuation.hpp"
#include "sweep/sweep.hpp"

namespace snnflow::cli {

// Exit codes, the same everywhere.
enum Exit { done = 0, failed = 1, usage = 2, bad_input = 65, our_bug = 70, io_error = 74, interrupted = 75, killed = 130 };

struct Options {
  std::string experiment;
  std::vector<std::string> sets, plugin_folders, data_folders;
  std::string isa, error_format = "text";
  int threads = 0;
  bool load_plugins = false, quick = false, quiet = false, json = false;
  // run
  std::string out, resume;
  bool force = false, no_sweep = false;
  std::int64_t trial = -1;  // check
  // sweeps: where they are kept (postgresql://...), and by what their workers are started
  std::string store, launcher;
  std::vector<std::string> launcher_options;
  int workers = 1;
  bool submit = false;
  // worker, sweep
  std::string folder, optuna;
  bool failed = false;
  // probe, gradcheck, eval
  std::vector<int> samples;
  std::string split = "train", weights;
  int first = 0, entries = 40;
  bool no_gradient = false;
  // try
  std::string kind, name, input, engine, precision = "double";
};

int thread_count(const Options& options);
bool coloured(int descriptor);

// Where plugins are looked for besides the program's own: the options' folders, SNNFLOW_PLUGIN_PATH, the user's own.
std::vector<std::string> plugin_folders(const Options& options);
// The registry with the plugin folders of the options and of the environment.
Registry open_registry(const Options& options);

struct Loaded {
  Document document;
  Plan plan;
  std::optional<Sweep> sweep;  // where it was asked for, and the file has one
  Issues issues;
  bool good() const { return issues.errors() == 0; }
};
// Look: and runs one batch, to warn of silent layers. Sweeps: [sweep] is read too; no: the file is taken as it stands.
enum class Look { no, yes };
enum class Sweeps { no, yes };
// Reads and resolves; prints what is wrong or worth a warning to stderr, in the form that the options ask for.
Loaded open_experiment(const Options& options, Registry& registry, bool may_load_plugins, Look look = Look::no, Sweeps sweeps = Sweeps::no);
// Resolves a document that is there already.
void resolve_loaded(const Options& options, Registry& registry, bool may_load_plugins, Loaded& loaded);
Loaded open_text(const std::string& text, const std::string& name, const Options& options, Registry& registry, Sweeps sweeps = Sweeps::no);

// The options with which what is to go on was begun: its plugins, its data, its level. `which`: "the run in 'runs/a/1'";
// `else_what`: what would become of it at another level, an Error where this machine does not have it.
Options as_begun(Options options, const Continuation& begun, const std::string& which, const std::string& else_what);

// One error without a place, on stderr, in the form that the options ask for.
void print_error(const std::string& message, const Options& options);

// The commands; each answers an exit code.
int run(const Options& options);
int worker(const Options& options);
int sweep_status(const Options& options);
int sweep_best(const Options& options);
int sweep_retry(const Options& options);
int sweep_export(const Options& options);
int check(const Options& options);
int gradcheck(const Options& options);
int probe(const Options& options);
int evaluate(const Options& options);
int attempt(const Options& options);  // try
int list_plugins(const Options& options);
int show_plugin(const Options& options);
int schema(const Options& options);
int doctor(const Options& options);
int init(const Options& options);

}  // namespace snnflow::cli

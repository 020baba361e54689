// The program: reads the command line and hands it to a command. Data goes to stdout, messages to stderr.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <limits>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "cli/options.hpp"
#include "cli/versions.hpp"

namespace snnflow::cli {
namespace {

constexpr int most = std::numeric_limits<int>::max();

void data_option(CLI::App& app, Options& o) {
  app.add_option("--data", o.data_folders, "Folder in which to look for data files (may be given again)")
      ->allow_extra_args(false)
      ->check(CLI::ExistingDirectory);
}
void registry_options(CLI::App& app, Options& o) {
  app.add_option("--plugin-path", o.plugin_folders, "Folder with plugin libraries (may be given again)")
      ->allow_extra_args(false)
      ->check(CLI::ExistingDirectory);
  app.add_option("--isa", o.isa, "Instruction-set level: v2, v3 or v4 (default: the best of this machine)")
      ->check(CLI::IsMember({"v2", "v3", "v4"}));
  app.add_option("--error-format", o.error_format, "How errors are printed: text or json")
      ->check(CLI::IsMember({"text", "json"}));
}
void experiment_options(CLI::App& app, Options& o) {
  app.add_option("experiment", o.experiment, "The experiment's TOML file")->required();
  app.add_option("--set", o.sets, "Write one value of the file: layer.hidden.size=20 (may be given again)")
      ->allow_extra_args(false);
  data_option(app, o);
  registry_options(app, o);
}
void thread_option(CLI::App& app, Options& o) {
  app.add_option("--threads", o.threads,
                 "Threads (default: as many as the machine has); results do not depend on it")
      ->check(CLI::Range(1, 4096));
}
void store_option(CLI::App& app, Options& o) {
  app.add_option("--store", o.store,
                 "Where the sweep is kept: postgresql://user@host/database (default: as it was begun; a new "
                 "sweep in its folder)");
}
void launcher_options(CLI::App& app, Options& o) {
  CLI::Option* launcher =
      app.add_option("--launcher", o.launcher, "What starts a sweep's workers: local, slurm or mpirun")
          ->check(CLI::IsMember({"local", "slurm", "mpirun"}));
  app.add_option("--workers", o.workers, "How many workers it starts")
      ->check(CLI::Range(1, 100000))
      ->needs(launcher);
  app.add_flag("--submit", o.submit, "Give it to Slurm, or run mpirun; without, it is printed")->needs(launcher);
  app.add_option("--launcher-option", o.launcher_options,
                 "One more option for sbatch or mpirun: --launcher-option=--time=01:00:00 (may be given again)")
      ->allow_extra_args(false)
      ->needs(launcher);
}
void sample_options(CLI::App& app, Options& o) {
  app.add_option("--sample", o.samples, "Samples of the split, by index")->check(CLI::Range(0, most));
  app.add_option("--split", o.split, "The split: train, valid or test")
      ->check(CLI::IsMember({"train", "valid", "test"}));
  app.add_option("--first", o.first, "The first so many samples of the split")->check(CLI::Range(1, most));
  app.add_option("--weights", o.weights, "Numbers of the model from a run.h5")->check(CLI::ExistingFile);
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// A command that there is not is told before anything else is looked at; `at`: the word that should name it.
void check_command(const CLI::App& app, int argc, char** argv, int at) {
  const auto commands = commands_of(app);
  if (commands.empty()) return;
  std::vector<std::string> names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  const std::string title = "snnflow " + (app.get_name().empty() ? "" : app.get_name() + " ");
  if (argc <= at) throw Error("name a command: " + title + join(names, " | "), Exit::usage);
  const std::string word = argv[at];
  if (word.starts_with('-')) return;
  const auto found = std::ranges::find(names, word);
  if (found == names.end())
    throw Error("there is no command '" + title + word + "'" + or_list(word, names, "commands"), Exit::usage);
  check_command(*commands[std::size_t(found - names.begin())], argc, argv, at + 1);
}

// Errors of the command line itself are told before its options are known.
bool asks_for_json(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == "--error-format=json" ||
        (words[i] == "json" && i > 0 && words[i - 1] == "--error-format"))
      return true;
  return false;
}

int main(int argc, char** argv) {
  CLI::App app("snnflow: experiments with spiking neural networks, from one file");
  app.set_version_flag("--version", version_lines);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  Options o;
  int (*command)(const Options&) = nullptr;
  auto add = [&](CLI::App& in, const char* name, const char* text, int (*f)(const Options&)) {
    CLI::App* sub = in.add_subcommand(name, text);
    sub->callback([&command, f] { command = f; });
    return sub;
  };

  CLI::App* s = add(app, "run", "Train what an experiment describes, and write its record", run);
  experiment_options(*s, o);
  s->get_option("experiment")->required(false);
  thread_option(*s, o);
  s->add_option("--out", o.out, "Folder of the run (default: runs/<experiment>/<n>)");
  s->add_option("--resume", o.resume, "Continue the run in this folder; needs no experiment file");
  s->add_flag("--force", o.force, "Begin anew in a folder that holds a finished run");
  s->add_flag("--no-sweep", o.no_sweep, "Train once as the file stands, without its [sweep]");
  store_option(*s, o);
  launcher_options(*s, o);
  s->add_flag("--quiet", o.quiet, "No progress");
  s->add_flag("--json", o.json, "Print the result as one line of JSON");

  s = add(app, "worker", "Work on the sweep in a folder, beside others, until its trials have ended", worker);
  s->add_option("folder", o.folder, "The folder of the sweep")->required();
  thread_option(*s, o);
  store_option(*s, o);
  registry_options(*s, o);
  s->add_flag("--quiet", o.quiet, "No progress");
  s->add_flag("--json", o.json, "Print the result as one line of JSON");

  CLI::App* sweep = app.add_subcommand("sweep", "What a sweep has found, and what is done with it");
  sweep->require_subcommand(1);
  auto sweep_folder = [&] {
    s->add_option("folder", o.folder, "The folder of the sweep (default: the newest below runs)");
    store_option(*s, o);
    registry_options(*s, o);
  };
  s = add(*sweep, "status", "How far it is, and the best so far", sweep_status);
  sweep_folder();
  s->add_flag("--json", o.json, "As JSON");
  s = add(*sweep, "best", "The best setting as an experiment that can be run", sweep_best);
  sweep_folder();
  s = add(*sweep, "retry", "Let failed trials be run again, by the next command that works on the sweep", sweep_retry);
  sweep_folder();
  s->add_flag("--failed", o.failed, "All that failed")->required();
  s = add(*sweep, "export", "All trials in one file: HDF5, or a storage that Optuna loads", sweep_export);
  sweep_folder();
  s->add_option("--out", o.out, "The HDF5 file (default: sweep.h5 in the folder)");
  s->add_option("--optuna", o.optuna, "Write this file instead: a JournalStorage of Optuna");

  s = add(app, "check", "Say all that is wrong with an experiment, or what it will do; train nothing", check);
  experiment_options(*s, o);
  s->add_flag("--load-plugins", o.load_plugins, "Let the libraries that the file names run their code");
  s->add_flag("--quick", o.quick, "Do not read the samples");
  s->add_option("--trial", o.trial, "Of a sweep: print the resolved file of this trial")->check(CLI::Range(std::int64_t(0), std::int64_t(1) << 40));
  s->add_flag("--json", o.json, "Print the plan as JSON");

  s = add(app, "gradcheck",
          "Check the gradients: against central differences, on a clock against forward derivatives",
          gradcheck);
  experiment_options(*s, o);
  sample_options(*s, o);
  s->add_option("--entries", o.entries, "Numbers looked at in each block; 0: all")
      ->check(CLI::Range(0, most));
  s->add_flag("--json", o.json, "Print the table as JSON");

  s = add(app, "probe", "One pass of the network over samples: outputs, losses and gradients as JSON", probe);
  experiment_options(*s, o);
  sample_options(*s, o);
  s->add_flag("--no-gradient", o.no_gradient, "Forward only");

  s = add(app, "eval", "Metrics and predictions of a stored network", evaluate);
  s->add_option("run", o.weights, "A run.h5, or the folder of a run")->required();
  data_option(*s, o);
  s->add_option("--out", o.out, "File for the predictions (default: predictions.h5 beside the run)");
  registry_options(*s, o);
  thread_option(*s, o);
  s->add_flag("--json", o.json, "Print the result as one line of JSON");

  s = add(app, "try", "Run one plugin alone: numbers in, numbers out, as JSON", attempt);
  s->add_option("kind", o.kind, "neuron, loss, optimiser, ...")->required();
  s->add_option("name", o.name, "The plugin's name")->required();
  s->add_option("--set", o.sets, "A parameter: tau_mem=10 (may be given again)")->allow_extra_args(false);
  s->add_option("--input", o.input,
                "JSON file with the numbers (default: stdin, where it is not a terminal)");
  s->add_option("--engine", o.engine, "Of a neuron: event or clock")
      ->check(CLI::IsMember({"event", "clock"}));
  s->add_option("--precision", o.precision, "double or single")->check(CLI::IsMember({"double", "single"}));
  data_option(*s, o);
  registry_options(*s, o);

  CLI::App* plugins =
      app.add_subcommand("plugins", "What plugins there are, and what they say of themselves");
  plugins->require_subcommand(1);
  s = add(*plugins, "list", "All plugins, or those of one kind", list_plugins);
  s->add_option("kind", o.kind, "neuron, loss, optimiser, ...");
  s->add_flag("--json", o.json, "As JSON");
  registry_options(*s, o);
  s = add(*plugins, "show", "Parameters, states and source of a plugin", show_plugin);
  s->add_option("name", o.name, "The plugin's name, or kind/name")->required();
  s->add_flag("--json", o.json, "As JSON");
  registry_options(*s, o);

  s = add(app, "schema", "Write the JSON schema of experiments, by which editors complete and check them", schema);
  s->add_option("file", o.out, "The file to write (default: stdout)");
  registry_options(*s, o);

  s = add(app, "init", "Write a first experiment to begin from", init);
  s->add_option("file", o.experiment,
                "The file to write; it must not be there yet (default: experiment.toml)");

  s = add(app, "doctor", "What matters for a bug report, and what would keep a run from working here",
          doctor);
  s->add_flag("--json", o.json, "As JSON");
  registry_options(*s, o);

  if (asks_for_json(argc, argv)) o.error_format = "json";
  try {
    check_command(app, argc, argv, 1);
    app.parse(argc, argv);
    return command(o);
  } catch (const CLI::ParseError& e) {
    if (o.error_format == "json" && e.get_exit_code() != 0)
      print_error(e.what(), o);
    else
      app.exit(e);
    return e.get_exit_code() == 0 ? Exit::done : Exit::usage;
  } catch (const Error& e) {
    print_error(e.what(), o);
    return e.code;
  } catch (const std::bad_alloc&) {
    print_error("there is not enough memory", o);
    return Exit::failed;
  } catch (const std::exception& e) {
    print_error(std::string("this is a bug of snnflow: ") + e.what(), o);
    return Exit::our_bug;
  }
}

}  // namespace
}  // namespace snnflow::cli

int main(int argc, char** argv) { return snnflow::cli::main(argc, argv); }

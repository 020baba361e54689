// `snnflow run` of a file with [sweep]: a folder, trials, and what is said at the end.
#pragma once
#include "cli/options.hpp"
#include "sweep/store.hpp"

namespace snnflow::cli {

/// Runs the sweep of a file that was read, in the folder that the options name, the newest unfinished one of
/// the same sweep, or a new one. `registry` is at the level of this machine; a sweep that another level began
/// goes on at that one.
int run_swept(const Options& options, const Loaded& loaded, Registry& registry);

/// Continues the sweep in a folder, as --resume and `worker` do.
int continue_sweep(const Options& options, const std::string& folder);

/// Of every store that the program opens: where it is, if --store says; what takes long is told on stderr.
StoreSettings store_settings(const Options& options);

/// A sweep in a folder, read again from what its workers know.
struct OpenedSweep {
  Options options;  // with the level and the folders of the sweep
  Registry registry;
  Loaded loaded;
};
OpenedSweep open_sweep(const Options& options, const std::string& folder);

}  // namespace snnflow::cli

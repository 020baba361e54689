// Workers of a sweep: started here, or by a batch system.
#pragma once
#include <string>

#include "cli/options.hpp"

namespace snnflow::cli {

/// Sees to it that workers find the password of --store, which no command line and no file may hold; an Error
/// where they cannot.
void prepare_launch(const Options& options);

/// As --launcher says: `local` starts --workers processes and waits for them; `slurm` and `mpirun` print what
/// starts them, or with --submit run it. The sweep in `folder` is there already. Answers an exit code.
int launch(const Options& options, const std::string& name, const std::string& folder);

}  // namespace snnflow::cli

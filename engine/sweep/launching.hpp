// The lines by which others' launchers start workers: a Slurm script, a command of Open MPI.
#pragma once
#include <span>
#include <string>
#include <vector>

namespace snnflow {

struct Launch {
  std::vector<std::string> worker;   // one worker's command: program and arguments
  std::string name, logs;            // of the job; the folder for what its workers say
  int workers = 1, threads = 1;      // threads: of each worker
  std::vector<std::string> options;  // more for the launcher: --time=01:00:00
};

/// For sbatch: an array of workers. SIGTERM, which Slurm sends before the end of the time limit or a
/// preemption, reaches the worker; one that ends with 75 (interrupted), or was killed, is put into the queue
/// again, the latter three times.
std::string slurm_script(const Launch& launch);

/// mpirun of Open MPI, which goes on where one of its processes dies. Workers need no MPI.
std::vector<std::string> mpirun_command(const Launch& launch);

/// Words as a shell reads them back.
std::string shell_line(std::span<const std::string> words);

}  // namespace snnflow

// A task of the array is a worker, not a trial: tasks may start late, or again.
#include "sweep/launching.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace snnflow {
namespace {

std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) || std::string_view("_-./=:,+@%").find(char(c)) != std::string_view::npos;
  });
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// Slurm reads a '%' in a path as the beginning of a pattern.
std::string without_patterns(std::string path) {
  for (std::size_t at = 0; (at = path.find('%', at)) != path.npos; at += 2) path.insert(at, 1, '%');
  return path;
}

}  // namespace

std::string shell_line(std::span<const std::string> words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
  return line;
}

std::string slurm_script(const Launch& launch) {
  std::string script = "#!/bin/bash\n";
  const auto option = [&](const std::string& text) { script += "#SBATCH " + text + "\n"; };
  option("--job-name=" + quoted(launch.name));
  option("--array=1-" + std::to_string(launch.workers));
  option("--ntasks=1");
  option("--cpus-per-task=" + std::to_string(launch.threads));
  option("--requeue");
  option("--signal=B:TERM@120");
  option("--open-mode=append");
  option("--output=" + quoted(without_patterns(launch.logs) + "/slurm-%A_%a.log"));
  for (const std::string& more : launch.options) option(more);
  script += R"(
task=${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}
)" + shell_line(launch.worker) +
            R"( &
worker=$!
trap 'asked=yes; kill -TERM $worker 2>/dev/null' TERM
while asked=; do
  wait $worker
  code=$?
  [ -n "$asked" ] || break  # else the trap cut the waiting short
done

# 75: interrupted, has written its checkpoints. Above 128: killed. A job that was cancelled stays so.
again=100
[ $code -eq 75 ] || again=3
if { [ $code -eq 75 ] || [ $code -gt 128 ]; } && [ ${SLURM_RESTART_COUNT:-0} -lt $again ] &&
  scontrol show job $task | grep -q JobState=RUNNING; then
  scontrol requeue $task
  sleep 60  # until Slurm ends this script
fi
exit $code
)";
  return script;
}

std::vector<std::string> mpirun_command(const Launch& launch) {
  std::vector<std::string> words{"mpirun", "--continuous", "--bind-to",
                                 "none",   "-n",           std::to_string(launch.workers)};
  words.insert(words.end(), launch.options.begin(), launch.options.end());
  words.insert(words.end(), launch.worker.begin(), launch.worker.end());
  return words;
}

}  // namespace snnflow

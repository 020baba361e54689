// Words through a shell, and a script that bash can read.
#include "sweep/launching.hpp"

#include <stdio.h>

#include <catch2/catch.hpp>

using namespace snnflow;

namespace {

// What a shell command prints; its exit code must be 0.
std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  std::string text;
  for (int c; (c = fgetc(pipe)) != EOF;) text += char(c);
  CHECK(pclose(pipe) == 0);
  return text;
}

}  // namespace

TEST_CASE("words reach a program through a shell as they are") {
  const std::vector<std::string> words{"printf",          "<%s>", "runs/a", "", "it's", "a b",
                                       "$HOME \"x\" `y`", "100%", "a\\b",   "*"};
  CHECK(output_of(shell_line(words)) == "<runs/a><><it's><a b><$HOME \"x\" `y`><100%><a\\b><*>");
}

TEST_CASE("a Slurm script asks for what was said, and bash can read it") {
  Launch launch{
      {"/opt/snnflow", "worker", "/data/it's 5%"}, "my job", "/data/it's 5%/logs", 7, 3, {"--time=01:00:00"}};
  const std::string script = slurm_script(launch);
  for (const char* line : {"#SBATCH --array=1-7\n", "#SBATCH --cpus-per-task=3\n", "#SBATCH --requeue\n",
                           "#SBATCH --time=01:00:00\n", "#SBATCH --job-name='my job'\n",
                           "5%%/logs/slurm-%A_%a.log'\n", "\n/opt/snnflow worker '/data/it'\\''s 5%' &\n"})
    CHECK_THAT(script, Catch::Contains(line));
  output_of("bash -n <<'END'\n" + script + "END\n");
}

TEST_CASE("mpirun gets its own options before the worker's command") {
  Launch launch{{"snnflow", "worker", "d"}, "j", "d/logs", 4, 1, {"--hostfile", "hosts"}};
  CHECK(shell_line(mpirun_command(launch)) ==
        "mpirun --continuous --bind-to none -n 4 --hostfile hosts snnflow worker d");
}

// Children are groups of their own: a terminal's Ctrl-C reaches this program alone, which passes it on.
#include "cli/processes.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/options.hpp"
#include "record/disk.hpp"
#include "snnflow/issue.hpp"

namespace snnflow::cli {
namespace {

std::vector<char*> arguments_of(const std::vector<std::string>& command) {
  std::vector<char*> out;
  for (const std::string& word : command) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

[[noreturn]] void cannot_start(const std::string& program, int error) {
  const bool missing = error == ENOENT;
  throw Error("'" + program + "' cannot be started: " +
                  (missing ? "it is not installed here, or not on the PATH" : std::strerror(error)),
              Exit::failed);
}

// A group of its own and no blocked signals; input, output and errors from and to the descriptors that are
// not -1.
pid_t start(const std::vector<std::string>& command, int input, int output) {
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setpgroup(&how, 0);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  if (input >= 0) posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  for (const int to : {STDOUT_FILENO, STDERR_FILENO})
    if (output >= 0) posix_spawn_file_actions_adddup2(&files, output, to);
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, command[0].c_str(), &files, &how, arguments_of(command).data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&how);
  if (error != 0) cannot_start(command[0], error);
  return child;
}

pid_t start(const Child& child) {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  int log = -1;
  if (!child.log.empty()) {
    log = ::open(child.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (log < 0) throw_disk_error(child.log, errno);
  }
  const pid_t started = start(child.command, nothing, log);
  ::close(nothing);
  if (log >= 0) ::close(log);
  return started;
}

int code_of(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return code_of(status);
}

}  // namespace

std::vector<int> run_side_by_side(const std::vector<Child>& children) {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD}) sigaddset(&ours, signal);
  sigprocmask(SIG_BLOCK, &ours, nullptr);  // they wait until they are asked for
  std::vector<pid_t> running;
  std::vector<int> codes(children.size(), 0);
  const auto tell = [&](int signal) {
    for (const pid_t child : running)
      if (child > 0) ::kill(child, signal);
  };
  try {
    for (const Child& child : children) running.push_back(start(child));
  } catch (...) {
    tell(SIGKILL);
    for (const pid_t child : running) wait_for(child);
    throw;
  }
  int interrupts = 0;
  while (std::ranges::any_of(running, [](pid_t child) { return child > 0; })) {
    const int signal = sigwaitinfo(&ours, nullptr);
    if (signal == SIGTERM || (signal == SIGINT && ++interrupts == 1))
      tell(SIGTERM);
    else if (signal == SIGINT)
      tell(SIGINT);
    for (std::size_t i = 0; i < running.size(); ++i) {
      int status = 0;
      if (running[i] > 0 && ::waitpid(running[i], &status, WNOHANG) == running[i])
        codes[i] = code_of(status), running[i] = 0;
    }
  }
  sigprocmask(SIG_UNBLOCK, &ours, nullptr);
  return codes;
}

void become(const std::vector<std::string>& command) {
  ::execvp(command[0].c_str(), arguments_of(command).data());
  cannot_start(command[0], errno);
}

int run_with_input(const std::vector<std::string>& command, const std::string& input) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw_disk_error("a pipe", errno);
  pid_t child = 0;
  try {
    child = start(command, ends[0], -1);
  } catch (...) {
    ::close(ends[0]), ::close(ends[1]);
    throw;
  }
  ::close(ends[0]);
  ::signal(SIGPIPE, SIG_IGN);
  for (std::size_t at = 0; at < input.size();) {
    const ssize_t n = ::write(ends[1], input.data() + at, input.size() - at);
    if (n < 0 && errno != EINTR) break;  // it does not read: its exit code tells
    at += std::size_t(std::max<ssize_t>(n, 0));
  }
  ::close(ends[1]);
  return wait_for(child);
}

}  // namespace snnflow::cli

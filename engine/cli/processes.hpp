// Several programs side by side: started, signalled and waited for together.
#pragma once
#include <string>
#include <vector>

namespace snnflow::cli {

struct Child {
  std::vector<std::string> command;  // the program's path and its arguments
  std::string log;  // the file that it writes to, after what is there; empty: as this program does
};

/// Starts all, and waits until each has ended. Ctrl-C and SIGTERM go to all of them, as SIGTERM; a second
/// Ctrl-C as Ctrl-C twice. Answers their exit codes; 128 + n for one that signal n ended. An Error where one
/// cannot be started: then none goes on.
std::vector<int> run_side_by_side(const std::vector<Child>& children);

/// In place of this program. Returns only by an Error.
[[noreturn]] void become(const std::vector<std::string>& command);

/// Runs a program with a text as its input; its exit code, or 128 + the signal's number.
int run_with_input(const std::vector<std::string>& command, const std::string& input);

}  // namespace snnflow::cli

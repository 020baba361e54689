// Ctrl-C and SIGTERM: the first asks for a stop after the running batch, the second ends the program at once.
#pragma once

namespace snnflow::cli {

void catch_signals();
bool stop_requested();

}  // namespace snnflow::cli

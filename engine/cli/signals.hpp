// Ctrl-C and SIGTERM: the first asks for a stop after the running batch; a further Ctrl-C ends the program at once,
// a further SIGTERM does nothing (batch systems send several).
#pragma once

namespace snnflow::cli {

void catch_signals();
bool stop_requested();

}  // namespace snnflow::cli

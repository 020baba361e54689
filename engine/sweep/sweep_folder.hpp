// A sweep's folder: sweep.json, what its workers must know; sweep.toml, the file as read; the store; trials/.
#pragma once
#include <optional>
#include <string>

#include "record/continuation.hpp"
#include "sweep/store.hpp"
#include "sweep/sweep.hpp"

namespace snnflow {

bool is_sweep_folder(const std::string& folder);
/// What a worker needs too: the experiment with [sweep] and with absolute paths, its sweep_identity. Error 65
/// where the folder holds no sweep, or its sweep.json is damaged.
Continuation read_sweep_file(const std::string& folder);
void write_sweep_file(const std::string& folder, const Continuation& file);

/// The experiment as TOML that can stand anywhere.
std::string movable_toml(const Sweep& sweep, const Plan& plan);
/// The files as they were read, one after the other, each under a comment with its path.
std::string text_as_read(const Sources& sources);

/// The newest sweep below a folder of runs (runs/<experiment>/<n>); nothing where there is none.
std::optional<std::string> newest_sweep(const std::string& runs);

/// Removes all that belongs to a sweep, on its server too, for --force. An Error where a worker is at work,
/// or the server cannot be reached.
void clear_sweep(const std::string& folder, const StoreSettings& settings);

}  // namespace snnflow

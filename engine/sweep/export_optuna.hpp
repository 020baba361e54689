// All trials of a sweep as a storage of Optuna: its JournalStorage in a file.
#pragma once
#include <string>

#include "sweep/store.hpp"
#include "sweep/sweep.hpp"

namespace snnflow {

/// Replaces the file at `path`, which JournalFileBackend (3.x: JournalFileStorage) opens: one study `name`, a
/// trial of Optuna for each training, its seed a user attribute, epochs as intermediate values. Times are not
/// known and left out. Error 74 where the file cannot be written.
void export_optuna(const std::string& path, const Sweep& sweep, const std::string& name,
                   const std::vector<StoredTrial>& trials, const std::vector<std::vector<double>>& curves);

}  // namespace snnflow

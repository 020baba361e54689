// sweep.json is written whole or not at all.
#include "sweep/sweep_folder.hpp"

#include <filesystem>

#include "plan/describe.hpp"
#include "record/disk.hpp"
#include "sweep/postgres_database.hpp"
#include "sweep/store_place.hpp"
#include "sweep/workers.hpp"

namespace snnflow {
namespace {

namespace fs = std::filesystem;

std::string file_of(const std::string& folder) { return folder + "/sweep.json"; }

}  // namespace

bool is_sweep_folder(const std::string& folder) { return is_there(file_of(folder)); }

Continuation read_sweep_file(const std::string& folder) {
  const auto text = read_file_if_there(file_of(folder));
  if (!text) throw Error("'" + folder + "' holds no sweep");
  const auto file = read_continuation(*text);
  if (!file || file->identity.empty())
    throw Error("'" + file_of(folder) + "' is damaged; put back a copy, or begin anew with --force");
  return *file;
}

void write_sweep_file(const std::string& folder, const Continuation& file) {
  write_file(file_of(folder), continuation_json(file));
}

std::string movable_toml(const Sweep& sweep, const Plan& plan) {
  Value root = sweep.root;
  const std::string data = plan.data_use.about().name;
  if (const Value* resolved = plan.resolved.find("data"); resolved && resolved->find(data))
    root["data"][data] = *resolved->find(data);
  if (const Value* plugins = plan.resolved.find("plugins")) root["plugins"] = *plugins;
  return experiment_toml(root);
}

std::string text_as_read(const Sources& sources) {
  std::string text;
  for (const Source& s : sources) text += (&s == &sources[0] ? "" : "\n# " + s.path + "\n") + s.text;
  return text;
}

std::optional<std::string> newest_sweep(const std::string& runs) {
  std::optional<std::string> newest;
  fs::file_time_type when;
  std::error_code error;
  for (const auto& experiment : fs::directory_iterator(runs, error))
    for (const auto& run : fs::directory_iterator(experiment.path(), error)) {
      const std::string folder = run.path().string();
      if (!is_sweep_folder(folder)) continue;
      const auto written = fs::last_write_time(file_of(folder), error);
      if (!newest || written > when) newest = folder, when = written;
    }
  return newest;
}

// sweep.json goes last: until then the folder counts as a sweep.
void clear_sweep(const std::string& folder, const StoreSettings& settings) {
  std::error_code error;
  if (somebody_works(folder))
    throw Error("a worker is at work on the sweep in '" + folder + "'; end it first");
  if (const auto url = kept_place(folder, settings.url)) try {
      PostgresDatabase(*url, settings.say, settings.patience).drop();
    } catch (const Error& e) {
      if (e.code != io_exit) throw;
      throw Error(std::string(e.what()) + "; or remove " + folder + "/store, and the old sweep stays there",
                  io_exit);
    }
  for (const char* name : {"trials", "workers", "logs", "sweep.db", "sweep.db-wal", "sweep.db-shm", "store",
                           "sweep.h5", "sweep.toml", "sweep.json"})
    fs::remove_all(folder + "/" + name, error);
  if (error) throw Error("'" + folder + "' cannot be cleared: " + error.message(), io_exit);
  if (is_there(folder)) sync_folder(folder);
}

}  // namespace snnflow

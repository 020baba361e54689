// The folder of one run: found or made, locked while the run lives, and what it says of the run's state.
#pragma once
#include <optional>
#include <string>

namespace snnflow {

enum class RunState { empty, unfinished, finished };  // finished: run.h5 is there, with status "done"

RunState run_state(const std::string& folder);

// The run with the highest number in runs/experiment; nothing where there is none.
std::optional<std::string> newest_run(const std::string& runs, const std::string& experiment);

// Holds the lock of a folder, as no second process can. What a killed one left half written is removed.
class RunFolder {
 public:
  // Makes runs/experiment/n with the next free number, also where others do the same at the same time.
  static RunFolder next(const std::string& runs, const std::string& experiment);
  // Takes a folder, or makes it. Error 65 where another process works in it, 74 where it cannot be.
  static RunFolder at(const std::string& folder);

  RunFolder(RunFolder&& other) noexcept;
  RunFolder& operator=(RunFolder&& other) noexcept;
  ~RunFolder();

  const std::string& path() const { return path_; }
  RunState state() const { return run_state(path_); }
  // False on a file system without locks: nothing then keeps a second process out.
  bool locked() const { return locked_; }

  // run.json: what a continuation must know, in the caller's words.
  void write_json(const std::string& json) const;
  std::optional<std::string> read_json() const;

  // Removes everything that belongs to a run, and nothing else: for --force.
  void clear() const;

 private:
  RunFolder(std::string path, int lock, bool locked);
  std::string path_;
  int lock_ = -1;
  bool locked_ = false;
};

}  // namespace snnflow

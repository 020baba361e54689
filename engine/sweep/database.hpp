// The sweep's database file: opened for safety first, brought to this program's schema, waited for where it
// is locked.
#pragma once
#include <soci/soci.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace snnflow {

/// What others are told while something takes long.
using Say = std::function<void(const std::string&)>;

/// durable: on the disk when the call returns. ordered: outlives the process, and after a power cut it is
/// there whenever anything later is; for what would be done again in the same way.
enum class Commit { durable, ordered };

/// An SQLite database in write-ahead mode. Not for two threads at once.
class Database {
 public:
  /// Opens or makes the file, and brings its schema to the newest. A file of a newer program, or that is no
  /// database, is an Error. `patience`, in seconds: how long a lock is waited for.
  Database(const std::string& file, Say say, double patience);

  soci::session& sql() { return sql_; }
  const std::string& file() const { return file_; }

  /// Runs `work` in one transaction that holds the lock for writing from the start; its result counts once
  /// this returns. What `work` throws undoes it. A full disk is an Error with exit code 74.
  template <class Work>
  auto write(Commit commit, Work work);
  /// The same without a lock: one consistent view.
  template <class Work>
  auto read(Work work);

 private:
  // A statement without values, prepared once.
  soci::statement& prepared(const std::string& statement);
  // Executes a statement that may find the file locked, again and again, and says so after a moment.
  void patiently(const std::string& statement);
  void set_synchronous(Commit commit);
  void undo() noexcept;
  [[noreturn]] void explain(const std::exception& error) const;
  void prepare_schema();

  std::string file_;
  Say say_;
  double patience_;
  Commit commit_ = Commit::ordered;
  soci::session sql_;
  std::map<std::string, std::unique_ptr<soci::statement>> prepared_;  // gone before the session
};

template <class Work>
auto Database::write(Commit commit, Work work) {
  set_synchronous(commit);
  patiently("BEGIN IMMEDIATE");
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      patiently("COMMIT");
    } else {
      auto result = work();
      patiently("COMMIT");
      return result;
    }
  } catch (const soci::soci_error& error) {
    undo();
    explain(error);
  } catch (...) {
    undo();
    throw;
  }
}

template <class Work>
auto Database::read(Work work) {
  patiently("BEGIN");
  try {
    auto result = work();
    patiently("COMMIT");
    return result;
  } catch (const soci::soci_error& error) {
    undo();
    explain(error);
  } catch (...) {
    undo();
    throw;
  }
}

}  // namespace snnflow

// A sweep's database as one file, for workers that share a folder: opened for safety first, waited for where
// it is locked.
#pragma once
#include <map>
#include <memory>

#include "sweep/database.hpp"

namespace snnflow {

/// SQLite in write-ahead mode.
class SqliteDatabase : public Database {
 public:
  /// Opens or makes the file, and brings its schema to the newest. A file of a newer program, or that is no
  /// database, is an Error. `patience`, in seconds: how long a lock is waited for.
  SqliteDatabase(const std::string& file, Say say, double patience);

 private:
  void begin_writing(Commit commit) override;
  void begin_reading() override { patiently("BEGIN"); }
  void commit() override { patiently("COMMIT"); }
  void recover(const soci::soci_error& error) override { explain(error); }
  std::string name() const override { return "the database '" + file_ + "'"; }
  int schema_version() override;
  void set_schema_version(int version) override;
  std::string in_dialect(const char* statement) const override { return statement; }

  // A statement without values, prepared once.
  soci::statement& prepared(const std::string& statement);
  // Executes a statement that may find the file locked, again and again, and says so after a moment.
  void patiently(const std::string& statement);
  [[noreturn]] void explain(const std::exception& error) const;

  std::string file_;
  Commit commit_ = Commit::ordered;
  std::map<std::string, std::unique_ptr<soci::statement>> prepared_;  // gone before the session
};

}  // namespace snnflow

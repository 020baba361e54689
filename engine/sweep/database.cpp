// Waits are ours, not SQLite's, so that somebody is told of them.
#include "sweep/database.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <chrono>
#include <cmath>
#include <string_view>
#include <thread>

#include "base/text.hpp"
#include "snnflow/issue.hpp"
#include "sweep/schema.hpp"

namespace snnflow {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int io_exit = 74;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// SQLite's own code of an error; the low byte says what it is about.
int sqlite_code(const std::exception& error) {
  const auto* own = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  return own ? own->result() & 0xff : -1;
}
// SOCI gives no code where a statement ends early; the texts are SQLite's and do not change.
bool is_locked(const std::exception& error) {
  const int code = sqlite_code(error);
  const std::string_view text = error.what();
  return code == SQLITE_BUSY || code == SQLITE_LOCKED || text.find("database is locked") != text.npos ||
         text.find("database table is locked") != text.npos;
}

}  // namespace

Database::Database(const std::string& file, Say say, double patience)
    : file_(file), say_(std::move(say)), patience_(patience) {
  if (file.find_first_of("\"'") != std::string::npos)
    throw Error("the folder of a sweep cannot have quotes in its name: '" + file + "'");
  try {
    sql_.open(soci::sqlite3, "dbname=\"" + file + "\" timeout=1");
    patiently("PRAGMA journal_mode = WAL");
    patiently("PRAGMA synchronous = NORMAL");
    prepare_schema();
  } catch (const soci::soci_error& error) {
    explain(error);
  }
}

soci::statement& Database::prepared(const std::string& statement) {
  std::unique_ptr<soci::statement>& known = prepared_[statement];
  if (!known) {
    auto made = std::make_unique<soci::statement>(sql_);
    made->alloc();
    made->prepare(statement);
    made->define_and_bind();
    known = std::move(made);
  }
  return *known;
}

void Database::patiently(const std::string& statement) {
  const auto begin = Clock::now();
  double told = 2;
  for (;;) try {
      // What answers with a row is not kept: it would stay open, and with it a view of the file.
      if (statement.starts_with("PRAGMA")) sql_ << statement;
      else prepared(statement).execute(true);
      return;
    } catch (const soci::soci_error& error) {
      if (!is_locked(error)) explain(error);
      const double waited = seconds_since(begin);
      if (waited > patience_)
        throw Error("the database '" + file_ + "' was locked by another program for " +
                        number_text(std::round(waited)) + " s; end that program (`fuser " + file_ +
                        "` names it), then give the same command again",
                    io_exit);
      if (waited > told) {
        if (say_)
          say_("the database '" + file_ + "' is locked by another program; waiting for it (" +
               number_text(std::round(waited)) + " s)");
        told *= 2;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

void Database::set_synchronous(Commit commit) {
  if (commit == commit_) return;
  patiently(commit == Commit::durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  commit_ = commit;
}

void Database::undo() noexcept {
  try {
    sql_ << "ROLLBACK";
  } catch (...) {  // it had not begun, or SQLite undid it already
  }
}

void Database::explain(const std::exception& error) const {
  const int code = sqlite_code(error);
  const std::string what = error.what();
  if (code == SQLITE_FULL || what.find("disk is full") != what.npos)
    throw Error(
        "the disk is full: '" + file_ + "' could not be written; make room, then give the same command again",
        io_exit);
  if (code == SQLITE_IOERR || what.find("disk I/O error") != what.npos)
    throw Error("the disk refused '" + file_ +
                    "': it is full, or failing (`dmesg` tells); make room, then give the same command again",
                io_exit);
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT || what.find("not a database") != what.npos ||
      what.find("malformed") != what.npos)
    throw Error("'" + file_ + "' is no database, or a damaged one; take another folder, or put back a copy",
                io_exit);
  if (code == SQLITE_CANTOPEN || what.find("unable to open") != what.npos)
    throw Error(
        "the database '" + file_ + "' cannot be opened; see whether its folder is there and may be written",
        io_exit);
  if (code == SQLITE_READONLY || what.find("readonly") != what.npos)
    throw Error("the database '" + file_ + "' may not be written; see the rights of the file and its folder",
                io_exit);
  throw Error("the database '" + file_ + "': " + what, io_exit);
}

void Database::prepare_schema() {
  int version = 0;
  sql_ << "PRAGMA user_version", soci::into(version);
  if (version == int(std::size(schema_steps))) return;
  write(Commit::durable, [&] {
    sql_ << "PRAGMA user_version", soci::into(version);  // another process may have been faster
    if (version > int(std::size(schema_steps)))
      throw Error("'" + file_ + "' was written by a newer snnflow (schema " + std::to_string(version) +
                  ", here " + std::to_string(std::size(schema_steps)) + "); update snnflow");
    for (; version < int(std::size(schema_steps)); ++version)
      for (const char* statement : schema_steps[std::size_t(version)]) sql_ << statement;
    sql_ << "PRAGMA user_version = " + std::to_string(version);
  });
}

}  // namespace snnflow

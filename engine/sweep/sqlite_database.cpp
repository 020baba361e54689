// Waits are ours, not SQLite's, so that somebody is told of them.
#include "sweep/sqlite_database.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <cmath>
#include <string_view>

#include "base/text.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

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

SqliteDatabase::SqliteDatabase(const std::string& file, Say say, double patience)
    : Database(std::move(say), patience), file_(file) {
  if (file.find_first_of("\"'") != std::string::npos)
    throw Error("the folder of a sweep cannot have quotes in its name: '" + file + "'");
  try {
    sql_.open(soci::sqlite3, "dbname=\"" + file + "\" timeout=1");
    ++connections_;
    // Rows are short, and what is written for one are whole pages, with sums over them. Only for a new file.
    patiently("PRAGMA page_size = 1024");
    patiently("PRAGMA journal_mode = WAL");
    patiently("PRAGMA wal_autocheckpoint = 4000");  // pages
    patiently("PRAGMA synchronous = NORMAL");
    prepare_schema();
  } catch (const soci::soci_error& error) {
    explain(error);
  }
}

soci::statement& SqliteDatabase::prepared(const std::string& statement) {
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

void SqliteDatabase::patiently(const std::string& statement) {
  Waiting waiting(say_, patience_);
  for (;;) try {
      // What answers with a row is not kept: it would stay open, and with it a view of the file.
      if (statement.starts_with("PRAGMA"))
        sql_ << statement;
      else
        prepared(statement).execute(true);
      return;
    } catch (const soci::soci_error& error) {
      if (!is_locked(error)) explain(error);
      if (waiting.is_over())
        throw Error(name() + " was locked by another program for " +
                        number_text(std::round(waiting.seconds())) + " s; end that program (`fuser " + file_ +
                        "` names it), then give the same command again",
                    io_exit);
      waiting.moment(name() + " is locked by another program; waiting for it", 20);
    }
}

void SqliteDatabase::begin_writing(Commit commit) {
  if (commit != commit_)
    patiently(commit == Commit::durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  commit_ = commit;
  patiently("BEGIN IMMEDIATE");
}

int SqliteDatabase::schema_version() {
  int version = 0;
  sql_ << "PRAGMA user_version", soci::into(version);
  return version;
}

void SqliteDatabase::set_schema_version(int version) {
  sql_ << "PRAGMA user_version = " + std::to_string(version);
}

void SqliteDatabase::explain(const std::exception& error) const {
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
    throw Error(name() + " cannot be opened; see whether its folder is there and may be written", io_exit);
  if (code == SQLITE_READONLY || what.find("readonly") != what.npos)
    throw Error(name() + " may not be written; see the rights of the file and its folder", io_exit);
  throw Error(name() + ": " + what, io_exit);
}

}  // namespace snnflow

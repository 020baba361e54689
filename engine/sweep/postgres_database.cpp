// One lock per sweep puts writers in a row, as in SQLite: what is committed later has the higher revision.
#include "sweep/postgres_database.hpp"

#include <soci/postgresql/soci-postgresql.h>

#include <cmath>
#include <string_view>

#include "base/text.hpp"
#include "model/random.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

std::string sqlstate_of(const soci::soci_error& error) {
  const auto* own = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  return own ? own->sqlstate() : "";
}

// Null where there is none. (The backend's type is not exported; there is no other kind here.)
PGconn* connection_of(soci::session& sql) {
  auto* backend = static_cast<soci::postgresql_session_backend*>(sql.get_backend());
  return backend ? backend->conn_ : nullptr;
}

// The library's own waits, where the address does not set them: a machine that vanished is noticed.
std::string with_timeouts(const StoreUrl& url) {
  std::string text = url.connection;
  for (const char* option :
       {"connect_timeout=10", "keepalives_idle=20", "keepalives_interval=10", "keepalives_count=3",
        "tcp_user_timeout=60000", "application_name=snnflow", "client_encoding=UTF8"}) {
    const std::string_view key = std::string_view(option).substr(0, std::string_view(option).find('='));
    if (text.find(std::string(key) + '=') == text.npos)
      text += (text.find('?') == text.npos ? '?' : '&') + std::string(option);
  }
  return text;
}

// While connecting: a server that starts or stops, or that cut the connection a moment ago.
bool will_pass(const soci::soci_error& error, const StoreUrl& url) {
  const std::string state = sqlstate_of(error), text = error.get_error_message();
  return state.starts_with("08") || state.starts_with("57P") ||
         text.find("closed the connection") != text.npos || text.find("terminating") != text.npos ||
         PQping(with_timeouts(url).c_str()) == PQPING_REJECT;
}

}  // namespace

PostgresDatabase::PostgresDatabase(const StoreUrl& url, Say say, double patience)
    : Database(std::move(say), patience),
      url_(url),
      schema_("\"snnflow_" + url.sweep + "\""),
      lock_class_(int(key_of(schema_) >> 32)) {
  Waiting waiting(say_, patience_);
  for (;;) try {
      connect();
      make_schema();
      prepare_schema();
      return;
    } catch (const soci::soci_error& error) {
      forget_statements();
      sql_.close();
      if (!will_pass(error, url_) || waiting.is_over()) explain(error);
      waiting.moment("the server of " + url_.shown + " is starting or stopping; waiting for it", 200);
    }
}

void PostgresDatabase::connect() {
  sql_.open(soci::postgresql, with_timeouts(url_));
  ++connections_;
  PQsetNoticeProcessor(
      connection_of(sql_), [](void*, const char*) {}, nullptr);  // it would go to stderr
  sql_ << "SET search_path TO " + schema_;
  sql_ << "SET synchronous_commit TO on; SET lock_timeout TO '2s'; SET statement_timeout TO 0;"
          "SET tcp_keepalives_idle TO 20; SET tcp_keepalives_interval TO 10; SET tcp_keepalives_count TO 3";
}

// Who may use a schema need not be allowed to make one; so it is looked for first.
void PostgresDatabase::make_schema() {
  int there = 0;
  const std::string plain = schema_.substr(1, schema_.size() - 2);
  write(Commit::durable, [&] {
    sql_ << "SELECT COUNT(*) FROM pg_namespace WHERE nspname = :n", soci::use(plain), soci::into(there);
    if (there == 0) {
      sql_ << "CREATE SCHEMA " + schema_;
      sql_ << "CREATE TABLE version (number BIGINT NOT NULL)";
      sql_ << "INSERT INTO version (number) VALUES (0)";
    }
  });
}

std::set<int> PostgresDatabase::held_locks() {
  // Numbers of locks are unsigned in the server's list of them.
  const std::int64_t lock_class = unsigned(lock_class_);
  std::set<int> held;
  std::int64_t number = 0;
  soci::statement locks =
      (sql_.prepare << "SELECT objid::BIGINT FROM pg_locks WHERE locktype = 'advisory' AND granted"
                       " AND objsubid = 2 AND classid::BIGINT = :c AND database ="
                       " (SELECT oid FROM pg_database WHERE datname = current_database())",
       soci::use(lock_class), soci::into(number));
  for (locks.execute(); locks.fetch();) held.insert(int(number));
  return held;
}

void PostgresDatabase::drop() {
  write(Commit::durable, [&] {
    if (!held_locks().empty())
      throw Error("somebody works on the sweep in " + with_sweep(url_, url_.sweep) +
                  "; end that first (there, pg_stat_activity names who)");
    sql_ << "DROP SCHEMA " + schema_ + " CASCADE";
  });
}

void PostgresDatabase::begin_writing(Commit) {
  sql_ << "BEGIN; SELECT pg_advisory_xact_lock(" + std::to_string(std::int64_t(key_of(schema_))) + ")";
}
void PostgresDatabase::begin_reading() { sql_ << "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"; }
void PostgresDatabase::commit() {
  sql_ << "COMMIT";
  waiting_.reset();
}

int PostgresDatabase::schema_version() {
  int version = 0;
  sql_ << "SELECT number FROM version", soci::into(version);
  return version;
}

void PostgresDatabase::set_schema_version(int version) {
  sql_ << "UPDATE version SET number = :n", soci::use(version);
}

std::string PostgresDatabase::in_dialect(const char* statement) const {
  std::string text = statement;
  for (const auto& [theirs, ours] :
       {std::pair<std::string_view, std::string_view>{"INTEGER PRIMARY KEY AUTOINCREMENT",
                                                      "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"},
        {"INTEGER", "BIGINT"},
        {" REAL", " DOUBLE PRECISION"}})
    for (std::size_t at = 0; (at = text.find(theirs, at)) != text.npos; at += ours.size())
      text.replace(at, theirs.size(), ours);
  return text;
}

bool PostgresDatabase::is_lost(const soci::soci_error& error) {
  PGconn* connection = connection_of(sql_);
  const std::string state = sqlstate_of(error);
  return !connection || PQstatus(connection) != CONNECTION_OK || state.starts_with("08") ||
         state.starts_with("57P");
}

void PostgresDatabase::recover(const soci::soci_error& error) {
  const std::string state = sqlstate_of(error);
  if (is_lost(error)) return connect_again(error.get_error_message());
  if (state.starts_with("40")) return;  // in each other's way: once more
  if (state != "55P03") explain(error);
  if (!waiting_) waiting_.emplace(say_, patience_);
  if (waiting_->is_over())
    throw Error(name() + " was locked by another program for " +
                    number_text(std::round(waiting_->seconds())) +
                    " s; `SELECT * FROM pg_locks` names it: end it, then give the same command again",
                io_exit);
  waiting_->moment(name() + " is locked by another program; waiting for it", 1);
}

void PostgresDatabase::connect_again(std::string error) {
  Waiting waiting(say_, patience_);
  for (;;) {
    if (waiting.is_over())
      throw Error("the server of " + url_.shown + " has been away for " +
                      number_text(std::round(waiting.seconds())) + " s: " + postgres_reason(error, "", url_) +
                      "; then give the same command again",
                  io_exit);
    waiting.moment("the connection to " + url_.shown + " is lost; waiting for the server", 100);
    try {
      forget_statements();
      sql_.close();
      connect();
      if (connected_again) connected_again();
      return;
    } catch (const soci::soci_error& again) {
      error = again.get_error_message();
    }
  }
}

void PostgresDatabase::explain(const soci::soci_error& error) const {
  throw Error(postgres_reason(error.get_error_message(), sqlstate_of(error), url_), io_exit);
}

void try_connection(const StoreUrl& url) try {
  soci::session(soci::postgresql, with_timeouts(url));
} catch (const soci::soci_error& error) {
  if (!will_pass(error, url))
    throw Error(postgres_reason(error.get_error_message(), sqlstate_of(error), url), io_exit);
}

}  // namespace snnflow

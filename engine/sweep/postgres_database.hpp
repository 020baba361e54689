// A sweep's database on a PostgreSQL server, for workers on many machines. Each sweep has a schema of its own
// there, snnflow_<name>.
#pragma once
#include <memory>
#include <optional>
#include <set>

#include "sweep/database.hpp"
#include "sweep/store_url.hpp"

namespace snnflow {

/// Every transaction is durable, `ordered` ones too: a server that restarts does not take its workers along,
/// so nothing that one of them was told may be forgotten. A lost connection is made again, and the
/// transaction with it.
class PostgresDatabase : public Database {
 public:
  /// Connects, makes the schema where it is missing, and brings it to the newest. An Error says why the
  /// server cannot be reached or refuses; only one that is just starting is waited for. `patience`, in
  /// seconds: how long a server that was there may be away, or busy for others.
  PostgresDatabase(const StoreUrl& url, Say say, double patience);

  /// 32 bits of the sweep's name: the class of its workers' locks.
  int lock_class() const { return lock_class_; }
  /// The numbers under which workers hold locks of that class, as the server tells now.
  std::set<int> held_locks();
  /// Removes all that the server keeps of the sweep. An Error where a worker holds a lock.
  void drop();

 private:
  void begin_writing(Commit) override;
  void begin_reading() override;
  void commit() override;
  void recover(const soci::soci_error& error) override;
  std::string name() const override { return "the database " + url_.shown; }
  int schema_version() override;
  void set_schema_version(int version) override;
  std::string in_dialect(const char* statement) const override;

  void connect();
  void make_schema();
  bool is_lost(const soci::soci_error& error);
  // Until the server is there again; `error`: how it went away.
  void connect_again(std::string error);
  [[noreturn]] void explain(const soci::soci_error& error) const;

  StoreUrl url_;
  std::string schema_;  // in quotes
  int lock_class_;
  std::optional<Waiting> waiting_;  // for others who are writing
};

/// Returns where the server lets one in, else throws as the making of a PostgresDatabase does.
void try_connection(const StoreUrl& url);

/// What an error of the server's library means for the user: a sentence with a remedy, and no password.
std::string postgres_reason(const std::string& message, const std::string& sqlstate, const StoreUrl& url);

}  // namespace snnflow

// The sweep's database: transactions, tried again where that helps, and tables brought to this program's
// schema. What differs between SQLite and PostgreSQL stands in the classes made from it.
#pragma once
#include <soci/soci.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <typeindex>

#include "record/disk.hpp"
#include "sweep/waiting.hpp"

namespace snnflow {

/// durable: on the disk when the call returns. ordered: outlives the process, and after a power cut it is
/// there whenever anything later is; for what would be done again in the same way.
enum class Commit { durable, ordered };

/// Not for two threads at once.
class Database {
 public:
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  soci::session& sql() { return sql_; }
  /// S(session), which prepares statements with places for their values: made once in the life of a
  /// connection.
  template <class S>
  S& kept() {
    std::shared_ptr<void>& known = kept_[typeid(S)];
    if (!known) known = std::make_shared<S>(sql_);
    return *static_cast<S*>(known.get());
  }
  /// How often it was connected to. Where this grows while `work` is tried again, the transaction before may
  /// have counted, without an answer.
  int connections() const { return connections_; }
  /// Called after a lost connection was made anew, before anything is tried again.
  std::function<void()> connected_again;

  /// Runs `work` in one transaction that keeps other writers out from the start; its result counts once this
  /// returns. What `work` throws undoes it; after a lost connection it is called again. A full disk is an
  /// Error with exit code 74.
  template <class Work>
  auto write(Commit commit, Work work) {
    return in_transaction([&] { begin_writing(commit); }, work);
  }
  /// The same without keeping anybody out: one consistent view.
  template <class Work>
  auto read(Work work) {
    return in_transaction([&] { begin_reading(); }, work);
  }

 protected:
  Database(Say say, double patience) : say_(std::move(say)), patience_(patience) {}

  virtual void begin_writing(Commit commit) = 0;
  virtual void begin_reading() = 0;
  virtual void commit() = 0;
  // Returns where the transaction may be tried again, else throws what the error means for the user.
  virtual void recover(const soci::soci_error& error) = 0;

  // As a message names it: "the database 'sweep.db'".
  virtual std::string name() const = 0;
  virtual int schema_version() = 0;
  virtual void set_schema_version(int version) = 0;
  // A statement of sweep/schema.hpp as this database wants it.
  virtual std::string in_dialect(const char* statement) const = 0;
  // What is kept of a connection, before that is closed.
  void forget_statements() { kept_.clear(); }
  // Brings the tables to the newest version; those of a newer program are an Error.
  void prepare_schema();

  soci::session sql_;
  Say say_;
  double patience_;  // seconds
  int connections_ = 0;

 private:
  template <class Begin, class Work>
  auto in_transaction(Begin begin, Work& work);
  void undo() noexcept;

  std::map<std::type_index, std::shared_ptr<void>> kept_;  // gone before the session
};

template <class Begin, class Work>
auto Database::in_transaction(Begin begin, Work& work) {
  for (;;) try {
      begin();
      if constexpr (std::is_void_v<decltype(work())>) {
        work();
        commit();
        return;
      } else {
        auto result = work();
        commit();
        return result;
      }
    } catch (const soci::soci_error& error) {
      undo();
      recover(error);
    } catch (...) {
      undo();
      throw;
    }
}

}  // namespace snnflow

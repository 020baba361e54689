// The address of a PostgreSQL server, taken apart so that its password is never shown.
#pragma once
#include <string>
#include <vector>

namespace snnflow {

/// postgresql://user:password@host:port/database?sweep=name&... as PostgreSQL's own programs take it, but for
/// `sweep`: which of the sweeps in that database.
struct StoreUrl {
  std::string connection;                              // what the server's library gets: all but `sweep`
  std::string shown;                                   // the same without passwords, for messages and files
  std::string user, password, hosts, database, sweep;  // each may be empty; hosts: with ports

  /// A text of others with every password in it replaced.
  std::string without_secrets(std::string text) const;
  std::vector<std::string> secrets;
};

/// An Error, without the password, where the text is no such address.
StoreUrl read_store_url(const std::string& text);

/// The address with a sweep's name: as it is written down, without passwords.
std::string with_sweep(const StoreUrl& url, const std::string& sweep);

/// Letters, digits, '-' and '_', at most 40.
bool is_sweep_name(const std::string& name);

}  // namespace snnflow

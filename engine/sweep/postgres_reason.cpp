// While connecting, the library gives no code: its texts are looked at, which are English before a language
// is agreed on.
#include <string_view>

#include "sweep/postgres_database.hpp"

namespace snnflow {
namespace {

// What the library says, without its heading ("connection to server ... failed: FATAL:  ") and its questions.
std::string core_of(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '.')) text.pop_back();
  for (const std::string_view heading : {"FATAL:  ", "ERROR:  ", "failed: "})
    if (const auto at = text.rfind(heading); at != text.npos) {
      text = text.substr(at + heading.size());
      break;
    }
  if (text.starts_with("Cannot establish")) text.erase(0, text.find('\n') + 1);  // SOCI's own line
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string postgres_reason(const std::string& message, const std::string& sqlstate, const StoreUrl& url) {
  const std::string core = url.without_secrets(core_of(message));
  const auto says = [&](std::string_view text) { return message.find(text) != message.npos; };
  const std::string database = url.database.empty() ? "the database" : url.database;
  const std::string user = url.user.empty() ? "you" : "'" + url.user + "'";
  if (says("password authentication failed"))
    return "the server of " + url.shown + " refuses the password of " + user +
           ": put the right one into ~/.pgpass (host:port:database:user:password) or the variable PGPASSWORD";
  if (says("no password supplied"))
    return "the server of " + url.shown + " asks for a password of " + user +
           ": put it into ~/.pgpass (host:port:database:user:password) or the variable PGPASSWORD";
  if (says("does not exist") && says("database \""))
    return "there is no database '" + database + "' on the server of " + url.shown + ": make it (`createdb " +
           database + "`), or name another one";
  if (says("does not exist") && says("role \""))
    return "the server of " + url.shown + " does not know the user: " + core +
           "; name one in the address (postgresql://user@host/database)";
  if (says("pg_hba.conf") || says("authentication failed"))
    return "the server of " + url.shown + " does not let " + user + " in: " + core +
           "; its administrator grants that in pg_hba.conf";
  if ((says("too many") && says("clients")) || says("remaining connection slots") || sqlstate == "53300")
    return "the server of " + url.shown +
           " takes no more connections: start fewer workers, or raise max_connections there";
  if (sqlstate == "42501")
    return "the user may not create tables in " + url.shown + " (" + core +
           "): as the owner of the database, say GRANT CREATE ON DATABASE " + database + " TO " +
           (url.user.empty() ? "the user" : url.user);
  if (sqlstate == "53100")
    return "the disk of the server of " + url.shown +
           " is full: make room there, then give the same command again";
  if (sqlstate == "25006")
    return "the server of " + url.shown + " only lets its data be read: name the one that is written to";
  if (sqlstate.empty() && says("invalid "))
    return "the address " + url.shown + " has an " + core +
           "; write it as postgresql://user@host:port/database?option=value";
  if (sqlstate.empty() && (says("onnection") || says("translate host name") || says("server")))
    return "the server of " + url.shown + " cannot be reached: " + core +
           "; see whether it runs, and whether this machine may reach it (`pg_isready` tells)";
  return "the server of " + url.shown + ": " + core;
}

}  // namespace snnflow

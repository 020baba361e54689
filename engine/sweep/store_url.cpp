// libpq reads these addresses too, but quotes them, password included, in its complaints: so nothing that it
// could complain of is passed on.
#include "sweep/store_url.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>

#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Error("the address of the store " + why + "; write it as postgresql://user@host/database", 2);
}

// "a%20b" -> "a b"
std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size() || !std::isxdigit(static_cast<unsigned char>(text[i + 1])) ||
        !std::isxdigit(static_cast<unsigned char>(text[i + 2])))
      refuse("has a '%' that begins no %XX: a '%' itself is written %25");
    plain += char(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
    i += 2;
  }
  return plain;
}

bool is_secret(std::string_view key) { return key == "password" || key == "sslpassword"; }

}  // namespace

bool is_sweep_name(const std::string& name) {
  return !name.empty() && name.size() <= 40 &&
         std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
}

std::string StoreUrl::without_secrets(std::string text) const {
  for (const std::string& secret : secrets)
    for (std::size_t at = 0; !secret.empty() && (at = text.find(secret, at)) != text.npos; at += 3)
      text.replace(at, secret.size(), "***");
  return text;
}

StoreUrl read_store_url(const std::string& text) {
  std::string_view rest = text;
  for (const std::string_view scheme : {"postgresql://", "postgres://"})
    if (text.starts_with(scheme)) rest.remove_prefix(scheme.size());
  if (rest.size() == text.size()) refuse("does not begin with postgresql://");
  if (std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c == 127; }))
    refuse("has a blank in it: a blank is written %20");

  StoreUrl url;
  const std::size_t query = std::min(rest.find('?'), rest.size());
  const std::string_view before = rest.substr(0, query);
  std::string_view options = rest.substr(std::min(query + 1, rest.size()));
  if (options.find('@') != options.npos)
    refuse("has an '@' after its '?': in a password they are written %40 and %3F");
  const std::size_t at = before.rfind('@');
  std::string_view place = before, login;
  if (at != before.npos) place = before.substr(at + 1), login = before.substr(0, at);
  if (login.find_first_of("/@") != login.npos)
    refuse("has a '/' or an '@' in its password: they are written %2F and %40");
  const std::size_t colon = std::min(login.find(':'), login.size());
  url.user = decoded(login.substr(0, colon));
  const std::size_t slash = std::min(place.find('/'), place.size());
  url.hosts = decoded(place.substr(0, slash));
  url.database = decoded(place.substr(std::min(slash + 1, place.size())));
  if (colon < login.size()) {
    url.password = decoded(login.substr(colon + 1));
    url.secrets = {std::string(login.substr(colon + 1)), url.password};
  }

  const std::string end = std::string(place);
  url.connection = "postgresql://" + std::string(login) + (at == before.npos ? "" : "@") + end;
  url.shown = "postgresql://" + std::string(login.substr(0, colon)) + (at == before.npos ? "" : "@") + end;
  char link = '?', shown_link = '?';
  while (!options.empty()) {
    const std::string_view option = options.substr(0, options.find('&'));
    options.remove_prefix(std::min(option.size() + 1, options.size()));
    const std::size_t equals = std::min(option.find('='), option.size());
    const std::string key(option.substr(0, equals));
    const std::string_view value = option.substr(std::min(equals + 1, option.size()));
    if (key == "sweep") {
      url.sweep = value;
      if (!is_sweep_name(url.sweep))
        refuse("names the sweep '" + url.sweep + "': letters, digits, '-' and '_' make such a name");
      continue;
    }
    url.connection += link + std::string(option), link = '&';
    if (is_secret(key)) {
      url.secrets.insert(url.secrets.end(), {std::string(value), decoded(value)});
      if (key == "password") url.password = decoded(value);
    } else {
      decoded(value);
      url.shown += shown_link + std::string(option), shown_link = '&';
    }
  }
  return url;
}

std::string with_sweep(const StoreUrl& url, const std::string& sweep) {
  return url.shown + (url.shown.find('?') == std::string::npos ? '?' : '&') + "sweep=" + sweep;
}

}  // namespace snnflow

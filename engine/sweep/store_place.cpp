// The file is there whole or not at all, and the first one stays: link() does both.
#include "sweep/store_place.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <random>

#include "record/disk.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {

constexpr const char* explanation =
    "# Where this sweep is kept. A password belongs into ~/.pgpass, or the variable PGPASSWORD.\n";

// The folder's name and eight digits, so that sweeps of one database do not meet.
std::string made_up_name(const std::string& folder) {
  std::string name = std::filesystem::absolute(folder).lexically_normal().filename().string().substr(0, 24);
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  char digits[10];
  std::snprintf(digits, sizeof digits, "_%08x", unsigned(std::random_device()()));
  return name + digits;
}

// What the file says; nothing where it is not there.
std::optional<StoreUrl> read_place(const std::string& file) {
  const auto text = read_file_if_there(file);
  if (!text) return {};
  std::size_t begin = text->find("postgres");
  if (begin == text->npos) begin = text->size();
  StoreUrl url = read_store_url(text->substr(begin, text->find('\n', begin) - begin));
  if (url.sweep.empty()) throw Error(file + " does not say which sweep; put back what it said");
  return url;
}

void write_place(const std::string& file, const std::string& line) {
  const std::string draft = file + "." + std::to_string(::getpid()) + ".draft";
  write_file(draft, explanation + line + "\n");
  const int error = ::link(draft.c_str(), file.c_str()) == 0 ? 0 : errno;
  ::unlink(draft.c_str());
  if (error != 0 && error != EEXIST) throw_disk_error(file, error);
  sync_folder(folder_of(file));
}

std::string place_file(const std::string& folder) { return folder + "/store"; }

bool same_database(const StoreUrl& a, const StoreUrl& b) {
  return a.hosts == b.hosts && a.database == b.database;
}

}  // namespace

std::optional<StoreUrl> kept_place(const std::string& folder, const std::string& url) {
  auto kept = read_place(place_file(folder));
  if (!kept || url.empty()) return kept;
  StoreUrl given = read_store_url(url);
  if (!same_database(given, *kept)) return kept;
  given.sweep = kept->sweep;
  return given;
}

std::optional<StoreUrl> store_place(const std::string& folder, const std::string& url,
                                    const std::function<void(const StoreUrl&)>& try_it) {
  const std::string file = place_file(folder);
  auto kept = read_place(file);
  if (url.empty()) return kept;
  StoreUrl given = read_store_url(url);
  if (!kept) {
    if (is_there(folder + "/sweep.db"))
      throw Error("the sweep in '" + folder +
                      "' is kept in its sweep.db; leave --store away, or take another folder with --out",
                  2);
    try_it(given);
    write_place(file, with_sweep(given, given.sweep.empty() ? made_up_name(folder) : given.sweep));
    kept = read_place(file);
  }
  if (!same_database(given, *kept) || (!given.sweep.empty() && given.sweep != kept->sweep))
    throw Error("the sweep in '" + folder + "' is kept in " + with_sweep(*kept, kept->sweep) +
                    "; leave --store away, or take another folder with --out (where the server has moved, "
                    "write its new address into " +
                    file + ")",
                2);
  given.sweep = kept->sweep;
  return given;
}

}  // namespace snnflow

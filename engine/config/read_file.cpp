// What is wrong with a path is asked of the file system before the file is opened, to say it in plain words.
#include "config/read_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "config/scan.hpp"

namespace snnflow {
namespace {

namespace fs = std::filesystem;

FileText failure(std::string problem, std::string remedy, bool missing = false) {
  return {{}, std::move(problem), std::move(remedy), missing};
}

// The names of the experiments in a directory; not more than a message needs.
std::vector<std::string> experiments_in(const fs::path& directory) {
  std::vector<std::string> found;
  std::error_code error;
  fs::directory_iterator entry(directory.empty() ? "." : directory, error);
  for (; !error && entry != fs::directory_iterator() && found.size() < 1000; entry.increment(error)) {
    if (entry->path().extension() == ".toml") found.push_back(entry->path().filename().string());
  }
  std::ranges::sort(found);
  return found;
}

// "; did you mean 'x.toml'?", of the files that stand where the path points.
std::string close_to(const fs::path& path) {
  std::error_code error;
  const fs::path with_ending = path.string() + ".toml";
  if (fs::exists(with_ending, error)) return "; did you mean '" + with_ending.string() + "'?";
  const auto name = suggest(path.filename().string(), experiments_in(path.parent_path()));
  return name ? "; did you mean '" + (path.parent_path() / *name).string() + "'?" : "";
}

FileText missing(const fs::path& path) {
  std::error_code error;
  const std::string here = fs::current_path(error).string();
  const std::string seen_from = path.is_absolute() ? "" : ", as seen from " + here;
  return failure("there is no file '" + path.string() + "'" + close_to(path),
                 "give the path of an experiment" + seen_from, true);
}

FileText directory(const fs::path& path) {
  const std::vector<std::string> inside = experiments_in(path);
  const bool few = !inside.empty() && inside.size() <= 5;
  return failure("'" + path.string() + "' is a directory, not a file",
                 "give the path of an experiment in it" + (few ? ": " + quoted_list(inside, "or") : ""));
}

// More than one control character in ten makes no text, except in UTF-16, which begins with a mark: half of
// its bytes may be zero.
bool is_text(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return true;
  const std::string_view head = bytes.substr(0, 4096);
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && !(c >= '\t' && c <= '\r');
  };
  return std::ranges::count_if(head, is_control) * 10 <= static_cast<std::ptrdiff_t>(head.size());
}

}  // namespace

FileText read_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return missing(path);
  if (status.type() == fs::file_type::directory) return directory(path);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) {
    return failure("'" + path + "' cannot be read: " + std::generic_category().message(errno),
                   "see who may read it: ls -l " + path);
  }
  FileText whole;
  whole.text.resize(kLargestText + 1);
  whole.text.resize(std::fread(whole.text.data(), 1, whole.text.size(), file.get()));
  if (std::ferror(file.get())) {
    return failure("'" + path + "' cannot be read: " + std::generic_category().message(errno),
                   "copy it anew");
  }
  if (whole.text.size() > kLargestText) {
    return failure("'" + path + "' is larger than " + std::to_string(kLargestText >> 20) + " MiB",
                   "keep large data in files of their own and read them with a data plugin");
  }
  if (!is_text(whole.text))
    return failure("'" + path + "' is no text file", "give the path of an experiment, a text in TOML");
  if (whole.text.starts_with("\xEF\xBB\xBF")) whole.text.erase(0, 3);
  whole.text.shrink_to_fit();
  return whole;
}

}  // namespace snnflow

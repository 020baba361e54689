// A mistake in what a user wrote: what is wrong, where, and what to do about it. Collected, never thrown one by one.
#pragma once
#include <stdexcept>
#include <string>
#include <vector>

#include "snnflow/value.hpp"

namespace snnflow {

enum class Severity { warning, error };

struct Issue {
  Severity severity = Severity::error;
  Place place;
  std::string message;   // what is wrong: `tau_mem = -1 is out of range`
  std::string remedy;    // what to do: `it must be above 0 ms`; may be empty
  std::string path;      // the key it is about, where that is known: layer.hidden.neuron.lif.tau_mem

  bool says_the_same(const Issue& other) const {
    return severity == other.severity && place == other.place && message == other.message;
  }
};

// What was found so far; the same message at the same place is kept once.
class Issues {
 public:
  void error(Place place, std::string message, std::string remedy = {}, std::string path = {}) {
    add({Severity::error, place, std::move(message), std::move(remedy), std::move(path)});
  }
  void warn(Place place, std::string message, std::string remedy = {}, std::string path = {}) {
    add({Severity::warning, place, std::move(message), std::move(remedy), std::move(path)});
  }
  void add(Issue issue) {
    for (const Issue& earlier : list)
      if (earlier.says_the_same(issue)) return;
    list.push_back(std::move(issue));
  }
  int errors() const {
    int n = 0;
    for (const Issue& i : list) n += i.severity == Severity::error;
    return n;
  }
  std::vector<Issue> list;
};

// What a user can mend and no file position explains: a missing file, a full disk. Says which exit code it deserves.
struct Error : std::runtime_error {
  explicit Error(const std::string& what, int exit_code = 65) : std::runtime_error(what), code(exit_code) {}
  int code;
};

}  // namespace snnflow

// from_chars reads "nan" and "inf" as well.
#include "sweep/rows.hpp"

#include <charconv>

#include "base/text.hpp"
#include "record/disk.hpp"
#include "snnflow/issue.hpp"

namespace snnflow {
namespace {
constexpr const char* state_names[] = {"running", "done", "pruned", "failed"};
}

std::string state_name(TrialState state) { return state_names[std::size_t(state)]; }

TrialState state_named(const std::string& name) {
  for (std::size_t i = 0; i < std::size(state_names); ++i)
    if (name == state_names[i]) return TrialState(i);
  throw Error("the sweep's database has a trial in the state '" + name +
              "', which this snnflow does not know; update snnflow");
}

std::string numbers_text(std::span<const double> numbers) {
  std::string text;
  for (const double x : numbers) text += (text.empty() ? "" : " ") + number_text(x);
  return text;
}

std::vector<double> numbers_of(std::string_view text) {
  std::vector<double> numbers;
  const char *at = text.data(), *end = at + text.size();
  while (at < end) {
    double x = 0;
    const auto [next, error] = std::from_chars(at, end, x);
    if (error != std::errc())
      throw Error(
          "the sweep's database has '" + std::string(text) + "' where numbers belong; put back a copy", io_exit);
    numbers.push_back(x);
    at = next + (next < end);
  }
  return numbers;
}

}  // namespace snnflow

// Compared leaf by leaf.
#include "plan/identity.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plan/describe.hpp"

namespace snnflow {

std::string identity(const Plan& plan) {
  auto j = nlohmann::ordered_json::parse(plan_json(plan));
  j.erase("title");
  j.erase("notes");
  return j.dump();
}

std::string first_difference(const std::string& there, const std::string& here) {
  const auto a = nlohmann::json::parse(there, nullptr, false).flatten(),
             b = nlohmann::json::parse(here, nullptr, false).flatten();
  const auto dotted = [](std::string pointer) {
    std::ranges::replace(pointer, '/', '.');
    return pointer.substr(1);
  };
  for (const auto& item : a.items()) {
    if (!b.contains(item.key()))
      return dotted(item.key()) + " is " + item.value().dump() + " there, and not set here";
    if (b.at(item.key()) != item.value())
      return dotted(item.key()) + " is " + item.value().dump() + " there and " + b.at(item.key()).dump() +
             " here";
  }
  for (const auto& item : b.items())
    if (!a.contains(item.key()))
      return dotted(item.key()) + " is not set there, and " + item.value().dump() + " here";
  return "";
}

}  // namespace snnflow

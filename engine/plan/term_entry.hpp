// What losses, metrics and regularisers have in common: names, the readout, their place in the resolved file.
#pragma once
#include "plan/layers.hpp"

namespace snnflow {

// What the record calls a term, by the name that its table gives (may be empty). An issue where it cannot be
// called that, or where one of `taken` is called so.
std::string term_name(Scope scope, const Several& entry, const std::string& given,
                      const std::vector<std::string>& taken);

// The readout that a term looks at, where it names no layer; -1 and an issue where there are several.
int readout_of(Scope scope, const Plan& plan, const Several& entry, const std::string& key);

// Puts what was understood of an entry into the resolved file.
void resolve_entry(const Several& entry, const std::string& kind, const Value& resolved, Plan& plan);

// Where a key's value stands, or the entry itself where it has no such key.
Place place_of(const Several& entry, const char* key);

template <class P>
std::vector<std::string> names_of(const std::vector<Term<P>>& terms) {
  std::vector<std::string> names;
  for (const auto& t : terms) names.push_back(t.name);
  return names;
}

}  // namespace snnflow

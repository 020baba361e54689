// One list of steps for every database.
#include "sweep/database.hpp"

#include "snnflow/issue.hpp"
#include "sweep/schema.hpp"

namespace snnflow {

void Database::undo() noexcept {
  try {
    sql_ << "ROLLBACK";
  } catch (...) {  // it had not begun, or was undone already
  }
}

void Database::prepare_schema() {
  constexpr auto newest = [] { return int(std::size(schema_steps)); };
  if (schema_version() == newest()) return;
  write(Commit::durable, [&] {
    int version = schema_version();  // another process may have been faster
    if (version > newest())
      throw Error(name() + " was written by a newer snnflow (schema " + std::to_string(version) + ", here " +
                  std::to_string(newest()) + "); update snnflow");
    for (; version < newest(); ++version)
      for (const char* statement : schema_steps[std::size_t(version)]) sql_ << in_dialect(statement);
    set_schema_version(version);
  });
}

}  // namespace snnflow

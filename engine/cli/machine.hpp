// The computer as a program sees it: processor, memory, disk, and what a container leaves of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace snnflow::cli {

/// "AMD EPYC 7B13"; "unknown" where the system does not say.
std::string processor();
/// How many of its cores this process may use, by affinity.
int usable_cores();
/// How many cores a container's quota is worth, such as 1.5; nothing where there is none.
std::optional<double> core_quota();
/// Bytes; nothing where the system does not say.
std::optional<std::int64_t> memory_of_machine(), free_memory();
/// Bytes that a container may use; nothing where there is no limit.
std::optional<std::int64_t> memory_limit();

}  // namespace snnflow::cli

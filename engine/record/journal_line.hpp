// One line of metrics.jsonl: figures by name, numbers that read back to the bit, and a CRC-32 at its end.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "train/results.hpp"

namespace snnflow {

// The line, with its line end.
std::string journal_line(const EpochResult& result, const RunInfo& info);

// Whether a line, without its line end, has the CRC that it should.
bool line_is_whole(std::string_view line);

// The epoch of a whole line; nothing where it says none.
std::optional<int> line_epoch(std::string_view line);

// The figures of a whole line. Error 65, beginning with `place`, where they are another experiment's.
EpochResult read_journal_line(std::string_view line, const RunInfo& info, const std::string& place);

}  // namespace snnflow

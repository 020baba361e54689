// The seal of a finished HDF5 file: a CRC-32 of all its bytes, behind its end, where HDF5 does not look.
#pragma once
#include <string>

namespace snnflow {

// Appends the seal to a file that is complete.
void write_seal(int fd, const std::string& path);

// Throws Error 65 where a file's seal does not fit its bytes, and where there is none but one is demanded. A
// run.h5 that was opened for writing by other software has lost its seal: HDF5 cuts it off.
enum class Seal { wanted, demanded };
void check_seal(const std::string& path, Seal seal);

}  // namespace snnflow

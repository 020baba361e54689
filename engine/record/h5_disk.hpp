// The disk as HDF5 sees it while a file is made: one that never fails. What did fail stands in `error`.
//
// HDF5 1.10 does not survive a failed write: it can neither close its file nor end its process in peace, and
// loses memory. So it writes through here. After the first failure everything is kept in memory instead,
// until HDF5 has closed.
#pragma once
#include <H5Cpp.h>

#include <vector>

namespace snnflow::h5 {

struct Disk {
  struct Patch {
    haddr_t at;
    std::vector<char> bytes;
  };
  int fd = -1;
  int error = 0;               // errno of the first write that failed
  std::vector<Patch> patches;  // what was written since, in order
};

// How to open a file whose bytes are those of `disk`, which must outlive it.
void use_disk(const H5::FileAccPropList& how, Disk& disk);

}  // namespace snnflow::h5

// HDF5 files whose layout the fuzzer invents (the library's own parser is not ours to fuzz): data.hdf5
// refuses them in words, or what it reads holds together.
#include "../../plugins/data/hdf5.cpp"

#include <fuzzer/FuzzedDataProvider.h>

#include "reader.hpp"

namespace {

// A dataset of any shape and type at this path; variable length, unwritten or in chunks, as the fuzzer likes.
void add(hid_t file, const std::string& name, FuzzedDataProvider& any) {
  const hid_t numbers[] = {H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE, H5T_NATIVE_INT64,
                           H5T_NATIVE_UINT8, H5T_NATIVE_UINT64, H5T_NATIVE_INT16};
  const hid_t element = any.PickValueInArray(numbers);
  const int kind =
      any.ConsumeIntegralInRange(0, 9);  // 0-3: plain, 4-7: variable length, 8: a text, 9: scalar
  hsize_t sizes[4];
  const int rank = kind < 8 && kind % 4 == 0 ? any.ConsumeIntegralInRange(1, 4) : 1;
  hsize_t n = 1;
  for (int d = 0; d < rank; ++d) n *= sizes[d] = any.ConsumeIntegralInRange<hsize_t>(0, 5);
  const bool huge = any.ConsumeIntegralInRange(0, 15) == 0;
  if (huge) sizes[0] = any.ConsumeIntegral<std::uint64_t>() >> any.ConsumeIntegralInRange(1, 63);
  hid_t type = H5Tcopy(element);
  if (kind >= 4 && kind < 8) H5Tclose(type), type = H5Tvlen_create(element);
  if (kind == 8) H5Tclose(type), type = H5Tcopy(H5T_C_S1);
  const hid_t space = kind == 9 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, sizes, nullptr);
  const hid_t how = H5Pcreate(H5P_DATASET_CREATE), links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  const hsize_t chunk[] = {4, 4, 4, 4};
  if (huge) H5Pset_chunk(how, rank, chunk);
  const hid_t set = H5Dcreate2(file, name.c_str(), type, space, links, how, H5P_DEFAULT);
  if (set >= 0 && !huge && kind < 8 && n > 0) {
    std::vector<double> plain(n);
    std::vector<std::vector<double>> rows(n);
    std::vector<hvl_t> lengths(n);
    for (hsize_t i = 0; i < n; ++i) {
      plain[i] =
          any.ConsumeBool() ? double(any.ConsumeIntegralInRange(-1, 9)) : any.ConsumeFloatingPoint<double>();
      rows[i].resize(any.ConsumeIntegralInRange(0, 4));
      for (double& x : rows[i]) x = double(any.ConsumeIntegralInRange(-1, 200));
      lengths[i] = {rows[i].size(), rows[i].data()};
    }
    const hid_t memory = kind < 4 ? H5Tcopy(H5T_NATIVE_DOUBLE) : H5Tvlen_create(H5T_NATIVE_DOUBLE);
    H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT,
             kind < 4 ? static_cast<void*>(plain.data()) : lengths.data());
    H5Tclose(memory);
  }
  if (set >= 0) H5Dclose(set);
  H5Pclose(links), H5Pclose(how), H5Sclose(space), H5Tclose(type);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  FuzzedDataProvider any(data, size);
  const std::string path = fuzz::file_of("made.h5", nullptr, 0);
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  for (const char* name :
       {"labels", "spikes/times", "spikes/units", "values", "targets", "extra/speaker", "mask"})
    if (any.ConsumeBool()) add(file, name, any);
  H5Fclose(file);
  Hdf5 hdf5;
  hdf5.train = Value(path);
  if (any.ConsumeBool()) hdf5.valid = fuzz::table("mask", std::string("mask"));
  if (any.ConsumeBool()) hdf5.test = fuzz::table("samples", std::int64_t(1));
  fuzz::read_all(hdf5);
  return 0;
}

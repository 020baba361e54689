// Any bytes as a table: data.csv refuses them in words, or what it reads holds together.
#include "../../plugins/data/csv.cpp"

#include "reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  Csv csv;
  csv.train = Value(fuzz::file_of("table.csv", data + 2, size - 2));
  csv.header = data[0] & 1;
  csv.delimiter = data[0] & 2 ? ";" : ",";
  csv.scale = data[0] & 4 ? Csv::Scale::min_max : Csv::Scale::none;
  csv.skip = data[0] & 8 ? data[0] >> 4 : 0;
  if (data[1] & 1) csv.valid = fuzz::table("samples", std::int64_t(data[1] >> 4));
  if (data[1] & 2) csv.label = Value(std::int64_t(data[1] >> 4) - 8);
  if (data[1] & 4) {
    csv.targets.is = Value::Array{Value(std::int64_t(data[1] >> 6))};
    csv.label = Value();
  }
  if (data[1] & 8) csv.columns.is = Value::Array{Value(std::int64_t(0)), Value(std::string("x"))};
  fuzz::read_all(csv);
  return 0;
}

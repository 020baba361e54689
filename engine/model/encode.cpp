// What every sample goes through before the layers.
#include <xmmintrin.h>

#include "model/network.hpp"

namespace snnflow {

void encode(const Plan& plan, Split split, std::int64_t index, Encoded& out) {
  plan.data->sample(split, index, out.sample);
  if (plan.encoder) plan.encoder->encode(out.sample.values, out.sample.time, out.sample.unit);
  const std::size_t before = out.sample.time.size();
  while (!out.sample.time.empty() && out.sample.time.back() > plan.t_end()) {
    out.sample.time.pop_back();
    out.sample.unit.pop_back();
  }
  out.dropped = int(before - out.sample.time.size());
}

FlushDenormals::FlushDenormals() : before_(_mm_getcsr()) {
  constexpr unsigned flush_to_zero = 0x8000, denormals_are_zero = 0x0040;
  _mm_setcsr(before_ | flush_to_zero | denormals_are_zero);
}
FlushDenormals::~FlushDenormals() { _mm_setcsr(before_); }

}  // namespace snnflow

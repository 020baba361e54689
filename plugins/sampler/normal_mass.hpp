// Lists of numbers by packs, and what normals give to an interval: TPE asks for that of every trial, again
// and again.
#pragma once
#include <algorithm>
#include <array>
#include <snnflow/lanes.hpp>
#include <span>

// glibc's (libmvec), as exp and its like of snnflow/pack.hpp.
extern "C" snnflow::VectorD SNNFLOW_MVEC_D(erfc)(snnflow::VectorD) __attribute__((const));

namespace {

using snnflow::PackD;

// out[k] = f(in[k]...), a pack at a time; all lists are as long.
template <class F, class... Lists>
void each_pack(std::span<double> out, F f, const Lists&... in) {
  constexpr std::size_t lanes = PackD::lanes;
  const std::size_t whole = out.size() / lanes * lanes, left = out.size() - whole;
  for (std::size_t k = 0; k < whole; k += lanes) f(PackD::load(&in[k])...).store(&out[k]);
  if (left == 0) return;
  const auto last = [&](std::span<const double> list) {
    std::array<double, lanes> rest{};
    std::copy_n(&list[whole], left, rest.begin());
    return PackD::load(rest.data());
  };
  std::array<double, lanes> rest;
  f(last(in)...).store(rest.data());
  std::copy_n(rest.begin(), left, &out[whole]);
}

// P(a < standard normal < b), exact in both tails, up to where no sum that it enters would notice.
inline PackD normal_between(PackD a, PackD b) {
  constexpr double root_half = 0.70710678118654752440, root_of_two_pi = 2.50662827463100050242;
  const PackD w = b - a;
  const auto narrow = w < PackD(0.1);
  PackD answer(0.0);
  if (any(narrow)) {
    // By the density in the middle: the next term is below 1e-9 of the whole, or of what is nowhere much.
    const PackD z = (a + b) * 0.5, zz = z * z, ww = w * w;
    const PackD bend =
        1.0 + ww * (zz - 1.0) * (1.0 / 24) + ww * ww * (zz * zz - 6.0 * zz + 3.0) * (1.0 / 1920);
    answer = w * exp(larger(-0.5 * zz, PackD(-700.0))) * bend * (1 / root_of_two_pi);
  }
  if (any(!narrow)) {
    // Beyond 9 a tail is nothing that a sum would notice, and the library takes its slow way.
    const auto tail = [&](PackD x) {
      return 0.5 * PackD(SNNFLOW_MVEC_D(erfc)((smaller(abs(x), PackD(9.0)) * root_half).v));
    };
    const PackD ta = tail(a), tb = tail(b);
    const PackD not_above = select(b < PackD(0.0), tb - ta, 1.0 - ta - tb);
    answer = select(narrow, answer, select(a > PackD(0.0), ta - tb, not_above));
  }
  return answer;
}

// out[k] = P(low < x < high), x normal around center[k], of which inverse_width[k] is one over the deviation.
inline void normal_masses(double low, double high, std::span<const double> center,
                          std::span<const double> inverse_width, std::span<double> out) {
  each_pack(
      out, [&](PackD m, PackD inverse) { return normal_between((low - m) * inverse, (high - m) * inverse); },
      center, inverse_width);
}

inline double sum_of(std::span<const double> list) {
  constexpr std::size_t lanes = PackD::lanes;
  PackD sums(0.0);
  std::size_t k = 0;
  for (; k + lanes <= list.size(); k += lanes) sums += PackD::load(&list[k]);
  double total = sum(sums);
  for (; k < list.size(); ++k) total += list[k];
  return total;
}

inline double largest(std::span<const double> list) {
  constexpr std::size_t lanes = PackD::lanes;
  double most = list[0];
  std::size_t k = 0;
  if (list.size() >= lanes) {
    PackD top = PackD::load(list.data());
    for (k = lanes; k + lanes <= list.size(); k += lanes) top = larger(top, PackD::load(&list[k]));
    for (int i = 0; i < PackD::lanes; ++i) most = std::max(most, top[i]);
  }
  for (; k < list.size(); ++k) most = std::max(most, list[k]);
  return most;
}

}  // namespace

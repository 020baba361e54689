// Cross-entropy of a softmax with smoothed labels.
//   y = (1 - smoothing) onehot + smoothing / C,   L = -sum y log softmax(scale x)
#pragma once
#include <algorithm>
#include <cmath>
#include <span>

namespace snnflow {

// L; dL/dx is written.
inline double softmax_cross_entropy(std::span<const double> x, double scale, int label, double smoothing,
                                    std::span<double> gradient) {
  const double top = scale * *std::max_element(x.begin(), x.end());
  double sum = 0, loss = 0;
  for (double v : x) sum += std::exp(scale * v - top);
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double y = (1 - smoothing) * (int(k) == label ? 1 : 0) + smoothing / double(x.size()),
                 log_p = scale * x[k] - top - std::log(sum);
    loss -= y * log_p;
    gradient[k] = scale * (std::exp(log_p) - y);
  }
  return loss;
}

}  // namespace snnflow

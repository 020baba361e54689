// Truncated power series in time: run on them, an author's derivative() yields the Taylor polynomial of the solution.
// Build with -fno-tree-loop-vectorize: g++ 12.2 at -O3 miscompiles these loops on dual coefficients (snnflow_add_plugin
// sets it, and a gradient test of an equations-only neuron guards it).
#pragma once
#include <algorithm>

#include "snnflow/dual.hpp"

namespace snnflow {

inline constexpr int taylor_order = 18;

template <class T>
struct Series {
  int degree = 0;            // coefficients above are zero
  int known = taylor_order;  // coefficients above are not known yet; a constant is known for ever
  T c[taylor_order + 2];

  Series() { c[0] = T(0.0); }
  Series(double x) { c[0] = T(x); }
  Series(const T& x) requires(!std::is_same_v<T, double>) { c[0] = x; }

  T at(int i) const { return i <= degree ? c[i] : T(0.0); }
  bool constant() const { return degree == 0 && known == taylor_order; }
  template <class F>
  static Series make(int degree, int known, F&& f) {
    Series r;
    r.known = known;
    r.degree = std::min(degree, known);
    for (int i = 0; i <= r.degree; ++i) r.c[i] = f(i);
    return r;
  }
  // As long as it is known: what a function of a growing series is.
  template <class F>
  static Series grown(const Series& a, const T& first, F&& f) {
    Series r;
    r.known = a.known;
    r.degree = a.constant() ? 0 : a.known;
    r.c[0] = first;
    for (int k = 1; k <= r.degree; ++k) r.c[k] = f(r, k);
    return r;
  }

  friend Series operator-(const Series& a) {
    return make(a.degree, a.known, [&](int i) { return -a.c[i]; });
  }
  friend Series operator+(const Series& a, const Series& b) {
    return make(std::max(a.degree, b.degree), std::min(a.known, b.known), [&](int i) {
      return i > b.degree ? a.c[i] : i > a.degree ? b.c[i] : a.c[i] + b.c[i];
    });
  }
  friend Series operator-(const Series& a, const Series& b) { return a + -b; }
  friend Series operator*(const Series& a, const Series& b) {
    return make(a.degree + b.degree, std::min(a.known, b.known), [&](int i) {
      const int first = std::max(0, i - b.degree), last = std::min(i, a.degree);
      T s = a.c[first] * b.c[i - first];
      for (int j = first + 1; j <= last; ++j) s += a.c[j] * b.c[i - j];
      return s;
    });
  }
  friend Series operator/(const Series& a, const Series& b) {
    const T r = 1.0 / b.c[0];
    if (b.constant()) return make(a.degree, a.known, [&](int i) { return a.c[i] * r; });
    Series q;
    q.degree = q.known = std::min(a.known, b.known);
    for (int i = 0; i <= q.degree; ++i) {
      T s = a.at(i);
      for (int j = 1; j <= std::min(i, b.degree); ++j) s -= b.c[j] * q.c[i - j];
      q.c[i] = s * r;
    }
    return q;
  }
  friend Series operator+(const Series& a, double b) { return a + Series(b); }
  friend Series operator+(double b, const Series& a) { return a + Series(b); }
  friend Series operator-(const Series& a, double b) { return a + Series(-b); }
  friend Series operator-(double b, const Series& a) { return -a + Series(b); }
  friend Series operator*(const Series& a, double b) {
    return make(a.degree, a.known, [&](int i) { return a.c[i] * b; });
  }
  friend Series operator*(double b, const Series& a) { return a * b; }
  friend Series operator/(const Series& a, double b) { return a * (1 / b); }
  friend Series operator/(double a, const Series& b) { return Series(a) / b; }
  Series& operator+=(const Series& b) { return *this = *this + b; }
  Series& operator-=(const Series& b) { return *this = *this - b; }
  Series& operator*=(const Series& b) { return *this = *this * b; }
  friend bool operator>(const Series& a, const Series& b) { return value(a) > value(b); }
  friend bool operator>=(const Series& a, const Series& b) { return value(a) >= value(b); }
  friend bool operator<(const Series& a, const Series& b) { return value(a) < value(b); }
  friend bool operator<=(const Series& a, const Series& b) { return value(a) <= value(b); }
  friend bool operator==(const Series& a, const Series& b) { return value(a) == value(b); }
};

template <class T>
double value(const Series<T>& x) {
  return value(x.c[0]);
}
template <class T>
Series<T> select(bool c, const Series<T>& a, const Series<T>& b) {
  return c ? a : b;
}
template <class T>
Series<T> abs(const Series<T>& a) {
  return value(a) < 0 ? -a : a;
}
template <class T>
Series<T> clip(const Series<T>& a, double lo, double hi) {
  return value(a) < lo ? Series<T>(lo) : value(a) > hi ? Series<T>(hi) : a;
}
template <class T>
Series<T> exp(const Series<T>& a) {
  return Series<T>::grown(a, exp(a.c[0]), [&](const Series<T>& r, int k) {
    T s(0.0);
    for (int j = 1; j <= std::min(k, a.degree); ++j) s += a.c[j] * r.c[k - j] * double(j);
    return T(s * (1.0 / k));
  });
}
template <class T>
Series<T> log(const Series<T>& a) {
  const T q = 1.0 / a.c[0];
  return Series<T>::grown(a, log(a.c[0]), [&](const Series<T>& r, int k) {
    T s(0.0);
    for (int j = std::max(1, k - a.degree); j < k; ++j) s += r.c[j] * a.c[k - j] * double(j);
    return T((a.at(k) - s * (1.0 / k)) * q);
  });
}
template <class T>
Series<T> sqrt(const Series<T>& a) {
  const T root = sqrt(a.c[0]), q = 0.5 / root;
  return Series<T>::grown(a, root, [&](const Series<T>& r, int k) {
    T s = a.at(k);
    for (int j = 1; j < k; ++j) s -= r.c[j] * r.c[k - j];
    return T(s * q);
  });
}
template <class T>
void sin_cos(const Series<T>& a, Series<T>& s, Series<T>& c) {
  s.known = c.known = a.known;
  s.degree = c.degree = a.constant() ? 0 : a.known;
  s.c[0] = sin(a.c[0]);
  c.c[0] = cos(a.c[0]);
  for (int k = 1; k <= s.degree; ++k) {
    T x(0.0), y(0.0);
    for (int j = 1; j <= std::min(k, a.degree); ++j) {
      x += a.c[j] * c.c[k - j] * double(j);
      y -= a.c[j] * s.c[k - j] * double(j);
    }
    s.c[k] = x * (1.0 / k);
    c.c[k] = y * (1.0 / k);
  }
}
template <class T>
Series<T> sin(const Series<T>& a) {
  Series<T> s, c;
  sin_cos(a, s, c);
  return s;
}
template <class T>
Series<T> cos(const Series<T>& a) {
  Series<T> s, c;
  sin_cos(a, s, c);
  return c;
}
template <class T>
Series<T> tanh(const Series<T>& a) {
  Series<T> slope;  // 1 - tanh^2, grown beside it
  slope.c[0] = 1.0 - tanh(a.c[0]) * tanh(a.c[0]);
  return Series<T>::grown(a, tanh(a.c[0]), [&](Series<T>& r, int k) {
    T s(0.0);
    for (int j = 1; j <= std::min(k, a.degree); ++j) s += a.c[j] * slope.c[k - j] * double(j);
    r.c[k] = s * (1.0 / k);
    T m(0.0);
    for (int j = 0; j <= k; ++j) m -= r.c[j] * r.c[k - j];
    slope.c[k] = m;
    return r.c[k];
  });
}

}  // namespace snnflow

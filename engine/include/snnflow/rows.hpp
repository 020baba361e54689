// Aligned arrays of numbers that grow and are never shrunk: the scratch memory of a tape.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace snnflow {

template <class R>
class Rows {
  struct Free {
    void operator()(R* p) const { std::free(p); }
  };
  std::unique_ptr<R, Free> data_;
  std::size_t room_ = 0;

  static R* fresh(std::size_t n) {
    const std::size_t bytes = (n * sizeof(R) + 63) / 64 * 64;
    void* p = std::aligned_alloc(64, bytes);
    if (!p) throw std::bad_alloc();
    std::memset(p, 0, bytes);
    return static_cast<R*>(p);
  }

 public:
  // Room for n numbers; what was there may be lost, what is new is zero.
  void fit(std::size_t n) {
    if (n <= room_) return;
    room_ = std::max(n, 2 * room_);
    data_.reset(fresh(room_));
  }
  // Room for n numbers, keeping what is there.
  void grow(std::size_t n) {
    if (n <= room_) return;
    const std::size_t old = room_;
    room_ = std::max(n, 2 * room_);
    R* p = fresh(room_);
    if (data_) std::memcpy(p, data_.get(), old * sizeof(R));
    data_.reset(p);
  }
  void zero(std::size_t n) {
    fit(n);
    std::fill_n(data_.get(), n, R(0));
  }
  std::size_t room() const { return room_; }
  R* get() const { return data_.get(); }
  R* operator+(std::size_t i) const { return data_.get() + i; }
  R& operator[](std::size_t i) const { return data_.get()[i]; }
};

}  // namespace snnflow

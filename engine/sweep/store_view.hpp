// What a worker knows of the database: kept, and brought up to date by what has changed since.
#pragma once
#include "sweep/database.hpp"
#include "sweep/store.hpp"

namespace snnflow {

class StoreView {
 public:
  /// Inside a transaction. Curves are fetched only where somebody asks for them.
  void refresh(Database& database);
  void refresh_curves(Database& database);
  /// Everything is fetched again: what was seen may have been undone.
  void forget() { *this = {}; }

  std::vector<StoredTrial> trials;  // by number: there are no gaps
  std::vector<SweepPoint> points;   // the same without names, as samplers take them
  std::vector<std::vector<double>> curves;
  std::int64_t ended = 0;  // trials 0, ..., ended - 1 are not running

 private:
  std::int64_t revision_ = 0, told_ = 0;  // up to which trials and curves are true
};

}  // namespace snnflow

// JSON in, with places.
#include "port/json.hpp"

#include <cmath>

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace snnflow {
namespace {
constexpr int deepest = 32;
constexpr std::size_t longest = std::size_t(1) << 28;
}  // namespace

void JsonIn::fail(const std::string& what) const { throw Error("input" + (pointer_.empty() ? "" : " at " + pointer_) + ": " + what); }

JsonIn JsonIn::at(const std::string& key) const {
  if (!value_->is_object()) fail("this must be an object");
  if (!value_->contains(key)) fail("'" + key + "' is missing");
  return {value_->at(key), pointer_ + "/" + key};
}
JsonIn JsonIn::at(std::size_t index) const { return {value_->at(index), pointer_ + "/" + std::to_string(index)}; }

std::size_t JsonIn::size() const {
  if (!value_->is_array()) fail("this must be an array");
  return value_->size();
}
void JsonIn::allow(const std::vector<std::string>& keys) const {
  if (!value_->is_object()) fail("this must be an object");
  for (const auto& item : value_->items())
    if (std::find(keys.begin(), keys.end(), item.key()) == keys.end())
      fail("there is no '" + item.key() + "'" + did_you_mean(item.key(), keys) + "; it takes " + quoted_list(keys));
}
double JsonIn::number() const {
  if (value_->is_null()) return INFINITY;
  if (!value_->is_number()) fail("this must be a number");
  const double x = value_->get<double>();
  if (!std::isfinite(x)) fail("this must be a finite number");
  return x;
}
int JsonIn::integer(int low, int high) const {
  if (!value_->is_number_integer()) fail("this must be a whole number");
  const auto x = value_->get<std::int64_t>();
  if (x < low || x > high) fail("this must be from " + std::to_string(low) + " to " + std::to_string(high));
  return int(x);
}
std::string JsonIn::text() const {
  if (!value_->is_string()) fail("this must be a text");
  return value_->get<std::string>();
}
Row JsonIn::row() const {
  Row r(size());
  for (std::size_t i = 0; i < r.size(); ++i) r[i] = at(i).number();
  return r;
}
Row JsonIn::row(std::size_t n) const {
  if (size() != n) fail("this must have " + plural(std::int64_t(n), "number") + ", not " + std::to_string(size()));
  return row();
}
Matrix JsonIn::matrix() const {
  Matrix m;
  for (std::size_t i = 0; i < size(); ++i) {
    m.push_back(at(i).row());
    if (m.back().size() != m[0].size()) at(i).fail("this row has another length than the first");
  }
  return m;
}
Matrix JsonIn::matrix(std::size_t rows, std::size_t columns) const {
  if (size() != rows) fail("this must have " + plural(std::int64_t(rows), "row") + ", not " + std::to_string(size()));
  Matrix m;
  for (std::size_t i = 0; i < rows; ++i) m.push_back(at(i).row(columns));
  return m;
}
std::vector<int> JsonIn::integers(int low, int high) const {
  std::vector<int> r(size());
  for (std::size_t i = 0; i < r.size(); ++i) r[i] = at(i).integer(low, high);
  return r;
}

Json parse_json(const std::string& text, const std::string& name) {
  if (text.size() > longest) throw Error(name + " is larger than 256 MiB");
  bool too_deep = false;
  const auto limit = [&](int depth, Json::parse_event_t, Json&) {
    too_deep |= depth > deepest;
    return depth <= deepest;
  };
  try {
    Json j = Json::parse(text, limit);
    if (too_deep) throw Error(name + " is nested deeper than " + std::to_string(deepest) + " levels");
    return j;
  } catch (const Json::exception& e) {
    const std::string what = e.what();
    const std::size_t at = what.find("parse error");
    throw Error(name + " is not JSON: " + (at == std::string::npos ? what : what.substr(at)));
  }
}

Json json_of(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }
Json json_of(const Row& row) {
  Json j = Json::array();
  for (double x : row) j.push_back(json_of(x));
  return j;
}
Json json_of(const Matrix& matrix) {
  Json j = Json::array();
  for (const Row& r : matrix) j.push_back(json_of(r));
  return j;
}

}  // namespace snnflow

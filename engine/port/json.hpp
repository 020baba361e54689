// Reading numbers out of somebody's JSON: every mistake is an Error with the place as a JSON pointer, and a remedy.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "snnflow/issue.hpp"

namespace snnflow {

using Json = nlohmann::ordered_json;

using Row = std::vector<double>;
using Matrix = std::vector<Row>;

// One place in the input.
class JsonIn {
 public:
  JsonIn(const Json& value, std::string pointer) : value_(&value), pointer_(std::move(pointer)) {}
  const Json& json() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  [[noreturn]] void fail(const std::string& what) const;

  bool has(const std::string& key) const { return value_->is_object() && value_->contains(key) && !value_->at(key).is_null(); }
  JsonIn at(const std::string& key) const;     // must be there
  JsonIn at(std::size_t index) const;
  std::size_t size() const;                    // of an array
  // Keys must be among these; a misspelt one is told with a suggestion.
  void allow(const std::vector<std::string>& keys) const;

  double number() const;                       // finite; null is never
  int integer(int low, int high) const;
  std::string text() const;
  Row row() const;                             // [x, ...]; null is never
  Row row(std::size_t n) const;                // of this length
  Matrix matrix() const;                       // all rows of one length
  Matrix matrix(std::size_t rows, std::size_t columns) const;
  std::vector<int> integers(int low, int high) const;

 private:
  const Json* value_;
  std::string pointer_;
};

// The text as JSON; not JSON, or nested too deep: an Error with line and column.
Json parse_json(const std::string& text, const std::string& name);

// Doubles as JSON writes them; never and nan become null.
Json json_of(double x);
Json json_of(const Row& row);
Json json_of(const Matrix& matrix);

}  // namespace snnflow

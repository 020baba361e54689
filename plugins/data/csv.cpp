// Tables of text (.csv, also .csv.gz): a row for each sample, a column for each value, and one for the label.
#include <algorithm>
#include <map>
#include <snnflow/kit.hpp>

#include "arrays.hpp"
#include "bytes.hpp"
#include "csv_table.hpp"

namespace {
using namespace snnflow;

struct Csv final : Data {
  enum class Scale { none, min_max };
  Value train, valid, test, label, targets, columns;
  std::string delimiter = ",";
  bool header = true;
  Scale scale = Scale::none;
  int skip = 0, seed = 0;

  static constexpr auto about() {
    using M = Csv;
    return snnflow::about(
        "csv", "Tables of text: a row for each sample, a column for each value, and one for the label.",
        param("train", &M::train)
            .required()
            .doc("A file, plain or .gz, or a part of one: { file, fraction = 0.5 | samples = 100 }."),
        param("valid", &M::valid)
            .doc("As train; without a file it is a part of the training file, which training then leaves "
                 "out: { fraction = 0.1 }."),
        param("test", &M::test).doc("As valid."),
        param("label", &M::label)
            .doc("Column of the labels, by name or by place (from 0; -1: the last, which is the default). "
                 "Whole numbers from 0, or texts, numbered by the alphabet."),
        param("targets", &M::targets)
            .doc("Columns of targets, a list of names or places, in place of labels."),
        param("columns", &M::columns)
            .doc("Columns of the values, a list of names or places; left out: all others."),
        param("delimiter", &M::delimiter).doc("What stands between two fields, one character."),
        param("header", &M::header).doc("Whether the first line names the columns."),
        param("skip", &M::skip).at_least(0).doc("Lines at the beginning to pass over."),
        param("scale", &M::scale)
            .choices("none", "min-max")
            .doc("min-max: each column of the training split onto [0, 1]; values of other splits are cut off "
                 "there."),
        param("seed", &M::seed).at_least(0).doc("Of the samples that a fraction or a number draws."));
  }

  DataShape open(Opening& opening) override {
    const SplitRules rules{"data.csv",
                           "a CSV file has a row for each sample; the small tables of scikit-learn come with "
                           "Debian's python3-sklearn",
                           {"file", "fraction", "samples"},
                           std::uint64_t(seed)};
    if (delimiter.size() != 1 || delimiter[0] == '"' || delimiter[0] == '\n') {
      opening.issues().error(opening.place("delimiter"),
                             "delimiter = '" + delimiter + "' is not one character",
                             "for example \";\" or \"\\t\"", "data.csv.delimiter");
      return {};
    }
    const bool opened = splits_.open(
        opening, {&train, &valid, &test}, rules,
        [&](const Part&, const std::string& path, Table& out) { read(path, out); }, no_members);
    if (!opened) return {};
    number_texts(opening);
    measure();
    return shape(opening);
  }
  std::int64_t size(Split split) const override { return splits_.size(split); }
  void sample(Split split, std::int64_t index, Sample& out) const override {
    const Table& table = *splits_.file(int(split));
    const std::size_t row = std::size_t(splits_.place(split, index));
    out.clear();
    for (std::size_t c = 0; c < table.width; ++c) {
      const double x = table.values[row * table.width + c];
      const double span = high_[c] - low_[c];
      out.values.push_back(scale == Scale::none ? x
                           : span > 0           ? std::clamp((x - low_[c]) / span, 0.0, 1.0)
                                                : 0.0);
    }
    if (table.target_count == 0) out.label = numbers_.at(table.labels[row]);
    const auto first = table.targets.begin() + std::ptrdiff_t(row * table.target_count);
    out.target.assign(first, first + std::ptrdiff_t(table.target_count));
  }

 private:
  struct Table {
    std::int64_t samples = 0;
    std::size_t width = 0, target_count = 0;
    std::vector<double> values, targets;  // [sample][column]
    std::vector<std::string> labels;
  };

  void read(const std::string& path, Table& out) const {
    constexpr std::int64_t most = 1 << 30;
    const std::string text = Bytes(path).up_to(most + 1);
    if (std::int64_t(text.size()) > most) throw Refused("it has more than 1 GiB", "split it");
    const CsvTable table = parse_csv(text, delimiter[0], header, skip);
    std::vector<std::size_t> aims, used;
    if (!targets.missing()) {
      if (!label.missing()) throw Refused("data.csv has both label and targets", "keep one of them");
      aims = columns_of(table, targets, "targets");
    } else
      aims = {label.missing() ? table.columns - 1 : column_of(table, label, "label")};
    if (!columns.missing())
      used = columns_of(table, columns, "columns");
    else
      for (std::size_t c = 0; c < table.columns; ++c)
        if (std::find(aims.begin(), aims.end(), c) == aims.end()) used.push_back(c);
    if (used.empty()) throw Refused("no column is left for values", "is the delimiter right?");
    out.samples = std::int64_t(table.rows()), out.width = used.size(),
    out.target_count = targets.missing() ? 0 : aims.size();
    for (std::size_t r = 0; r < table.rows(); ++r) {
      for (std::size_t c : used) out.values.push_back(table.number(r, c));
      if (targets.missing() && table.at(r, aims[0]).empty())
        throw Refused(table.place(r, aims[0]) + ", the label, is empty", "leave out such rows");
      if (targets.missing())
        out.labels.push_back(table.at(r, aims[0]));
      else
        for (std::size_t c : aims) out.targets.push_back(table.number(r, c));
    }
  }
  std::size_t column_of(const CsvTable& table, const Value& v, const std::string& key) const {
    const std::int64_t n = std::int64_t(table.columns);
    if (v.is_integer()) {
      const std::int64_t at = v.integer() < 0 ? v.integer() + n : v.integer();
      if (at < 0 || at >= n)
        throw Refused(
            key + " names column " + std::to_string(v.integer()) + ", but there are " + std::to_string(n),
            "they count from 0, or from -1 at the end");
      return std::size_t(at);
    }
    if (!v.is_text())
      throw Refused(key + " must name a column", "by its name in quotes, or by its place, a whole number");
    if (table.header.empty())
      throw Refused(key + " names column '" + v.text() + "', but header = false: columns have no names",
                    "write its place, a whole number from 0");
    const auto found = std::find(table.header.begin(), table.header.end(), v.text());
    if (found == table.header.end()) {
      std::string names;
      for (std::size_t c = 0; c < table.columns && names.size() < 200; ++c)
        names += (c ? ", " : "") + table.header[c];
      throw Refused("it has no column '" + v.text() + "', which " + key + " names",
                    "its columns are " + names);
    }
    return std::size_t(found - table.header.begin());
  }
  std::vector<std::size_t> columns_of(const CsvTable& table, const Value& v, const std::string& key) const {
    if (!v.is_array() || v.array().empty())
      throw Refused(key + " must be a list of columns", "for example [\"x\", \"y\"] or [0, 1]");
    std::vector<std::size_t> list;
    for (const Value& x : v.array()) list.push_back(column_of(table, x, key));
    return list;
  }
  // Labels of all files: whole numbers as they are, else the place of the text in the alphabet.
  void number_texts(Opening& opening) {
    bool whole = true;
    for (int s = 0; s < 3; ++s)
      if (const Table* table = splits_.file(s))
        for (const std::string& l : table->labels) {
          numbers_[l] = 0;
          whole = whole && l.size() < 8 && l.find_first_not_of("0123456789") == std::string::npos;
        }
    int next = 0;
    for (auto& [text, number] : numbers_) number = whole ? std::atoi(text.c_str()) : next++;
    for (const auto& [text, number] : numbers_) classes_ = std::max(classes_, number + 1);
    if (classes_ > most_classes || (classes_ > 1000 && std::size_t(classes_) > 2 * numbers_.size()))
      opening.issues().error(opening.place("label"),
                             "the labels run to " + std::to_string(classes_ - 1) + ", but only " +
                                 std::to_string(numbers_.size()) + " are in use",
                             "is label the right column? numbers to be met go to targets", "data.csv.label");
  }
  void measure() {
    const Table& table = *splits_.file(0);
    low_.assign(table.width, infinite), high_.assign(table.width, -infinite);
    for (std::int64_t i = 0; i < splits_.size(Split::train); ++i)
      for (std::size_t c = 0; c < table.width; ++c) {
        const double x = table.values[std::size_t(splits_.place(Split::train, i)) * table.width + c];
        low_[c] = std::min(low_[c], x), high_[c] = std::max(high_[c], x);
      }
  }
  DataShape shape(Opening& opening) const {
    const Table& first = *splits_.file(0);
    for (int s : {1, 2})
      if (const Table* table = splits_.file(s);
          table && (table->width != first.width || table->target_count != first.target_count))
        opening.issues().error(splits_.part(s).place,
                               "the " + std::string(split_names[s]) + " split has " +
                                   std::to_string(table->width) + " values per sample, the training split " +
                                   std::to_string(first.width),
                               "all files need the same columns", std::string("data.csv.") + split_names[s]);
    DataShape answer;
    answer.shape = {int(first.width)};
    answer.targets = int(first.target_count);
    answer.classes = first.target_count ? 0 : classes_;
    return answer;
  }

  Splits<Table> splits_;
  std::map<std::string, int> numbers_;  // of the texts of labels
  std::vector<double> low_, high_;      // of the columns of the training split
  int classes_ = 0;
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<Csv>(); }

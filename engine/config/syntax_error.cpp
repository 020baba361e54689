// A table of what toml++ 3.3 can say; what is not in the table is passed on as it is.
#include "config/syntax_error.hpp"

#include <cctype>

namespace snnflow {
namespace {

// '%' stands for the last thing in single quotes that toml++ names.
struct Rule {
  std::string_view part, message, remedy;
  bool number = false;
};

constexpr std::string_view kTextsNeedQuotes =
    "a value is a number, true, false, a \"text\" in quotes, a list [ ] or a table { }";

constexpr std::string_view kGoesOn = "expected a comment or whitespace";

constexpr Rule kRules[] = {
    {"into existing inline table", "'%' adds to a table in { }, which is complete where it closes",
     "write the key between the braces, or the table as [table]"},
    {"as dotted key-value pair", "a dotted key adds to something that is complete already",
     "write all keys of a table in one place"},
    {"' as array-of-tables", "'%' is given twice, here as one of several [[ ]]",
     "write every one of them with [[ ]]; they cannot follow a single table or a list"},
    {"cannot redefine existing table", "the table '%' is given twice",
     "write all its keys in one place; several of the same kind are written [[ ]] each"},
    {"cannot redefine existing", "'%' is given twice", "keep one of the two"},
    {"could not determine value type", "this is not a value", kTextsNeedQuotes},
    {"values may not begin with underscores", "this is not a value", kTextsNeedQuotes},
    {"expected 'true'", "this is not a value", kTextsNeedQuotes},
    {"expected 'false'", "this is not a value", kTextsNeedQuotes},
    {"expected 'inf'", "this is not a value", kTextsNeedQuotes},
    {"expected 'nan'", "this is not a value", kTextsNeedQuotes},
    {"expected value, saw", "the value is missing after '='", kTextsNeedQuotes},
    {"expected '=', saw", "a key must be followed by '=', not by '%'", "write key = value"},
    {kGoesOn, "'%' follows where the line should end", "write one key = value on a line; texts need quotes"},
    {"expected key or closing '}', saw '\\", "a table in { } must stay on one line",
     "write a long table as [table], with its keys on lines of their own"},
    {"dangling comma", "a table in { } must not end in a comma", "remove the comma"},
    {"expected comma or closing '}'", "a comma is missing before '%'",
     "separate the keys of a table in { } by commas"},
    {"expected key-value pair or closing '}', saw comma", "a comma stands where a key should",
     "remove one comma"},
    {"expected comma or closing ']'", "a comma or the closing ] of a list is missing before '%'",
     "separate the values of a list by commas, and close it"},
    {"expected value or closing ']', saw comma", "a comma stands where a value should", "remove one comma"},
    {"expected ']', saw", "the ] of a table's name is missing before '%'",
     "write [name], or [[name]] for one of several"},
    {"blank bare keys", "a table needs a name", "write [name]"},
    {"expected bare key starting character", "a key cannot begin with '%'",
     "write a name of letters, digits, _ and -, or put it in quotes"},
    {"expected keys, tables", "a line cannot begin with '%'", "write key = value, [table] or # comment"},
    {"leading zeroes", "a number must not begin with 0", "remove the zeros in front", true},
    {"not representable in 64 bits", "'%' is too large for a whole number", "write it with a point, as 1e20",
     true},
    {"could not be interpreted as a value", "'%' is not a number that a computer can hold",
     "write a smaller one", true},
    {"expected 4-digit year", "'%' cannot stand in a number",
     "write powers of ten as 1e-3, and dates in quotes"},
    {"unknown escape sequence", "'%' is no escape that a text may hold",
     "write \\\\ for a backslash, or put the text in 'single quotes'"},
    {"expected decimal digit", "a number needs digits before and after its point and its e",
     "write 0.5 or 1.0"},
    {"expected digit", "a number needs a digit where '%' stands", "write 0.5 or 1.0; texts need quotes"},
    {"hexadecimal floating-point", "this is not a number", "write it in decimals"},
};

// What comes last between single quotes: 'x', or ''' for a quote.
std::string_view last_quoted(std::string_view text) {
  const std::size_t end = text.rfind('\'');
  if (end == std::string_view::npos || end == 0) return {};
  const std::size_t begin = text.rfind('\'', end - 1);
  if (begin == std::string_view::npos) return {};
  if (begin + 1 == end && begin > 0 && text[begin - 1] == '\'') return "'";
  return text.substr(begin + 1, end - begin - 1);
}

std::string fill(std::string_view pattern, std::string_view name) {
  const std::size_t at = pattern.find("'%'");
  if (at == std::string_view::npos) return std::string(pattern);
  std::string said = "'" + std::string(name) + "'";
  if (name.empty() || name == "\\n" || name == "\\r") said = "the end of the line";
  return std::string(pattern.substr(0, at)) + said + std::string(pattern.substr(at + 3));
}

bool ends_in_a_number(std::string_view before) {
  const std::size_t end = before.find_last_not_of(" \t");
  if (end == std::string_view::npos) return false;
  const std::size_t gap = before.find_last_of(" \t=,[{", end);
  const std::string_view word = before.substr(gap + 1, end - gap);
  return !word.empty() && word.find_first_not_of("+-0123456789._eE") == std::string_view::npos &&
         word.find_first_of("0123456789") != std::string_view::npos;
}

// After a number the line goes on: with decimals behind a comma, or with a unit.
std::string_view remedy_after_number(std::string_view name) {
  if (name == ",") return "write decimals behind a point: 0.01";
  const bool letter = !name.empty() && (std::isalpha(static_cast<unsigned char>(name[0])) || name[0] == '%');
  return letter ? "leave out the unit: each number has one of its own, which `snnflow plugins show` tells"
                : "";
}

}  // namespace

Explanation explain_syntax(std::string_view description, std::string_view before) {
  constexpr std::string_view lead = "Error while parsing ";
  std::string_view scope, reason = description;
  if (description.starts_with(lead)) {
    const std::size_t colon = description.find(": ");
    scope = description.substr(lead.size(), colon - lead.size());
    reason = colon == std::string_view::npos ? scope : description.substr(colon + 2);
  }
  if (reason == "encountered end-of-file") {
    return {"something is missing at the end of this " + std::string(scope.empty() ? "value" : scope),
            "close what was opened, or write the missing value",
            {}};
  }
  for (const Rule& rule : kRules) {
    if (reason.find(rule.part) == std::string_view::npos) continue;
    const std::string_view name = last_quoted(reason);
    const bool twice = reason.starts_with("cannot redefine");
    const bool goes_on = rule.part == kGoesOn && ends_in_a_number(before);
    const std::string_view better = goes_on ? remedy_after_number(name) : std::string_view();
    return {fill(rule.message, name), std::string(better.empty() ? rule.remedy : better), std::string(name),
            twice, rule.number};
  }
  return {"this is not TOML: " + std::string(reason), "see https://toml.io/en/v1.0.0", {}};
}

}  // namespace snnflow

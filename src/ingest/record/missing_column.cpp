#include "ingest/record/missing_column.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ingest/record/fields.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

/// Names that a message lists; a file that is no log at all may seem to have any number.
constexpr std::size_t kMaxNames = 100;

/// The option that is probably wanting where a header is one name alone.
std::string hint_of(const std::vector<std::string>& header) {
  if (header.size() != 1) return {};
  if (in_lower_case(header[0]).starts_with("sep=")) {
    const std::string delimiter =
        header[0].size() == 4 ? "" : fmt::format(" --delimiter '{}'", readable(header[0].substr(4, 1)));
    return "; its first line tells the delimiter: try --skip-lines 1" + delimiter;
  }
  for (const char delimiter : {';', '\t', '|', ','})
    if (header[0].find(delimiter) != std::string::npos)
      return fmt::format("; try --delimiter {}",
                         delimiter == '\t' ? std::string("tab") : fmt::format("'{}'", delimiter));
  return {};
}

}  // namespace

std::string names_text(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(header.size(), kMaxNames); ++i) names.push_back(readable(header[i]));
  const std::string text = fmt::format("{}", fmt::join(names, ", "));
  return header.size() > kMaxNames ? fmt::format("{} and {} more", text, header.size() - kMaxNames) : text;
}

void miss_column(const std::string& file, const std::vector<std::string>& header, const std::string& name,
                 const std::string& key) {
  std::string option = fmt::format("--column {}=", key);
  if (key == "debit" || key == "credit") option = fmt::format("--{} ", key);
  if (const auto dimension = name_in_key(RecordKind::kTransactions, key))
    option = fmt::format("--dimension {}=", *dimension);
  if (const auto attribute = name_in_key(RecordKind::kCustomers, key))
    option = fmt::format("--attribute {}=", *attribute);
  throw InputError(fmt::format("{}: no column '{}'; the file has {}; name the one that holds it, as {}NAME{}", file,
                               name, names_text(header), option, hint_of(header)));
}

void miss_customers(const std::string& file, const std::vector<std::string>& header, bool has_accounts) {
  throw InputError(fmt::format(
      "{}: no column 'customer_id'; the file has {}; name the one that holds it, as --column customer_id=NAME{}{}",
      file, names_text(header),
      has_accounts ? ", or give the accounts with --accounts FILE: a row is its account's customer's then"
                   : "; what is one person's has none: then --constant customer_id=NAME",
      hint_of(header)));
}

}  // namespace spendlens::ingest

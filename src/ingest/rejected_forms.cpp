#include "ingest/rejected_forms.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "ingest/parse/written_number.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kOrderAt = std::string_view("--date-order mdy").size();

std::string grouped(std::uint64_t count) { return grouped_text(static_cast<int128>(count)); }

}  // namespace

RejectedForms::RejectedForms(const ImportOptions& options) : decimal_comma_(options.decimal_comma) {
  const auto add = [&](const std::string& option, const TimestampForms& forms) {
    candidates_.push_back({option, TimestampParser(forms, "UTC")});
  };
  for (const DateOrder order : {DateOrder::kDayMonthYear, DateOrder::kMonthDayYear}) {
    add(fmt::format("--date-order {}", name_of(order)), {{"auto"}, {order, {}}});
    add(fmt::format("--date-order {} --two-digit-years 1970", name_of(order)), {{"auto"}, {order, 1970}});
  }
  add("--date-order ymd --two-digit-years 1970", {{"auto"}, {DateOrder::kYearMonthDay, 1970}});
  add("--two-digit-years 1970", {{"auto"}, {{}, 1970}});
  add("--timestamp-format auto", {{"auto"}, {}});
  add("--timestamp-format excel", {{"excel"}, {}});
}

void RejectedForms::count(ByOption& found, const std::string& option, RejectPlace place, std::string_view text) {
  const auto [known, is_new] =
      found.try_emplace(option, Found{0, place.file, place.line, std::string(text.substr(0, 64))});
  ++known->second.rows;
}

void RejectedForms::add(RejectPlace place, const char* reason, std::string_view text) {
  if (reason == reason::kInvalidTimestamp) {
    for (const Candidate& candidate : candidates_) {
      const auto seconds = candidate.parser.parse_any(text);
      if (seconds && *seconds >= 0 && *seconds < kTimestampLimit) count(timestamps_, candidate.option, place, text);
    }
  } else if (reason == reason::kInvalidAmount || reason == reason::kInvalidQuantity) {
    if (text.find("--round-amounts") != std::string_view::npos)
      count(amounts_, "--round-amounts", place, text.substr(0, text.find(' ')));
    else if (NumberReader(!decimal_comma_).read(text))
      count(amounts_, decimal_comma_ ? "--decimal point" : "--decimal comma", place, text);
  } else if (reason == reason::kForeignCurrency) {
    count(currencies_, "--currency", place, text);
  }
}

std::string RejectedForms::hint_of(const ByOption& found, const char* what, std::uint64_t rows_read,
                                   std::uint64_t rejected) {
  const Found* best = nullptr;
  std::string options;
  bool is_doubtful = false;
  for (const auto& [option, of_option] : found) {
    // A shorter option says less, and comes first in the order of names.
    if (best != nullptr && of_option.rows < best->rows) continue;
    if (best != nullptr && of_option.rows == best->rows) {
      if (option.starts_with("--date-order mdy") && options.starts_with("--date-order dmy") &&
          option.substr(kOrderAt) == options.substr(kOrderAt))
        is_doubtful = true;
      continue;
    }
    best = &of_option;
    options = option;
    is_doubtful = false;
  }
  // A few of many are the rows' fault, not the options'.
  if (best == nullptr || 2 * best->rows < rejected || 10 * best->rows < rows_read) return {};
  return fmt::format("{} of {} {} are like {}: try {}", grouped(best->rows), grouped(rows_read), what,
                     readable(best->example), options) +
         (is_doubtful ? ", or mdy: no number above 12 tells which" : "");
}

std::vector<std::string> RejectedForms::hints(comm::Communicator& communicator, std::uint64_t rows_read,
                                              const std::map<std::string, std::uint64_t>& rejected) const {
  std::vector<std::string> hints;
  const auto rejected_for = [&](std::initializer_list<const char*> reasons) {
    std::uint64_t rows = 0;
    for (const char* reason : reasons)
      if (const auto found = rejected.find(reason); found != rejected.end()) rows += found->second;
    return rows;
  };
  const auto all_of = [&](const ByOption& mine) {
    ByOption all;
    for (const ByOption& of_rank : comm::gather_objects(communicator, mine, 0))
      for (const auto& [option, found] : of_rank) {
        const auto [known, is_new] = all.try_emplace(option, found);
        if (is_new) continue;
        const std::uint64_t rows = known->second.rows + found.rows;
        if (std::pair(found.file, found.line) < std::pair(known->second.file, known->second.line))
          known->second = found;
        known->second.rows = rows;
      }
    return all;
  };
  const auto add = [&](const ByOption& mine, const char* what, std::uint64_t rows) {
    if (std::string hint = hint_of(all_of(mine), what, rows_read, rows); !hint.empty())
      hints.push_back(std::move(hint));
  };
  add(timestamps_, "dates", rejected_for({reason::kInvalidTimestamp}));
  add(amounts_, "amounts", rejected_for({reason::kInvalidAmount, reason::kInvalidQuantity}));
  const ByOption currencies = all_of(currencies_);
  if (const auto found = currencies.find("--currency");
      found != currencies.end() && 2 * found->second.rows >= rows_read)
    hints.push_back(fmt::format(
        "{} of {} rows are in another currency than the ledger's, as {}: a ledger has one; give it with --currency at its first import, or another --ledger",
        grouped(found->second.rows), grouped(rows_read), readable(found->second.example)));
  return hints;
}

}  // namespace spendlens::ingest

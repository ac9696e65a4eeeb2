#include "synth/truth_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "spendlens/synth/generate.hpp"

namespace spendlens::synth {

namespace {

constexpr const char* kCustomerColumns =
    "customer_id,customer_kind,activity,descriptors,history_days,income_frequency,income_monthly,income_regular_monthly,"
    "outgoings_monthly,liquid_balance,credit_limit,revolving_pct,minimum_only,overdue,shortfalls_12m,advances_6m,joint_accounts";
constexpr const char* kStreamColumns =
    "payee,stream_kind,direction,cadence,state,amount,monthly,charges,missed,first,last,ended,step_date,step_from";
constexpr const char* kNoStream = ",,,,,,,,,,,,,,";

std::string optional_money(const std::optional<Minor>& amount) { return amount ? decimal_text(*amount, 2) : ""; }
std::string optional_date(const std::optional<Day>& day) { return day ? date_text(*day) : ""; }

std::string customer_text(std::uint64_t number, const CustomerTruth& truth) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", customer_id(number), truth.kind,
                     truth.activity, truth.has_raw_descriptors ? "raw" : "clean", truth.history_days,
                     truth.frequency.value_or(""), optional_money(truth.income_monthly),
                     optional_money(truth.steady_income), decimal_text(truth.outgoings_monthly, 2),
                     optional_money(truth.liquid_balance), decimal_text(truth.credit_limit, 2),
                     truth.revolving_pct ? fmt::format("{}", *truth.revolving_pct) : "", truth.minimum_only,
                     truth.overdue, truth.shortfalls, truth.advances, truth.joint_accounts);
}

void append_stream(const StreamTruth& stream, std::string& text) {
  fmt::format_to(std::back_inserter(text), ",{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", stream.payee,
                 kStreamKindNames[static_cast<std::size_t>(stream.kind)], stream.is_inflow ? "in" : "out",
                 kCadenceNames[static_cast<std::size_t>(stream.cadence)],
                 kScheduleStateNames[static_cast<std::size_t>(stream.state)], decimal_text(stream.amount, 2),
                 decimal_text(stream.monthly, 2), stream.charges, stream.missed,
                 stream.charges > 0 ? date_text(stream.first) : "", stream.charges > 0 ? date_text(stream.last) : "",
                 optional_date(stream.ended), optional_date(stream.step),
                 stream.step ? decimal_text(stream.step_from, 2) : "");
}

}  // namespace

std::string bank_truth_header() { return fmt::format("{},{}\n", kCustomerColumns, kStreamColumns); }

void append_bank_truth(std::uint64_t number, const CustomerTruth& truth, std::string& text) {
  const std::string customer = customer_text(number, truth);
  for (const StreamTruth& stream : truth.streams) {
    text += customer;
    append_stream(stream, text);
  }
  if (truth.streams.empty()) text.append(customer).append(kNoStream).append("\n");
}

}  // namespace spendlens::synth

#include "audit/stage/stages.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/padded_text.hpp"

namespace spendlens::audit {

namespace {

/// One part of the rank's subscriptions into the columns of /subscription.
void write_part(const store::ColumnFileWriter& file, std::uint64_t first, std::span<const signals::Subscription> part) {
  const auto write = [&]<class T>(const char* name, T (*value_of)(const signals::Subscription&)) {
    std::vector<T> values(part.size());
    for (std::size_t i = 0; i < part.size(); ++i) values[i] = value_of(part[i]);
    file.write<T>(std::string("/subscription/") + name, first, values);
  };
  using S = signals::Subscription;
  write(
      "customer_row", +[](const S& s) { return s.customer; });
  write(
      "merchant", +[](const S& s) { return s.merchant; });
  write(
      "cadence", +[](const S& s) { return s.cadence; });
  write(
      "average_amount", +[](const S& s) { return s.average_amount; });
  write(
      "charge_count", +[](const S& s) { return s.charge_count; });
  write(
      "last_charge", +[](const S& s) { return static_cast<std::uint32_t>(s.last_charge); });
  write(
      "median_gap_days", +[](const S& s) { return static_cast<float>(s.median_gap_days); });
  write(
      "state", +[](const S& s) { return static_cast<std::uint8_t>(s.state); });
}

void write_merchants(const Run& run) {
  run.output.file->write_texts("/merchant/name", 0,
                               padded_texts(run.ledger.merchants(), run.output.extent.merchant_width));
}

}  // namespace

void subscription_stage(Run& run) {
  run.result.subscriptions = run.figures.aggregates.subscriptions;
  if (!run.output.file->layout().has("/subscription/merchant")) return;
  const std::uint64_t first = run.communicator.exclusive_sum(run.figures.subscriptions->size());
  run.output.extent.num_subscriptions = run.result.subscriptions;
  run.output.file->extend(result_spec(run.result, run.output.extent));
  comm::agree(run.communicator, [&] {
    if (run.communicator.rank() == 0) write_merchants(run);
    std::uint64_t row = first;
    run.figures.subscriptions->for_each_part({0, run.figures.subscriptions->size()},
                                             [&](std::span<const signals::Subscription> part) {
                                               write_part(*run.output.file, row, part);
                                               row += part.size();
                                             });
  });
}

}  // namespace spendlens::audit

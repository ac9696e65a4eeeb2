#include <fmt/core.h>

#include "audit/stage/batch_work.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::audit {

void BatchWork::finish_period(PeriodRole role, lenses::SinglePeriodPartial& lens1) {
  const rfm::ActivityTable& activity = results_.activity[index_of(role)];
  const std::string table = role == PeriodRole::kPeriod ? "/rfm" : "/rfm_compare";
  const Day observation_end = (role == PeriodRole::kPeriod ? run_.result.period : run_.result.compare).observation_end;
  const std::size_t customers = activity.size();
  for (std::size_t i = 0; i < customers; ++i) {
    recency_[i] = rfm::recency_days(activity.last_purchase[i], observation_end);
    monetary_[i] = rfm::monetary_of(activity.total_spend[i], activity.frequency[i]);
  }
  lens1.add(activity.frequency, activity.total_spend, activity.refund_count, activity.refund_total);
  (role == PeriodRole::kPeriod ? run_.figures.state.period : run_.figures.state.compare)
      .append(activity.total_spend, activity.frequency, recency_);
  const auto keep = [&]<class T>(const char* column, const std::vector<T>& values) {
    if (run_.output.file->layout().has(table + column)) run_.output.file->write<T>(table + column, first_row_, values);
  };
  keep("/recency_days", recency_);
  keep("/frequency", activity.frequency);
  keep("/monetary", monetary_);
  keep("/total_spend", activity.total_spend);
  keep("/active_days", activity.active_days);
  keep("/first_purchase", activity.first_purchase);
  keep("/last_purchase", activity.last_purchase);
  keep("/refund_count", activity.refund_count);
  keep("/refund_total", activity.refund_total);
}

void BatchWork::write(const ledger::Batch& batch) {
  const store::Layout& layout = run_.output.file->layout();
  if (layout.has("/customer/customer_id")) run_.output.file->write_texts("/customer/customer_id", first_row_, batch.id);
  if (layout.has("/customer/customer_hash"))
    run_.output.file->write<std::uint64_t>("/customer/customer_hash", first_row_, batch.hash);
  if (layout.has("/lens2/group")) run_.output.file->write<std::uint8_t>("/lens2/group", first_row_, group_);
  write_signals();
  write_personas();
}

void BatchWork::write_signals() {
  const store::Layout& layout = run_.output.file->layout();
  for (std::size_t w = 0; w < results_.signals.size(); ++w)
    for (std::size_t i = 0; i < signals::kNumSignals; ++i) {
      const auto signal = static_cast<signals::Signal>(i);
      for (const char* table : {"signals", "personas"}) {  // the latter: evidence of conditions
        const std::string path =
            fmt::format("/{}/{}d/{}", table, run_.result.windows[w].days, signals::info_of(signal).name);
        if (!layout.has(path)) continue;
        std::visit([&]<class T>(const std::vector<T>& values) { run_.output.file->write<T>(path, first_row_, values); },
                   results_.signals[w].column(signal));
      }
    }
}

namespace {

template <class T>
void write_as(const store::ColumnFileWriter& file, const std::string& path, std::uint64_t first,
              std::span<const std::uint64_t> masks) {
  const std::vector<T> narrow(masks.begin(), masks.end());
  file.write<T>(path, first, narrow);
}

/// Masks in the type of their column, which holds all of their bits.
void write_masks(const store::ColumnFileWriter& file, const std::string& path, std::uint64_t first,
                 std::span<const std::uint64_t> masks) {
  switch (file.layout().at(path).type.width) {
    case 1:
      return write_as<std::uint8_t>(file, path, first, masks);
    case 2:
      return write_as<std::uint16_t>(file, path, first, masks);
    case 4:
      return write_as<std::uint32_t>(file, path, first, masks);
    default:
      return write_as<std::uint64_t>(file, path, first, masks);
  }
}

}  // namespace

void BatchWork::write_personas() {
  for (std::size_t w = 0; w < results_.personas.size(); ++w) {
    const std::string table = fmt::format("/personas/{}d/", run_.result.windows[w].days);
    if (!run_.output.file->layout().has(table + "persona")) continue;
    const BatchResults::Personas& personas = results_.personas[w];
    run_.output.file->write<std::uint8_t>(table + "persona", first_row_, personas.assigned);
    write_masks(*run_.output.file, table + "qualifying_mask", first_row_, personas.qualifying);
    const std::size_t n = personas.assigned.size();
    for (std::size_t word = 0; word < run_.result.registry.num_condition_words(); ++word)
      write_masks(*run_.output.file, table + condition_mask_name(word), first_row_,
                  std::span(personas.conditions).subspan(word * n, n));
  }
}

}  // namespace spendlens::audit

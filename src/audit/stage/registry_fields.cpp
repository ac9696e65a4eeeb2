#include "audit/stage/registry_fields.hpp"

#include <algorithm>

#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

personas::FieldColumn column_of(const signals::SignalTable& table, std::size_t signal) {
  return std::visit(
      []<class T>(const std::vector<T>& values) { return personas::FieldColumn(std::span<const T>(values)); },
      table.column(signal));
}

}  // namespace

void PurchaseFields::reserve(std::size_t num_customers) {
  recency_days_.reserve(num_customers);
  frequency_.reserve(num_customers);
  monetary_.reserve(num_customers);
  total_spend_.reserve(num_customers);
}

void PurchaseFields::fill(const rfm::ActivityTable& period, Day observation_end, std::span<const std::uint8_t> group) {
  frequency_ = period.frequency;
  total_spend_ = period.total_spend;
  recency_days_.resize(period.size());
  monetary_.resize(period.size());
  for (std::size_t i = 0; i < period.size(); ++i) {
    recency_days_[i] = rfm::recency_days(period.last_purchase[i], observation_end);
    monetary_[i] = frequency_[i] > 0 ? rfm::monetary_of(total_spend_[i], frequency_[i]) : kNoMoney;
  }
  group_ = group;
}

PurchaseFields PurchaseFields::of_customer(std::size_t customer) const {
  PurchaseFields one;
  if (frequency_.empty()) return one;  // they were never filled
  one.recency_days_ = {recency_days_[customer]};
  one.frequency_ = {frequency_[customer]};
  one.monetary_ = {monetary_[customer]};
  one.total_spend_ = {total_spend_[customer]};
  one.group_ = group_.subspan(customer, 1);
  return one;
}

personas::FieldColumn PurchaseFields::column(const std::string& name) const {
  if (name == "recency_days") return std::span<const std::uint32_t>(recency_days_);
  if (name == "frequency") return std::span<const std::uint32_t>(frequency_);
  if (name == "monetary") return std::span<const Minor>(monetary_);
  if (name == "total_spend") return std::span<const Minor>(total_spend_);
  if (name == "lens2_group") return group_;
  throw InternalError("personas cannot read " + name);
}

std::uint64_t PurchaseFields::memory_bytes() const {
  return (recency_days_.capacity() + frequency_.capacity()) * sizeof(std::uint32_t) +
         (monetary_.capacity() + total_spend_.capacity()) * sizeof(Minor);
}

RegistryFields::RegistryFields(const personas::Registry& registry, const signals::SignalProfile& profile)
    : fields_(registry.fields) {
  for (const signals::Window& window : signals::windows_of(profile)) windows_.push_back(window.name());
  const signals::SignalCatalogue& catalogue = signals::catalogue_of(profile.set);
  for (const personas::Field& field : fields_) {
    signal_.push_back(catalogue.find(field.name));
    reads_purchases_ = reads_purchases_ || !signal_.back();
  }
  assessed_by_ = profile.set == signals::SignalSet::kSpendsense
                     ? static_cast<std::size_t>(signals::Signal::kTransactionHistoryDays)
                     : place_of(signals::BankSignal::kActivity);
}

bool RegistryFields::reads(std::size_t signal) const {
  return signal == assessed_by_ || std::find(signal_.begin(), signal_.end(), signal) != signal_.end();
}

std::vector<personas::WindowColumns> RegistryFields::columns(std::span<const signals::SignalTable> tables,
                                                             const PurchaseFields& purchases) const {
  std::vector<personas::WindowColumns> windows;
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    personas::WindowColumns& window = windows.emplace_back(personas::WindowColumns{windows_[w], {}});
    for (std::size_t f = 0; f < fields_.size(); ++f)
      window.columns.push_back(signal_[f] ? column_of(tables[w], *signal_[f]) : purchases.column(fields_[f].name));
  }
  return windows;
}

std::vector<personas::WindowValues> RegistryFields::values(std::span<const signals::SignalTable> tables,
                                                           const PurchaseFields& purchases,
                                                           std::size_t customer) const {
  std::vector<personas::WindowValues> windows;
  for (const personas::WindowColumns& columns : this->columns(tables, purchases)) {
    personas::WindowValues& window = windows.emplace_back(personas::WindowValues{columns.name, {}});
    for (std::size_t f = 0; f < fields_.size(); ++f)
      window.values.push_back(personas::value_at(fields_[f], columns.columns[f], customer));
  }
  return windows;
}

personas::Assessment assessment_of(const signals::SignalTable& table, std::size_t customer) {
  using personas::Assessment;
  if (&table.catalogue() == &signals::catalogue_of(signals::SignalSet::kSpendsense)) {
    const auto days = table.values<std::uint32_t>(signals::Signal::kTransactionHistoryDays);
    return days[customer] == signals::kNoCount ? Assessment::kNotAssessed : Assessment::kAssessed;
  }
  const auto activity = table.values<std::uint8_t>(place_of(signals::BankSignal::kActivity));
  switch (static_cast<signals::Activity>(activity[customer])) {
    case signals::Activity::kNone:
    case signals::Activity::kDormant:
      return Assessment::kNotAssessed;
    case signals::Activity::kNew:
      return Assessment::kTooNew;
    default:
      return Assessment::kAssessed;
  }
}

}  // namespace spendlens::audit

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spendlens/personas/judgement.hpp"
#include "spendlens/personas/match.hpp"
#include "spendlens/rfm/activity.hpp"
#include "spendlens/signals/profile.hpp"
#include "spendlens/signals/signals.hpp"

namespace spendlens::audit {

/// RFM of the period and the Lens 2 group of n customers, as conditions read them: without a purchase recency and
/// monetary are null.
class PurchaseFields {
 public:
  /// `group` is of the same customers and must outlive this.
  void fill(const rfm::ActivityTable& period, Day observation_end, std::span<const std::uint8_t> group);
  void reserve(std::size_t num_customers);

  /// The fields of one customer alone; good as long as this one is there.
  [[nodiscard]] PurchaseFields of_customer(std::size_t customer) const;

  /// The column of a field of condition_terms() that is no signal.
  [[nodiscard]] personas::FieldColumn column(const std::string& name) const;

  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  std::vector<std::uint32_t> recency_days_;
  std::vector<std::uint32_t> frequency_;
  std::vector<Minor> monetary_;
  std::vector<Minor> total_spend_;
  std::span<const std::uint8_t> group_;
};

/// The places of a registry's fields: in the tables of signals, or in what RFM found.
class RegistryFields {
 public:
  RegistryFields(const personas::Registry& registry, const signals::SignalProfile& profile);

  [[nodiscard]] bool reads_purchases() const { return reads_purchases_; }

  /// Whether a field, or the judgement of who can be assessed, reads the signal at that place of the catalogue.
  [[nodiscard]] bool reads(std::size_t signal) const;

  /// The fields of all customers in each window: `tables` has one a window of the profile.
  [[nodiscard]] std::vector<personas::WindowColumns> columns(std::span<const signals::SignalTable> tables,
                                                             const PurchaseFields& purchases) const;

  /// The same of one customer.
  [[nodiscard]] std::vector<personas::WindowValues> values(std::span<const signals::SignalTable> tables,
                                                           const PurchaseFields& purchases, std::size_t customer) const;

 private:
  std::vector<personas::Field> fields_;
  std::vector<std::string> windows_;
  std::vector<std::optional<std::size_t>> signal_;  ///< place in the catalogue, of each field; nothing: of purchases
  std::size_t assessed_by_ = 0;                     ///< the signal that assessment_of() reads
  bool reads_purchases_ = false;
};

/// Whether each customer is judged, by a table of any window.
[[nodiscard]] personas::Assessment assessment_of(const signals::SignalTable& table, std::size_t customer);

}  // namespace spendlens::audit

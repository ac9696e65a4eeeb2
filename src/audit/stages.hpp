#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "audit/customer_state.hpp"
#include "audit/subscription_spill.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::audit {

/// What the analyst set, and the texts that say so.
struct Settings {
  LoadedProfile profile;
  LoadedRegistry registry;
};

/// What the stages of one run share. The stages run in the order below; each is collective.
struct Run {
  comm::Communicator& communicator;
  const AuditOptions& options;
  Settings settings;
  ledger::Ledger ledger;
  ledger::PrefixRange range{};            ///< this rank's
  std::uint64_t first_customer = 0;     ///< global row of this rank's first customer
  std::uint64_t num_customers = 0;      ///< of this rank
  AuditResult result{};
  ResultExtent extent{};
  std::unique_ptr<store::ColumnFileWriter> file{};
  CustomerState state{};
  lenses::SinglePeriodPartial lens1_partial{};
  lenses::SinglePeriodPartial lens1_compare_partial{};
  lenses::ComparisonPartial lens2_partial{};
  std::array<lenses::DecileCuts, 2> deciles{};  ///< of the period, of the one compared with
  std::unique_ptr<SubscriptionSpill> subscriptions{};
  std::uint64_t num_subscriptions = 0;  ///< of this rank
  std::uint64_t shadow_customers = 0;   ///< of this rank
  std::uint64_t bytes_read = 0;
  std::uint64_t batches = 0;            ///< of this rank
  std::uint64_t batch_memory_bytes = 0; ///< of this rank
};

/// Opens (and with `verify` verifies) the ledger, reads the profile, settles the dates, deals the customers.
[[nodiscard]] Run set_up(comm::Communicator& communicator, const AuditOptions& options);

/// The streaming pass: every row once for RFM, signals and personas; values to the file, integers into the partials.
void stream_stage(Run& run);

/// Order statistics over all ranks: score cuts, Lens 1 of both periods, decile cuts.
void order_stage(Run& run);

/// Scores and deciles of every customer, now that the cuts are known; Lens 2.
void score_stage(Run& run);

/// Detected subscriptions into columns of exact size, now that their number is known.
void subscription_stage(Run& run);

/// /score_cuts, /score_counts, /spend_deciles, /condition and the settings, by rank 0.
void write_cut_tables(const Run& run);

}  // namespace spendlens::audit

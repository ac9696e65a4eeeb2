#include "spendlens/signals/summaries.hpp"

#include <fmt/core.h>

#include <utility>

#include "signals/bank_run.hpp"
#include "signals/checks.hpp"
#include "signals/spendsense/signals.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

struct Summarizer::Plan {
  Day reference;
  SignalProfile profile;
  bank::Plan bank;
};

struct Summarizer::Scratch::State {
  std::unique_ptr<BankRun> bank;
};

Summarizer::Scratch::Scratch() : state_(std::make_unique<State>()) {}
Summarizer::Scratch::~Scratch() = default;
Summarizer::Scratch::Scratch(Scratch&&) noexcept = default;
Summarizer::Scratch& Summarizer::Scratch::operator=(Scratch&&) noexcept = default;

Summarizer::Summarizer(Day reference, SignalProfile profile) {
  check_reference(reference);
  validate(profile);
  const bank::Plan bank(reference, profile.bank);
  plan_ = std::make_unique<const Plan>(Plan{reference, std::move(profile), bank});
}

Summarizer::~Summarizer() = default;

const SignalProfile& Summarizer::profile() const { return plan_->profile; }
Day Summarizer::reference() const { return plan_->reference; }

/// It is run to compare, not every night.
void Summarizer::run_in_plain_loops(const CustomerColumns& batch, ItemRange customers, std::span<SignalTable> tables,
                                    std::vector<Stream>& streams) const {
  for (std::size_t c = customers.begin; c < customers.end; ++c) {
    const SignalResults one = spendsense::signals_of(batch, c, plan_->reference, plan_->profile);
    for (std::size_t w = 0; w < tables.size(); ++w) tables[w].copy(c - customers.begin, one.tables[w], 0);
    streams.insert(streams.end(), one.streams.begin(), one.streams.end());
  }
}

void Summarizer::run(const CustomerColumns& batch, ItemRange customers, Scratch& scratch, std::span<SignalTable> tables,
                     std::vector<Stream>& streams) const {
  const std::size_t windows = windows_of(plan_->profile).size();
  if (tables.size() != windows)
    throw UsageError(fmt::format("{} signal tables for {} windows", tables.size(), windows));
  if (plan_->profile.set == SignalSet::kSpendsense) return run_in_plain_loops(batch, customers, tables, streams);
  if (!scratch.state_->bank) scratch.state_->bank = std::make_unique<BankRun>(plan_->bank);
  scratch.state_->bank->run(batch, customers, tables, streams);
}

}  // namespace spendlens::signals

#include "audit/explain_lists.hpp"

#include <string>
#include <vector>

#include "spendlens/core/hashing.hpp"

namespace spendlens::audit {

namespace {

/// The rows that each stream was told from, and the transfers between own accounts.
void add_row_stories(const ExplainedCustomer& customer, Explanation& to) {
  const auto stories = signals::list_row_stories(customer.one, to.reference, to.signal_profile);
  const auto& amount = customer.one.transactions.amount;
  for (std::size_t row = 0; row < stories.size(); ++row) {
    const signals::RowStory& story = stories[row];
    if (story.stream != signals::kNoRow) to.streams.at(story.stream).payments.push_back(customer.row(row));
    if (story.partner != signals::kNoRow && amount[row] < 0)
      to.pairs.push_back({customer.row(row), customer.row(story.partner)});
  }
}

}  // namespace

void add_lists(const ExplainedCustomer& customer, Explanation& to) {
  for (const signals::Stream& stream : to.signals.streams) {
    to.streams.push_back(
        {customer.ledger.merchants()[stream.payee], stream, {}, signals::due_dates(stream, to.reference)});
  }
  for (const signals::Card& card : signals::list_cards(customer.one, to.reference, to.signal_profile))
    to.cards.push_back({customer.account_name(card.account), card});
  if (to.signal_profile.set == signals::SignalSet::kBank) return add_row_stories(customer, to);
  for (const std::size_t row : signals::list_income_rows(customer.one, to.reference, to.signal_profile))
    to.income.push_back(customer.row(row));
}

void add_attributes(const ledger::Ledger& ledger, const ledger::Batch& batch, std::size_t customer, Explanation& to) {
  const std::vector<ledger::NamedTexts>& attributes = ledger.attributes();
  for (std::size_t i = 0; i < attributes.size(); ++i)
    if (const std::uint16_t code = batch.attributes.code[customer * attributes.size() + i];
        code != ledger::kNoAttribute)
      to.attributes.emplace_back(attributes[i].name, attributes[i].texts[code]);
}

void add_joint_accounts(const ledger::Batch& batch, std::size_t customer, Explanation& to) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  if (snapshot.joint_offset.empty()) return;
  for (std::size_t i = snapshot.joint_offset[customer]; i < snapshot.joint_offset[customer + 1]; ++i)
    to.joint_accounts.push_back({std::string(text_at(snapshot.joint_account, snapshot.account_width, i)),
                                 std::string(text_at(snapshot.joint_owner, snapshot.joint_owner_width, i))});
}

}  // namespace spendlens::audit

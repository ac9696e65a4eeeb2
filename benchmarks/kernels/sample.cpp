#include "kernels/sample.hpp"

#include <algorithm>

#include "spendlens/core/category.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/synth/bank_model.hpp"

namespace spendlens::benchmarks {

namespace {

void append_customer(const synth::GeneratedCustomer& customer, const std::vector<std::uint8_t>& class_of, Sample& to) {
  for (const synth::GeneratedRow& row : customer.rows) {
    to.timestamp.push_back(row.timestamp);
    to.amount.push_back(row.amount);
    to.merchant.push_back(row.merchant);
    to.category.push_back(row.category);
    to.account.push_back(row.account);
    const bool pending = (row.flags & ledger::kFlagPending) != 0;
    const std::uint8_t of_category = row.category == ledger::kNoCategory ? std::uint8_t{0} : class_of[row.category];
    to.row_class.push_back(pending ? of_category | row_class::kLeftOut : of_category);
  }
  to.offset.push_back(to.timestamp.size());
  for (std::size_t i = 0; i < customer.accounts.size(); ++i) {
    const synth::GeneratedAccount& account = customer.accounts[i];
    to.account_type.push_back(static_cast<std::uint8_t>(type_of(account.subtype)));
    to.account_subtype.push_back(static_cast<std::uint8_t>(account.subtype));
    to.balance_current.push_back(account.balance_current);
    to.balance_limit.push_back(account.balance_limit);
    if (!account.has_liability) continue;
    to.liability_account.push_back(static_cast<std::uint16_t>(i));
    to.liability_type.push_back(static_cast<std::uint8_t>(account.liability_type));
    to.has_interest.push_back(account.apr > 0 ? 1 : 0);
    to.is_overdue.push_back(account.is_overdue);
    to.minimum_payment.push_back(account.minimum_payment_amount);
    to.last_payment.push_back(account.last_payment_amount);
    to.statement_balance.push_back(account.last_statement_balance);
  }
  to.account_offset.push_back(to.account_type.size());
  to.liability_offset.push_back(to.liability_type.size());
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void append_offsets(std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from) {
  const std::uint64_t before = to.back();
  for (std::size_t i = 1; i < from.size(); ++i) to.push_back(before + from[i]);
}

void append(Sample& to, const Sample& from) {
  append_offsets(to.offset, from.offset);
  append_offsets(to.account_offset, from.account_offset);
  append_offsets(to.liability_offset, from.liability_offset);
  append(to.timestamp, from.timestamp), append(to.amount, from.amount), append(to.merchant, from.merchant);
  append(to.category, from.category), append(to.account, from.account), append(to.row_class, from.row_class);
  append(to.account_type, from.account_type), append(to.account_subtype, from.account_subtype);
  append(to.balance_current, from.balance_current), append(to.balance_limit, from.balance_limit);
  append(to.liability_account, from.liability_account), append(to.liability_type, from.liability_type);
  append(to.has_interest, from.has_interest), append(to.is_overdue, from.is_overdue);
  append(to.minimum_payment, from.minimum_payment), append(to.last_payment, from.last_payment);
  append(to.statement_balance, from.statement_balance);
}

template <class T>
std::span<const T> part(const std::vector<T>& column, const std::vector<std::uint64_t>& offset, ItemRange customers) {
  return std::span(column).subspan(offset[customers.begin], offset[customers.end] - offset[customers.begin]);
}

}  // namespace

signals::CustomerColumns Sample::view(ItemRange range) const {
  const auto offsets = [&](const std::vector<std::uint64_t>& of) {
    return std::span(of).subspan(range.begin, range.end - range.begin + 1);
  };
  const auto rows = [&](const auto& column) { return part(column, offset, range); };
  const auto accounts = [&](const auto& column) { return part(column, account_offset, range); };
  const auto owed = [&](const auto& column) { return part(column, liability_offset, range); };
  return {.transactions = {offsets(offset), rows(timestamp), rows(amount), rows(row_class)},
          .merchant = rows(merchant),
          .accounts = {offsets(account_offset), accounts(account_type), accounts(account_subtype),
                       accounts(balance_current), accounts(balance_limit)},
          .liabilities = {offsets(liability_offset), owed(liability_account), owed(liability_type), owed(has_interest),
                          owed(minimum_payment), owed(last_payment), owed(statement_balance), owed(is_overdue)},
          .category = rows(category),
          .category_class = category_class,
          .account = rows(account),
          .knowledge = knowledge};
}

Sample make_sample(std::uint64_t num_customers, std::uint32_t rows_per_customer, int num_threads) {
  synth::BankSettings settings;
  settings.base.as_of = *parse_date("2025-12-31");
  settings.base.rows_per_customer = rows_per_customer;
  const synth::BankModel model(settings);
  const signals::BankRules rules;
  const std::vector<std::uint8_t> class_of = classify_categories(model.categories(), kDefaultNotSpending, {});
  std::vector<Sample> parts(num_parts(num_customers, num_threads));
  for_each_part(num_customers, num_threads, [&](ItemRange range, std::size_t index) {
    synth::GeneratedCustomer customer;
    for (std::uint64_t number = range.begin; number < range.end; ++number) {
      customer.rows.clear();
      customer.accounts.clear();
      model.generate(number, customer);
      std::sort(customer.rows.begin(), customer.rows.end(),
                [](const synth::GeneratedRow& a, const synth::GeneratedRow& b) {
                  return a.merchant != b.merchant ? a.merchant < b.merchant : a.timestamp < b.timestamp;
                });
      append_customer(customer, class_of, parts[index]);
    }
  });
  Sample sample = std::move(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) append(sample, parts[i]);
  sample.as_of = settings.base.as_of;
  sample.category_class = signals::classes_by_code(model.categories(), rules.classes);
  sample.knowledge = signals::knowledge_of(model.categories(), rules, true, true);
  return sample;
}

}  // namespace spendlens::benchmarks

#pragma once

#include <map>
#include <string>
#include <vector>

#include "ingest/inspect/column_facts.hpp"
#include "ingest/inspect/roles.hpp"
#include "ingest/inspect/synonyms.hpp"
#include "ingest/inspect/text_layout.hpp"
#include "spendlens/ingest/inspect.hpp"

namespace spendlens::ingest {

/// What is proposed for a log: options of import, and what a person should decide.
class Proposal {
 public:
  /// A proposal for a log whose text was laid out so; what is referred to must outlive this.
  Proposal(const Table& table, const Synonyms& synonyms, const TextLayout& layout, const std::string& encoding);

  [[nodiscard]] const ImportFormat& format() const { return format_; }
  [[nodiscard]] const std::vector<Decision>& decisions() const { return decisions_; }
  [[nodiscard]] const Roles& roles() const { return roles_; }
  /// Why nothing can be imported so; empty: it can.
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  void propose_layout(const TextLayout& layout, const std::string& encoding);
  void propose_times();
  void propose_decimal();
  void propose_amounts();
  void propose_sign();
  void propose_customer();
  void propose_orders();
  void propose_texts();
  void propose_conditions();
  void propose_null_values();
  void propose_ignored();

  /// Gives the field the column that has the role.
  void read(const char* field, Role role);
  void decide(std::string question, std::string taken, std::string instead = "");
  /// The same where the question stays, whatever format the log has.
  void decide_in_any_format(std::string question, std::string taken, std::string instead = "");
  void set(const char* key) { format_.given.insert(key); }
  [[nodiscard]] const std::string& name(Role role) const { return roles_.facts(role).name; }
  [[nodiscard]] const std::string& value(const std::vector<std::string>& row, Role role) const {
    return row[static_cast<std::size_t>(roles_.column(role))];
  }

  [[nodiscard]] std::string other_kind() const;
  /// Why no column is the time or the amount; `plain`: where nothing is known of it.
  [[nodiscard]] std::string fault_of_missing(Role role, const char* plain) const;
  void decide_alike_customers();

  // Times
  void propose_date_parts();
  void decide_day_or_month(const DateReading& dates);
  void decide_between_dates();
  void decide_clock_and_zone();
  // Amounts
  [[nodiscard]] std::optional<double> number(const std::vector<std::string>& row, Role role) const;
  [[nodiscard]] bool are_exclusive(Role one, Role other) const;
  [[nodiscard]] bool is_price_of_line() const;
  [[nodiscard]] double share_of_products() const;
  void tell_amount_from_quantity();
  void decide_amount();
  void decide_between_amounts(bool has_product);
  void decide_refunded();
  void propose_amount_unit();
  void decide_price();
  [[nodiscard]] bool propose_direction();
  [[nodiscard]] std::optional<bool> is_spend_positive_by_balance() const;
  [[nodiscard]] std::optional<bool> is_spend_positive_by_words() const;
  [[nodiscard]] bool is_sign_clear(const ColumnFacts& facts) const;
  // Orders
  struct OrderLines;
  [[nodiscard]] OrderLines look_at_orders(Role id) const;
  void propose_order_amount(const OrderLines& lines);
  // Conditions
  void leave_out(const ColumnFacts& facts);
  [[nodiscard]] bool read_pending(const ColumnFacts& facts);
  void decide_not_booked();
  [[nodiscard]] bool take_purchases(const ColumnFacts& facts);

  const Table& table_;
  const Synonyms& synonyms_;
  Roles roles_;
  ImportFormat format_;
  std::vector<Decision> decisions_;
  std::string fault_;
  bool is_comma_ = false;  ///< numbers have a decimal comma
};

/// What each column seems to hold, with the field that the proposal reads it as.
[[nodiscard]] std::vector<InspectedColumn> describe_columns(const Table& table, const Synonyms& synonyms,
                                                            const ImportFormat& format);

/// Whether dates without other evidence have the day first: the words of a header, or a decimal comma.
[[nodiscard]] bool prefers_day_first(const Table& table, char delimiter);

}  // namespace spendlens::ingest

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

#include "bindings.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::python {

namespace {

using signals::CustomerColumns;
using signals::SignalTable;
using signals::Stream;

/// Accounts and liabilities as Python gives them: by customer, in the order of the ids.
struct GivenSnapshot {
  Input<std::uint64_t> offset;
  Input<std::uint8_t> type, subtype;
  Input<std::int64_t> balance, limit;
  Input<std::uint64_t> joint_offset, liability_offset;
  Input<std::uint16_t> liability_account;
  Input<std::uint8_t> liability_type, has_interest;
  Input<std::int64_t> minimum, last_payment, statement;
  Input<std::uint8_t> is_overdue;
};

GivenSnapshot snapshot_from(const nb::dict& given) {
  const auto take = [&given]<class T>(const char* name, T*) {
    return nb::cast<Input<T>>(nb::object(given[name]), false);
  };
  constexpr std::uint64_t* kOffsets = nullptr;
  constexpr std::uint8_t* kCodes = nullptr;
  constexpr std::int64_t* kMoney = nullptr;
  constexpr std::uint16_t* kPlaces = nullptr;
  return {take("offset", kOffsets),
          take("type", kCodes),
          take("subtype", kCodes),
          take("balance", kMoney),
          take("limit", kMoney),
          take("joint_offset", kOffsets),
          take("liability_offset", kOffsets),
          take("liability_account", kPlaces),
          take("liability_type", kCodes),
          take("has_interest", kCodes),
          take("minimum", kMoney),
          take("last_payment", kMoney),
          take("statement", kMoney),
          take("is_overdue", kCodes)};
}

void add_snapshot(const GivenSnapshot& given, CustomerColumns& to) {
  to.accounts = {span_of(given.offset),  span_of(given.type),  span_of(given.subtype),
                 span_of(given.balance), span_of(given.limit), span_of(given.joint_offset)};
  to.liabilities = {span_of(given.liability_offset), span_of(given.liability_account), span_of(given.liability_type),
                    span_of(given.has_interest),     span_of(given.minimum),           span_of(given.last_payment),
                    span_of(given.statement),        span_of(given.is_overdue)};
}

/// Some customers of all, with every column cut to their entries.
CustomerColumns part_of_customers(const CustomerColumns& all, ItemRange customers) {
  CustomerColumns part = all;
  part.transactions = customers_of(all.transactions, customers);
  const std::uint64_t begin = all.transactions.offset[customers.begin] - all.transactions.offset[0];
  const std::uint64_t rows = all.transactions.offset[customers.end] - all.transactions.offset[customers.begin];
  const auto of_rows = [&](auto column) { return column.empty() ? column : column.subspan(begin, rows); };
  part.merchant = of_rows(all.merchant);
  part.category = of_rows(all.category);
  part.account = of_rows(all.account);
  const auto cut = [&customers](std::span<const std::uint64_t>& offset, auto&... columns) {
    if (offset.empty()) return;
    const std::uint64_t first = offset[customers.begin] - offset[0];
    const std::uint64_t count = offset[customers.end] - offset[customers.begin];
    ((columns = columns.subspan(first, count)), ...);
    offset = offset.subspan(customers.begin, customers.end - customers.begin + 1);
  };
  AccountColumns& accounts = part.accounts;
  cut(accounts.joint_offset);
  cut(accounts.offset, accounts.type, accounts.subtype, accounts.balance_current, accounts.balance_limit);
  LiabilityColumns& owed = part.liabilities;
  cut(owed.offset, owed.account, owed.type, owed.has_interest, owed.minimum_payment_amount, owed.last_payment_amount,
      owed.last_statement_balance, owed.is_overdue);
  return part;
}

constexpr const char* kSignalKinds[] = {"count", "cards", "money", "number", "flag", "choice"};

/// [(name, kind, unit, values, names of a choice)]
nb::list columns_of_table(SignalTable& table, const signals::SignalProfile& profile) {
  nb::list columns;
  for (std::size_t s = 0; s < table.catalogue().size(); ++s) {
    const signals::SignalInfo& info = table.catalogue()[s];
    nb::list names;
    if (info.kind == signals::SignalKind::kChoice)
      for (const std::string& name : signals::choices_of(profile, s)) names.append(nb::str(name.c_str()));
    nb::object values = std::visit([](const auto& column) { return to_numpy(std::decay_t<decltype(column)>(column)); },
                                   table.column(s));
    columns.append(nb::make_tuple(nb::str(info.name), nb::str(kSignalKinds[static_cast<std::size_t>(info.kind)]),
                                  nb::str(info.units), values, names));
  }
  return columns;
}

template <class T, class Of>
nb::object stream_column(const std::vector<Stream>& streams, Of of) {
  std::vector<T> values;
  values.reserve(streams.size());
  for (const Stream& stream : streams) values.push_back(static_cast<T>(of(stream)));
  return to_numpy(std::move(values));
}

nb::dict columns_of_streams(const std::vector<Stream>& streams) {
  nb::dict columns;
  columns["customer"] = stream_column<std::uint64_t>(streams, [](const Stream& s) { return s.customer; });
  columns["payee"] = stream_column<std::uint32_t>(streams, [](const Stream& s) { return s.payee; });
  columns["kind"] = stream_column<std::uint8_t>(streams, [](const Stream& s) { return s.kind; });
  columns["cadence"] = stream_column<std::uint8_t>(streams, [](const Stream& s) { return s.cadence; });
  columns["state"] = stream_column<std::uint8_t>(streams, [](const Stream& s) { return s.state; });
  columns["is_income"] = stream_column<std::uint8_t>(streams, [](const Stream& s) { return s.is_income; });
  columns["confidence"] = stream_column<std::uint8_t>(streams, [](const Stream& s) { return s.confidence; });
  columns["amount"] = stream_column<std::int64_t>(streams, [](const Stream& s) { return s.amount; });
  columns["median"] = stream_column<std::int64_t>(streams, [](const Stream& s) { return s.median; });
  columns["charges"] = stream_column<std::uint32_t>(streams, [](const Stream& s) { return s.charges; });
  columns["skipped"] = stream_column<std::uint32_t>(streams, [](const Stream& s) { return s.skipped; });
  columns["first"] = stream_column<std::int32_t>(streams, [](const Stream& s) { return s.first; });
  columns["last"] = stream_column<std::int32_t>(streams, [](const Stream& s) { return s.last; });
  columns["next"] = stream_column<std::int32_t>(streams, [](const Stream& s) { return s.next; });
  return columns;
}

signals::SignalProfile profile_with(const std::vector<std::string>& windows) {
  signals::SignalProfile profile;
  profile.bank.windows.clear();
  for (const std::string& name : windows) {
    const auto window = signals::parse_window(name);
    if (!window) throw UsageError("a window is so many months or days, as 6m or 30d, not " + name);
    profile.bank.windows.push_back(*window);
  }
  signals::validate(profile);
  return profile;
}

/// Kept from part to part.
struct Found {
  std::vector<SignalTable> tables;
  std::vector<Stream> streams;

  void take(std::uint64_t first_customer, signals::SignalResults part) {
    for (std::size_t w = 0; w < tables.size(); ++w) tables[w].copy_rows(first_customer, part.tables[w]);
    for (Stream& stream : part.streams) {
      stream.customer += first_customer;
      streams.push_back(stream);
    }
  }
};

nb::tuple signals_of(const Input<std::uint64_t>& offset, const Input<std::uint32_t>& timestamp,
                     const Input<std::int64_t>& amount, const OptionalInput<std::uint8_t>& row_class,
                     const OptionalInput<std::uint32_t>& merchant, const OptionalInput<std::uint8_t>& merchant_kind,
                     const OptionalInput<std::uint16_t>& category, const std::vector<std::string>& categories,
                     const OptionalInput<std::uint16_t>& account, const nb::object& given_snapshot, Day reference,
                     const std::vector<std::string>& windows, bool parallel, std::uint64_t parallel_threshold,
                     std::optional<int> n_workers, const nb::object& progress) {
  const signals::SignalProfile profile = profile_with(windows);
  const std::vector<std::uint8_t> classes = signals::classes_by_code(categories, profile.bank.classes);
  CustomerColumns all;
  all.transactions = {span_of(offset), span_of(timestamp), span_of(amount), span_of(row_class)};
  all.merchant = span_of(merchant);
  all.merchant_kind = span_of(merchant_kind);
  all.category = span_of(category);
  all.account = span_of(account);
  if (!categories.empty()) all.category_class = classes;
  all.knows_merchants = merchant.has_value();
  std::optional<GivenSnapshot> snapshot;
  if (!given_snapshot.is_none()) {
    snapshot = snapshot_from(nb::cast<nb::dict>(given_snapshot));
    add_snapshot(*snapshot, all);
  }
  all.knowledge =
      signals::knowledge_of(categories, profile.bank, merchant.has_value(), snapshot && snapshot->type.shape(0) > 0);
  Found found{signals::empty_tables(profile, all.knowledge), {}};
  {
    const nb::gil_scoped_release released;
    const std::uint64_t customers = all.num_customers();
    const ParallelPolicy policy =
        ParallelPolicy::always(policy_of(parallel, parallel_threshold, n_workers).workers_for(customers));
    for (SignalTable& table : found.tables) table.resize(customers);
    for (const ItemRange part : parts_of(all.transactions.offset)) {
      if (part.end > part.begin)
        found.take(part.begin, signals::generate_signals(part_of_customers(all, part), reference, profile, policy));
      report_progress(progress, part.end == 0 ? 0 : all.transactions.offset[part.end] - all.transactions.offset[0],
                      all.transactions.timestamp.size());
    }
  }
  nb::list tables;
  for (std::size_t w = 0; w < found.tables.size(); ++w)
    tables.append(
        nb::make_tuple(nb::str(profile.bank.windows[w].name().c_str()), columns_of_table(found.tables[w], profile)));
  return nb::make_tuple(tables, columns_of_streams(found.streams));
}

template <std::size_t n>
nb::list list_of_names(const std::array<const char*, n>& names) {
  nb::list list;
  for (const char* name : names) list.append(nb::str(name));
  return list;
}

}  // namespace

void bind_signals(nb::module_& module) {
  const auto array = [](const char* name) { return nb::arg(name).noconvert(); };
  const auto optional_array = [](const char* name) { return nb::arg(name).noconvert().none(); };
  module.def("stream_names", [] {
    return nb::make_tuple(list_of_names(kStreamKindNames), list_of_names(signals::kCadenceNames),
                          list_of_names(signals::kStreamStateNames));
  });
  module.def("signals_of", &signals_of, array("offset"), array("timestamp"), array("amount"),
             optional_array("row_class"), optional_array("merchant"), optional_array("merchant_kind"),
             optional_array("category"), nb::arg("categories"), optional_array("account"), nb::arg("snapshot").none(),
             nb::arg("reference"), nb::arg("windows"), nb::arg("parallel"), nb::arg("parallel_threshold"),
             nb::arg("n_workers").none(), nb::arg("progress").none());
}

}  // namespace spendlens::python

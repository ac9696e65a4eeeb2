#include <catch2/catch.hpp>

#include "ingest/format/format_keys.hpp"
#include "ingest/options_text.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ingest/format.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

ImportOptions with(const ImportFormat& format, const std::set<std::string>& given, ImportOptions options) {
  complete_by_format(format, given, options);
  return options;
}

}  // namespace

TEST_CASE("Every shipped format can be read, written, and read to the same again") {
  for (const ShippedFormat& shipped : shipped_formats()) {
    INFO(shipped.name);
    const ImportFormat format = parse_format(shipped.text, shipped.name);
    CHECK_FALSE(format.description.empty());
    CHECK_FALSE(format.recognized_by.empty());
    const std::string written = format_yaml(format);
    const ImportFormat again = parse_format(written, shipped.name);
    CHECK(format_yaml(again) == written);
    CHECK(again.given == format.given);
    CHECK(options_text(with(again, {}, {})) == options_text(with(format, {}, {})));
  }
}

TEST_CASE("A format with every key is written with every key") {
  const std::string text =
      "columns:\n  customer_id: [Kunde, 'no']\n  timestamp: 1\noptional_columns:\n  merchant: Filiale\n"
      "dimensions:\n  channel: [Kanal, Weg]\n  store: Laden\nattributes: {tier: Stufe}\nignore: [a, b]\n"
      "constants:\n  category: 'it''s'\nwhere: [A=1, B!=2]\ndebit: Soll\ncredit: Haben\ntimestamp_format: [auto, '%d.%m.%Y']\n"
      "date_order: dmy\ntwo_digit_years: 1970\ntimezone: Europe/Berlin\ncurrency: eur\ndecimal: comma\nround_amounts: true\namount_unit: minor\nignore_signs: true\n"
      "delimiter: tab\nescape: '\\'\ncomment: '#'\nheader: yes\nskip_lines: 2\nencoding: cp1252\nnull_values: ['-']\n"
      "order_scope: customer\norder_amount: sum\nrates: percent\nmerchants: raw\naliases: a.csv\ncategories: 'c d.csv'\n";
  const ImportFormat format = parse_format(text, "all.yaml");
  const ImportFormat again = parse_format(format_yaml(format), "all.yaml");
  CHECK(again.given == format.given);
  CHECK(again.options.column_choices.at("customer_id").names == std::vector<std::string>{"Kunde", "no"});
  CHECK(again.options.column_choices.at("merchant").is_optional);
  CHECK(again.options.currency == "EUR");
  CHECK(again.options.column_choices.at("dimension.channel").names == std::vector<std::string>{"Kanal", "Weg"});
  CHECK(again.options.column_choices.at("customers.tier").names == std::vector<std::string>{"Stufe"});
  CHECK(again.options.constants.at("category") == "it's");
  CHECK(again.options.null_values == std::vector<std::string>{"-"});
  CHECK(options_text(with(again, {}, {})) == options_text(with(format, {}, {})));
  // Those that exclude others of the file above are the only ones that it lacks.
  for (const FormatKey& key : format_keys()) {
    const std::string name = key.name;
    CHECK((format.given.contains(name) || name == "amounts" || name == "direction"));
  }
}

TEST_CASE("What the command line gives of a field, of signs or of dates takes the place of the format's") {
  const ImportFormat bank = parse_format(
      "columns: {timestamp: Date, merchant: Payee}\nconstants: {customer_id: me}\ndebit: Out\ncredit: In\ndate_order: mdy\n"
      "where: [State=DONE]\n",
      "bank.yaml");
  ImportOptions own;
  own.columns["amount"] = "Net";
  own.columns["merchant"] = "Shop";
  own.columns["customer_id"] = "Who";
  own.where.push_back({"State", "OPEN", true});
  const ImportOptions done = with(bank, {"column", "where"}, own);
  CHECK_FALSE(done.columns.contains("debit"));
  CHECK_FALSE(done.column_choices.contains("merchant"));
  CHECK_FALSE(done.constants.contains("customer_id"));
  CHECK(done.where.size() == 1);
  CHECK(done.where.front().value == "OPEN");
  CHECK(done.date_order == DateOrder::kMonthDayYear);

  ImportOptions signs;
  signs.spend_positive = true;
  CHECK_FALSE(with(bank, {"amounts"}, signs).columns.contains("debit"));
  CHECK(with(bank, {"amounts"}, signs).spend_positive);
  ImportOptions dates;
  dates.timestamp_formats = {"%d.%m.%Y"};
  CHECK_FALSE(with(bank, {"timestamp-format"}, dates).date_order);
  CHECK(with(bank, {}, {}).columns.at("debit") == "Out");

  const ImportFormat shop = parse_format("columns: {amount: Total}\namounts: spend-positive\n", "shop.yaml");
  ImportOptions columns;
  columns.columns["debit"] = "Out";
  columns.columns["credit"] = "In";
  const ImportOptions parted = with(shop, {"debit", "credit"}, columns);
  CHECK_FALSE(parted.column_choices.contains("amount"));
  CHECK_FALSE(parted.spend_positive);
  ImportOptions asked;
  asked.is_sign_given = false;
  CHECK(with(shop, {}, asked).is_sign_given);
}

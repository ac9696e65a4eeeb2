#include "info_json.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "spendlens/audit/result_schema.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/count_customers.hpp"
#include "spendlens/ledger/count_rows.hpp"
#include "spendlens/ledger/merchant_facts.hpp"
#include "spendlens/ledger/source_info.hpp"
#include "spendlens/ledger/write_lock.hpp"
#include "spendlens/report/json_text.hpp"
#include "spendlens/store/temporary_file.hpp"

namespace spendlens::jobs {

namespace {

using Json = nlohmann::ordered_json;

Json column_json(const store::Layout& layout, const std::string& path) {
  const store::ColumnPlace& place = layout.at(path);
  const auto units = layout.text_attributes.find(path + "/units");
  const auto values = layout.list_attributes.find(path + "/values");
  return {{"path", path},
          {"type", store::type_name(place.type)},
          {"rows", place.length},
          {"bytes", place.length * place.type.width},
          {"units", units == layout.text_attributes.end() ? Json() : Json(units->second)},
          {"values", values == layout.list_attributes.end() ? Json() : Json(values->second)}};
}

Json tables_json(const store::Layout& layout) {
  std::map<std::string, Json> columns;
  for (const auto& [path, place] : layout.columns) {
    Json& list = columns[path.substr(0, path.rfind('/'))];
    if (list.is_null()) list = Json::array();
    list.push_back(column_json(layout, path));
  }
  Json tables = Json::array();
  for (auto& [table, list] : columns) tables.push_back({{"table", table}, {"columns", std::move(list)}});
  return tables;
}

/// What an import counted of one kind of record; `group` as in "/import/accounts".
Json counts_json(const store::ColumnFileReader& file, const std::string& group) {
  const store::Layout& layout = file.layout();
  Json rejected = Json::object();
  const auto reasons = file.read_all_texts(group + "/reason");
  const auto numbers = file.read_all<std::uint64_t>(group + "/rejected");
  for (std::size_t i = 0; i < reasons.size(); ++i) rejected[reasons[i]] = numbers.at(i);
  return {{"read", layout.integer(group + "/rows_read")},
          {"stored", layout.integer(group + "/rows_stored")},
          {"folded", layout.integer_or_zero(group + "/lines_folded")},
          {"filtered", layout.integer_or_zero(group + "/rows_filtered")},
          {"superseded", layout.integer_or_zero(group + "/rows_superseded")},
          {"rejected", layout.integer(group + "/rows_rejected")},
          {"rejected_by_reason", rejected}};
}

Json names_json(const std::vector<ledger::NamedTexts>& columns) {
  Json names = Json::array();
  for (const ledger::NamedTexts& column : columns)
    names.push_back({{"name", column.name}, {"texts", column.texts.size()}});
  return names;
}

void add_snapshots(const ledger::Ledger& ledger, const ledger::Segment& segment, Json& json) {
  const store::Layout& layout = segment.file->layout();
  if (segment.columns.has(ledger::Column::kSnapshot))
    json["accounts"] = {{"accounts", layout.integer("accounts")},
                        {"liabilities", layout.integer("liabilities")},
                        {"count", &segment == ledger.snapshot_segment()},
                        {"account_rows", counts_json(*segment.file, "/import/accounts")},
                        {"liability_rows", counts_json(*segment.file, "/import/liabilities")}};
  if (segment.columns.has(ledger::Column::kAttributes))
    json["attributes"] = {{"names", names_json(segment.attributes)},
                          {"listed_customers", segment.listed_index.back()},
                          {"count", &segment == ledger.attribute_segment()},
                          {"customer_rows", counts_json(*segment.file, "/import/customers")}};
}

Json segment_json(const ledger::Ledger& ledger, const ledger::Segment& segment) {
  const store::Layout& layout = segment.file->layout();
  const ledger::SourceInfo source = ledger::source_of(segment.file->sums());
  const bool has_rows = segment.num_transactions > 0;
  const auto options = layout.text_attributes.find("/import/options");
  Json json = {{"name", segment.name},
               {"path", segment.file->path()},
               {"bytes", segment.file->file_bytes()},
               {"customers", segment.num_customers},
               {"transactions", segment.num_transactions},
               {"first_day", has_rows ? Json(date_text(day_of(segment.first_timestamp))) : Json()},
               {"last_day", has_rows ? Json(date_text(day_of(segment.last_timestamp))) : Json()},
               {"source", {{"name", source.name}, {"bytes", source.bytes}, {"digest", source.digest}}},
               {"options", options == layout.text_attributes.end() ? Json() : Json(options->second)},
               {"import_number", segment.import_number},
               {"rows", counts_json(*segment.file, "/import")}};
  if (!segment.merchant_code.empty())
    json["merchants"] = {{"number", segment.merchant_code.size()},
                         {"rule", segment.merchant_rule ? Json(name_of(*segment.merchant_rule)) : Json()},
                         {"aliases", segment.aliases}};
  add_snapshots(ledger, segment, json);
  json["tables"] = tables_json(layout);
  return json;
}

std::string text_of(const Json& json) { return report::json_text(json, 2) + "\n"; }

}  // namespace

std::string ledger_json(const std::string& directory) {
  comm::LocalCommunicator communicator;
  ledger::Ledger ledger = ledger::Ledger::open(communicator, directory);
  ledger::count_rows(communicator, ledger);
  Json segments = Json::array();
  for (const ledger::Segment& segment : ledger.segments()) segments.push_back(segment_json(ledger, segment));
  const ledger::Leftovers leftovers = ledger::leftovers_of(directory);
  return text_of({{"kind", "ledger"},
                  {"path", directory},
                  {"currency", ledger.currency()},
                  {"timezone", ledger.timezone()},
                  {"customers", ledger::count_customers(ledger, {0, kHashPrefixes})},
                  {"transactions", ledger.num_transactions()},
                  {"superseded", ledger.num_superseded()},
                  {"first_day", ledger.first_day() ? Json(date_text(*ledger.first_day())) : Json()},
                  {"last_day", ledger.last_day() ? Json(date_text(*ledger.last_day())) : Json()},
                  {"dimensions", names_json(ledger.dimensions())},
                  {"leftovers", leftovers.names},
                  {"segments", segments}});
}

std::string result_json(const std::string& directory) {
  const std::string path = directory + "/audit.h5";
  const store::ColumnFileReader file(path);
  const store::Layout& layout = file.layout();
  if (layout.text("format") != audit::kResultFormat) throw InputError(path + " is not a result of spendlens audit");
  static_cast<void>(audit::read_result_summary(directory));
  return text_of({{"kind", "result"},
                  {"path", path},
                  {"bytes", file.file_bytes()},
                  {"as_of", layout.text("as_of")},
                  {"period", layout.text("period")},
                  {"compare", layout.text("compare")},
                  {"customers", layout.integer("customers")},
                  {"transactions", layout.integer("transactions")},
                  {"currency", layout.text("currency")},
                  {"timezone", layout.text("timezone")},
                  {"spendlens", layout.text("spendlens")},
                  {"leftovers", store::abandoned_temporaries(directory)},
                  {"tables", tables_json(layout)}});
}

std::string merges_json(const std::string& directory, std::uint64_t most) {
  comm::LocalCommunicator communicator;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, directory);
  ledger::MerchantFacts facts = ledger::merchant_facts_of(ledger);
  ledger::keep_most_joined(facts);
  Json merges = Json::array();
  for (const std::uint32_t code : ledger::most_joined(facts.num_texts, most)) {
    Json some = Json::array();
    for (const ledger::JoinedText& joined : facts.joined)
      if (joined.merchant == code) some.push_back(joined.text);
    merges.push_back({{"merchant", ledger.merchants()[code]}, {"texts", facts.num_texts[code]}, {"some", some}});
  }
  return text_of({{"kind", "merges"}, {"path", directory}, {"merchants", merges}});
}

}  // namespace spendlens::jobs

#include <type_traits>

#include "report/explain/json_values.hpp"

namespace spendlens::report {

namespace {

using Json = nlohmann::ordered_json;

/// One value of a stream: codes and rows of the merchants by their names.
template <class Field>
Json stream_value(const Field& field, const audit::ExplainedStream& stream) {
  const auto value = field.of(stream.stream);
  if (field.content == audit::ResultContent::kMerchantRow) return stream.payee;
  if (field.names != nullptr) return field.names({}).at(static_cast<std::size_t>(value));
  if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(value)>>)
    return nullptr;
  else
    return stored_value_json(value, field.units);
}

Json stream_json(const audit::ExplainedStream& stream) {
  Json json = Json::object();
  audit::for_each_field(audit::kStreamColumns, [&](const auto& field) {
    if (field.content != audit::ResultContent::kCustomerRow) json[field.name] = stream_value(field, stream);
  });
  json["is_income"] = stream.stream.is_income;
  json["is_regular"] = stream.stream.is_income ? Json(stream.stream.is_regular) : Json(nullptr);
  json["due"] = Json::array();
  for (const Day day : stream.due) json["due"].push_back(date_text(day));
  json["payments"] = rows_json(stream.payments);
  return json;
}

}  // namespace

nlohmann::ordered_json row_json(const audit::ExplainedRow& row) {
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  return {{"date", date_text(row.date)},
          {"amount", money_json(row.amount)},
          {"merchant", text_or_null(row.merchant)},
          {"category", text_or_null(row.category)},
          {"account_id", text_or_null(row.account_id)}};
}

nlohmann::ordered_json rows_json(const std::vector<audit::ExplainedRow>& rows) {
  Json list = Json::array();
  for (const audit::ExplainedRow& row : rows) list.push_back(row_json(row));
  return list;
}

nlohmann::ordered_json streams_json(const audit::Explanation& e) {
  Json list = Json::array();
  for (const audit::ExplainedStream& stream : e.streams) list.push_back(stream_json(stream));
  return list;
}

nlohmann::ordered_json pairs_json(const audit::Explanation& e) {
  Json list = Json::array();
  for (const audit::ExplainedPair& pair : e.pairs)
    list.push_back({{"from", row_json(pair.from)}, {"to", row_json(pair.to)}});
  return list;
}

}  // namespace spendlens::report

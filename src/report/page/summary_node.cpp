#include "report/page/summary_node.hpp"

#include <fmt/core.h>

#include <cmath>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::report {

namespace {

/// Values of data beyond this are no counts of anything; below it nothing that is computed from them overflows.
constexpr int128 kLargest = int128{1} << 70;

/// A key as a part of a JSON pointer.
std::string pointer_part(std::string_view key) {
  std::string part;
  for (const char c : key) part += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return part;
}

/// A pointer within a formula, whose commas and brackets must stay its own.
std::string formula_key(std::string_view pointer) {
  std::string key;
  for (const char c : pointer) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("/_-.~+").find(c) != std::string_view::npos;
    key += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return key;
}

}  // namespace

void SummaryNode::fail(const std::string& what) const {
  throw InputError(fmt::format("{}: {} {}; make the result again with spendlens audit", *file_,
                               place_.empty() ? "the file" : readable(place_, 200), what));
}

SummaryNode SummaryNode::child(const Json& json, std::string_view key) const {
  return SummaryNode(json, *file_, place_ + "/" + pointer_part(key));
}

std::optional<SummaryNode> SummaryNode::find(std::string_view key) const {
  if (!json_->is_object()) fail("is not an object");
  const auto found = json_->find(std::string(key));
  if (found == json_->end() || found->is_null()) return std::nullopt;
  return child(*found, key);
}

SummaryNode SummaryNode::operator[](std::string_view key) const {
  if (!json_->is_object()) fail("is not an object");
  const auto found = json_->find(std::string(key));
  if (found == json_->end()) child(*json_, key).fail("is missing");
  return child(*found, key);
}

std::vector<std::pair<std::string, SummaryNode>> SummaryNode::members() const {
  if (!json_->is_object()) fail("is not an object");
  std::vector<std::pair<std::string, SummaryNode>> members;
  for (const auto& [key, value] : json_->items()) members.emplace_back(key, child(value, key));
  return members;
}

std::vector<SummaryNode> SummaryNode::elements() const {
  if (!json_->is_array()) fail("is not a list");
  std::vector<SummaryNode> elements;
  for (std::size_t i = 0; i < json_->size(); ++i) elements.push_back(child((*json_)[i], std::to_string(i)));
  return elements;
}

std::vector<SummaryNode> SummaryNode::elements(std::size_t length) const {
  std::vector<SummaryNode> all = elements();
  if (all.size() != length) fail(fmt::format("has {} elements instead of {}", all.size(), length));
  return all;
}

Figure SummaryNode::figure(int128 count, int decimals) const { return {count, decimals, formula_key(place_)}; }

Figure SummaryNode::count() const {
  Figure number = integer();
  if (number.count < 0) fail("is below 0");
  return number;
}

Figure SummaryNode::integer() const {
  if (json_->is_number_unsigned()) return figure(json_->get<std::uint64_t>(), 0);
  if (json_->is_number_integer()) return figure(json_->get<std::int64_t>(), 0);
  fail("is not a whole number");
}

Figure SummaryNode::decimal(int decimals) const {
  const auto number = json_->is_string() ? parse_decimal(json_->get_ref<const std::string&>()) : std::nullopt;
  const auto count = number && number->scale <= decimals ? to_scale(*number, decimals) : std::nullopt;
  if (!count || *count > kLargest || *count < -kLargest)
    fail(fmt::format("is not a text of a number with {} decimals", decimals));
  return figure(*count, decimals);
}

Figure SummaryNode::real(int decimals) const {
  const double value = json_->is_number() ? json_->get<double>() : NAN;
  const double count = std::round(value * std::pow(10.0, decimals));
  if (!(std::abs(count) < 1e18)) fail("is not a number");
  return figure(static_cast<std::int64_t>(count), decimals);
}

std::string SummaryNode::text() const {
  if (!json_->is_string()) fail("is not a text");
  return json_->get<std::string>();
}

Day SummaryNode::date() const {
  const auto day = parse_date(text());
  if (!day) fail("is not a date");
  return *day;
}

Summary::Summary(std::string_view text, std::string file)
    : json_(nlohmann::ordered_json::parse(text, nullptr, false)), file_(std::move(file)) {
  if (json_.is_discarded() || !json_.is_object())
    throw InputError(file_ + " is not a summary of spendlens audit: it is no JSON object");
}

}  // namespace spendlens::report

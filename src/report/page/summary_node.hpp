#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/html/figure.hpp"
#include "spendlens/core/calendar.hpp"

namespace spendlens::report {

/// A place in summary.json, which is read as anybody's file: what is missing or of another type is an InputError that
/// names the file and the place. A node is a view: it lives as long as its Summary.
class SummaryNode {
 public:
  using Json = nlohmann::ordered_json;

  SummaryNode(const Json& json, const std::string& file, std::string place = "")
      : json_(&json), file_(&file), place_(std::move(place)) {}

  /// A member; InputError where it is missing.
  [[nodiscard]] SummaryNode operator[](std::string_view key) const;
  /// A member; nothing where it is missing or null.
  [[nodiscard]] std::optional<SummaryNode> find(std::string_view key) const;
  /// The members of an object, in the order of the file.
  [[nodiscard]] std::vector<std::pair<std::string, SummaryNode>> members() const;

  /// The elements of a list; with `length` InputError where they are not so many.
  [[nodiscard]] std::vector<SummaryNode> elements() const;
  [[nodiscard]] std::vector<SummaryNode> elements(std::size_t length) const;

  /// A whole number of 0 or more.
  [[nodiscard]] Figure count() const;
  /// A whole number.
  [[nodiscard]] Figure integer() const;
  /// A text of an exact decimal with so many decimals: money and percentages have 2.
  [[nodiscard]] Figure decimal(int decimals = 2) const;
  /// A number with a fraction, rounded.
  [[nodiscard]] Figure real(int decimals) const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Day date() const;
  [[nodiscard]] bool is_null() const { return json_->is_null(); }
  [[nodiscard]] bool is_object() const { return json_->is_object(); }
  [[nodiscard]] bool is_list() const { return json_->is_array(); }
  [[nodiscard]] bool is_text() const { return json_->is_string(); }
  [[nodiscard]] bool is_number() const { return json_->is_number(); }
  [[nodiscard]] bool is_float() const { return json_->is_number_float(); }
  [[nodiscard]] bool is_flag() const { return json_->is_boolean(); }
  /// Precondition: is_flag().
  [[nodiscard]] bool flag() const { return json_->get<bool>(); }

  /// Throws InputError that says where and `what`.
  [[noreturn]] void fail(const std::string& what) const;

 private:
  [[nodiscard]] SummaryNode child(const Json& json, std::string_view key) const;
  [[nodiscard]] Figure figure(int128 count, int decimals) const;

  const Json* json_;
  const std::string* file_;
  std::string place_;  ///< a JSON pointer
};

/// summary.json as a whole.
class Summary {
 public:
  /// `file` is for messages. Throws InputError where the text is no JSON object.
  Summary(std::string_view text, std::string file);

  [[nodiscard]] SummaryNode root() const { return {json_, file_}; }

 private:
  nlohmann::ordered_json json_;
  std::string file_;
};

}  // namespace spendlens::report

#include "ingest/parse/pseudonyms.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ingest/parse/record_fields.hpp"
#include "ingest/record/reject_reason.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kMostKnown = 1 << 20;
constexpr std::size_t kMarkDigits = 8;
constexpr std::string_view kNotKept = "(not-kept)\n";

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_word_at(std::string_view text, std::size_t begin, std::size_t end) {
  const bool begins = begin == 0 || !is_letter_or_digit(text[begin - 1]) || !is_letter_or_digit(text[begin]);
  const bool ends = end == text.size() || !is_letter_or_digit(text[end]) || !is_letter_or_digit(text[end - 1]);
  return begins && ends;
}

}  // namespace

std::string keyed_hash(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), digest.data(), &length) == nullptr)
    throw InternalError("libcrypto gives no HMAC-SHA-256");
  std::string digits;
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (unsigned int i = 0; i < length; ++i) {
    digits.push_back(kDigits[digest.at(i) >> 4]);
    digits.push_back(kDigits[digest.at(i) & 15]);
  }
  return digits;
}

std::string key_mark(std::string_view key) {
  return keyed_hash(key, "spendlens: which key is it?").substr(0, kMarkDigits);
}

Pseudonyms::Pseudonyms(std::string key, const RecordScanner& scanner, const std::vector<FieldMap>& maps,
                       std::vector<RecordKind> kinds, NullValues nulls)
    : key_(std::move(key)), scanner_(scanner), maps_(maps), kinds_(std::move(kinds)), nulls_(std::move(nulls)) {}

int Pseudonyms::column_of_ids(std::uint32_t file) const {
  switch (kinds_[file]) {
    case RecordKind::kTransactions:
      return maps_[file].at(Field::kCustomerId);
    case RecordKind::kAccounts:
      return maps_[file].at(AccountField::kCustomerId);
    case RecordKind::kCustomers:
      return maps_[file].at(CustomerField::kCustomerId);
    case RecordKind::kLiabilities:
      break;
  }
  return -1;
}

std::string Pseudonyms::stand_in(std::string_view id) {
  const char* fault = fault_of_id(id, reason::kMissingCustomerId, reason::kCustomerIdTooLong);
  if (fault == reason::kCustomerIdTooLong) return std::string(ledger::kMaxIdBytes + 1, 'x');
  if (fault == reason::kInvalidText) return std::string(1, '\0');
  if (fault == reason::kInvalidUtf8) return "\xFF";
  if (fault != nullptr) return std::string(id);
  if (known_.size() >= kMostKnown) known_.clear();
  const auto [at, is_new] = known_.try_emplace(std::string(id));
  if (is_new) at->second = keyed_hash(key_, id);
  return at->second;
}

/// As CSV: a field in quotes where it must be.
void Pseudonyms::join_fields() {
  record_.clear();
  const CsvDialect& dialect = scanner_.dialect();
  for (const std::string_view& field : fields_) {
    if (&field != fields_.data()) record_.push_back(dialect.delimiter);
    const bool is_plain =
        std::none_of(field.begin(), field.end(),
                     [&](char c) { return c == dialect.delimiter || c == '"' || c == '\n' || c == '\r'; }) &&
        !(dialect.comment && field.starts_with(*dialect.comment));
    if (is_plain) {
      record_ += field;
      continue;
    }
    record_.push_back('"');
    for (const char c : field) {
      if (c == '"' || c == dialect.escape) record_.push_back(c);
      record_.push_back(c);
    }
    record_.push_back('"');
  }
  record_.push_back('\n');
}

std::string_view Pseudonyms::of_record(std::string_view record, std::uint32_t file, bool malformed) {
  id_.clear();
  const int column = column_of_ids(file);
  if (scanner_.is_comment(record) || column < 0) return record;
  if (malformed) return kNotKept;
  scanner_.split(record, fields_, storage_);
  const std::size_t num_columns = maps_[file].num_columns;
  const bool is_whole =
      fields_.size() >= num_columns && std::all_of(fields_.begin() + static_cast<std::ptrdiff_t>(num_columns),
                                                   fields_.end(), [](std::string_view field) { return field.empty(); });
  if (!is_whole) return kNotKept;
  std::string_view& field = fields_[static_cast<std::size_t>(column)];
  if (field.empty() || nulls_.hold(field, true)) return record;
  id_ = field;
  stand_in_ = stand_in(id_);
  field = stand_in_;
  join_fields();
  return record_;
}

std::string Pseudonyms::without_id(std::string_view text) const {
  if (id_.empty()) return std::string(text);
  std::string result;
  std::size_t done = 0;
  for (std::size_t at = text.find(id_); at != std::string_view::npos; at = text.find(id_, at + 1)) {
    if (at < done || !is_word_at(text, at, at + id_.size())) continue;
    result.append(text.substr(done, at - done)).append(stand_in_);
    done = at + id_.size();
  }
  return result.append(text.substr(done));
}

}  // namespace spendlens::ingest

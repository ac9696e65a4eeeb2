#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/csv/record_scanner.hpp"
#include "ingest/record/fields.hpp"
#include "ingest/record/null_values.hpp"
#include "spendlens/ingest/keyed_hash.hpp"
#include "spendlens/ingest/record_kind.hpp"

namespace spendlens::ingest {

/// Puts pseudonyms in the place of customers' ids in records, before anything else is made of them. Of one rank.
class Pseudonyms {
 public:
  /// `maps` and `kinds`: of each file.
  Pseudonyms(std::string key, const RecordScanner& scanner, const std::vector<FieldMap>& maps,
             std::vector<RecordKind> kinds, NullValues nulls);

  /// The record with the id's keyed hash in the id's place; what cannot be an id becomes something that cannot for the
  /// same reason. A record that cannot be taken apart, so that nobody knows where its id is, becomes a word that is no
  /// record. A view, good until the next call.
  [[nodiscard]] std::string_view of_record(std::string_view record, std::uint32_t file, bool malformed);

  /// A text of the last record with the pseudonym also where the id stands as a word by itself.
  [[nodiscard]] std::string without_id(std::string_view text) const;

 private:
  [[nodiscard]] int column_of_ids(std::uint32_t file) const;
  [[nodiscard]] std::string stand_in(std::string_view id);
  void join_fields();

  std::string key_;
  RecordScanner scanner_;
  const std::vector<FieldMap>& maps_;
  std::vector<RecordKind> kinds_;
  NullValues nulls_;
  std::unordered_map<std::string, std::string> known_;  ///< some of the ids that were met
  std::vector<std::string_view> fields_;
  std::string storage_;
  std::string id_;  ///< of the last record
  std::string stand_in_;
  std::string record_;
};

}  // namespace spendlens::ingest

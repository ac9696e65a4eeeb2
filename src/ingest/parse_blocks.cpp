#include <string_view>

#include "ingest/parse/record_walk.hpp"
#include "ingest/read_stage.hpp"

namespace spendlens::ingest {

void ReadStage::parse(const Block& block) {
  switch (inputs_.kind_of(block.file)) {
    case RecordKind::kTransactions:
      return parse_rows(block);
    case RecordKind::kAccounts:
      return parse_records(block, *account_parser_, account_, [&] { accounts_->add(account_); });
    case RecordKind::kLiabilities:
      return parse_records(block, *liability_parser_, liability_, [&] { accounts_->add(liability_); });
    case RecordKind::kCustomers:
      return parse_records(block, *customer_parser_, customer_, [&] { customers_->add(customer_); });
  }
}

/// Records are written anew before they are read, which takes its time: one by one.
void ReadStage::parse_disguised_rows(const Block& block) {
  for_each_record(block, source_options_.scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
    const std::string_view disguised = pseudonyms_->of_record(record, place.file, malformed);
    take_row(malformed ? reason::kMalformedRecord : parser_->parse(disguised, place, row_), place, malformed,
             disguised);
  });
}

void ReadStage::reject(RejectPlace place, const char* why, std::string_view detail, std::string_view record) {
  if (!pseudonyms_) return rejects_->add(place, why, detail, record);
  rejects_->add(place, why, pseudonyms_->without_id(detail), pseudonyms_->without_id(record));
}

void ReadStage::parse_rows(const Block& block) {
  if (pseudonyms_) return parse_disguised_rows(block);
  splitter_.for_each(
      block,
      [&](const SplitRecord& record, RejectPlace place) {
        take_row(parser_->parse(record, place, row_), place, false, record.text);
      },
      [&](std::string_view record, RejectPlace place, bool malformed) {
        take_row(malformed ? reason::kMalformedRecord : parser_->parse(record, place, row_), place, malformed, record);
      });
}

/// The transaction that was read, good or not.
inline void ReadStage::take_row(const char* why, RejectPlace place, bool malformed, std::string_view record) {
  ++rows_read_[index_of(RecordKind::kTransactions)];
  if (why == nullptr) return owners_ && owners_->decides(row_) ? owners_->add_row(row_) : send_row(row_);
  if (why == reason::kFiltered) {
    ++rows_filtered_[index_of(RecordKind::kTransactions)];
    return;
  }
  const std::string_view detail = malformed ? std::string_view() : parser_->detail();
  reject(place, why, detail, record);
  forms_.add(place, why, pseudonyms_ ? std::string_view() : detail);
}

template <class Parser, class Record, class Use>
void ReadStage::parse_records(const Block& block, Parser& parser, Record& parsed, Use use) {
  const std::size_t kind = index_of(inputs_.kind_of(block.file));
  for_each_record(block, source_options_.scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
    ++rows_read_[kind];
    if (pseudonyms_) record = pseudonyms_->of_record(record, place.file, malformed);
    const char* why = malformed ? reason::kMalformedRecord : parser.parse(record, place, parsed);
    if (why == nullptr)
      use();
    else if (why == reason::kFiltered)
      ++rows_filtered_[kind];
    else
      reject(place, why, malformed ? std::string_view() : parser.detail(), record);
  });
}

/// A row that was read goes on its way; one of this rank's own range has arrived.
void ReadStage::send_row(const WireRow& row) {
  if (row.timestamp > latest_.timestamp) latest_ = {row.timestamp, row.file, row.line};
  if (checks_orders_ && !row.order_id.empty()) orders_->add(row.order_id, row.hash);
  const std::size_t owner = ranges_.owner_of(row.hash);
  const std::span<const std::byte> bytes = row_bytes_.of(row, inputs_.schema);
  if (owner == static_cast<std::size_t>(communicator_.rank()))
    rows_->append(ranges_.bucket_of(row.hash), bytes);
  else
    outgoing_[owner].insert(outgoing_[owner].end(), bytes.begin(), bytes.end());
}

}  // namespace spendlens::ingest

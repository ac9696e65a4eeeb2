#include <fmt/core.h>

#include "ledger/check/segment_check.hpp"
#include "ledger/segment/column_names.hpp"
#include "ledger/segment/padded_text.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ledger {

std::string CustomerCheck::customer_text(const CustomerChunk& chunk, std::uint64_t index) const {
  return readable(text_at(chunk.id, segment_.id_width, index), kMaxIdBytes);
}

void CustomerCheck::read_previous(std::uint64_t customer) {
  std::vector<char> id(segment_.id_width);
  segment_.file->read_texts(names::kId, customer, id);
  segment_.file->read(names::kHash, customer, std::span(&previous_hash_, 1));
  previous_id_ = std::string(text_at(id, segment_.id_width, 0));
  has_previous_ = true;
}

void CustomerCheck::check_one(const CustomerChunk& chunk, std::uint64_t index) {
  const std::string id(text_at(chunk.id, segment_.id_width, index));
  const auto shown = [&] { return customer_text(chunk, index); };
  const std::uint64_t customer = chunk.first + index;
  const std::uint64_t hash = chunk.hash[index];
  if (id.empty()) refuse_segment(segment_, fmt::format("the customer in row {} has an empty id", customer));
  if (has_more_behind(chunk.id, segment_.id_width, index))
    refuse_segment(segment_, fmt::format("the id of customer '{}' in row {} has a NUL inside", shown(), customer));
  if (hash != text_hash(id))
    refuse_segment(segment_,
                   fmt::format("the hash of customer '{}' in row {} is not that of the id", shown(), customer));
  if (has_previous_ && previous_hash_ == hash && previous_id_ == id)
    refuse_segment(segment_,
                   fmt::format("customer '{}' is there twice, in rows {} and {}", shown(), customer - 1, customer));
  if (has_previous_ && std::tie(previous_hash_, previous_id_) > std::tie(hash, id))
    refuse_segment(segment_, fmt::format("customer '{}' in row {} comes too late: customers must ascend by hash and id",
                                         shown(), customer));
  previous_hash_ = hash;
  previous_id_ = id;
  has_previous_ = true;
}

void CustomerCheck::check_offsets(const std::vector<std::uint64_t>& offset, std::uint64_t first, std::uint64_t limit,
                                  const char* column) const {
  if (first == 0 && offset.front() != 0)
    refuse_segment(segment_, fmt::format("{} starts at {}, not at 0", column, offset.front()));
  for (std::size_t i = 1; i < offset.size(); ++i)
    if (offset[i] < offset[i - 1])
      refuse_segment(segment_, fmt::format("{} decreases at customer row {}", column, first + i - 1));
  if (offset.back() > limit)
    refuse_segment(segment_, fmt::format("{} goes beyond the {} rows at customer row {}", column, limit,
                                         first + offset.size() - 2));
  if (first + offset.size() - 1 == segment_.num_customers && offset.back() != limit)
    refuse_segment(segment_, fmt::format("{} ends at {}, not at {}", column, offset.back(), limit));
}

void CustomerCheck::check_accounts(const CustomerChunk& chunk) const {
  const store::ColumnPlace& place = segment_.file->layout().at(names::kAccountRefId);
  check_offsets(chunk.account_offset, chunk.first, place.length, names::kAccountRefOffset);
  const std::size_t width = place.type.width;
  const std::uint64_t begin = chunk.account_offset.front();
  std::vector<char> ids((chunk.account_offset.back() - begin) * width);
  segment_.file->read_texts(names::kAccountRefId, begin, ids);
  for (std::uint64_t index = 0; index < chunk.size(); ++index) {
    if (chunk.account_offset[index + 1] - chunk.account_offset[index] > kNoAccount)
      refuse_segment(segment_, fmt::format("customer '{}' has too many account ids", customer_text(chunk, index)));
    for (std::uint64_t ref = chunk.account_offset[index]; ref < chunk.account_offset[index + 1]; ++ref) {
      const bool ascends =
          ref == chunk.account_offset[index] || text_at(ids, width, ref - 1 - begin) < text_at(ids, width, ref - begin);
      if (text_at(ids, width, ref - begin).empty() || has_more_behind(ids, width, ref - begin) || !ascends)
        refuse_segment(segment_,
                       fmt::format("the account ids of customer '{}' do not ascend, or one is empty (row {} of {})",
                                   customer_text(chunk, index), ref, names::kAccountRefId));
    }
  }
}

void CustomerCheck::read(ItemRange range, CustomerChunk& chunk, CheckTotals& totals) {
  const std::uint64_t n = range.end - range.begin;
  const store::ColumnFileReader& file = *segment_.file;
  chunk.first = range.begin;
  chunk.id.resize(n * segment_.id_width);
  chunk.hash.resize(n);
  chunk.first_timestamp.resize(n);
  chunk.offset.resize(n + 1);
  file.read_texts(names::kId, range.begin, chunk.id);
  file.read<std::uint64_t>(names::kHash, range.begin, chunk.hash);
  file.read<Timestamp>(names::kFirstTimestamp, range.begin, chunk.first_timestamp);
  file.read<std::uint64_t>(names::kTransactionOffset, range.begin, chunk.offset);
  chunk.history.resize(segment_.has_history ? n : 0);
  chunk.first_settled.resize(segment_.has_history && segment_.columns.flags ? n : 0);
  if (!chunk.history.empty()) file.read<std::uint8_t>(names::kHistory, range.begin, chunk.history);
  if (!chunk.first_settled.empty()) file.read<Timestamp>(names::kFirstSettled, range.begin, chunk.first_settled);
  if (!has_previous_ && range.begin > 0) read_previous(range.begin - 1);
  for (std::uint64_t index = 0; index < n; ++index) check_one(chunk, index);
  check_offsets(chunk.offset, range.begin, segment_.num_transactions, names::kTransactionOffset);
  if (segment_.columns.account) {
    chunk.account_offset.resize(n + 1);
    file.read<std::uint64_t>(names::kAccountRefOffset, range.begin, chunk.account_offset);
    check_accounts(chunk);
  }
  if (segment_.columns.archetype) {
    std::vector<std::uint8_t> archetype(n);
    file.read<std::uint8_t>(names::kArchetype, range.begin, archetype);
    for (std::uint64_t index = 0; index < n; ++index)
      if (archetype[index] != kNoArchetype && archetype[index] >= segment_.archetypes.size())
        refuse_segment(segment_,
                       fmt::format("the archetype of customer '{}' is {}, but there are only {}",
                                   customer_text(chunk, index), archetype[index], segment_.archetypes.size()));
  }
  for (std::uint64_t index = 0; index < n; ++index) {
    ++totals.customers_by_prefix[hash_prefix(chunk.hash[index])];
    totals.transactions_by_prefix[hash_prefix(chunk.hash[index])] += chunk.offset[index + 1] - chunk.offset[index];
  }
}

}  // namespace spendlens::ledger

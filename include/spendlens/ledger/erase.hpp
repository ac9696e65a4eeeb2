#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"

namespace spendlens::ledger {

struct EraseOptions {
  std::string ledger;                                     ///< directory
  std::vector<std::string> customers;                     ///< ids, in any order; the same on all ranks
  std::uint64_t memory_bytes = std::uint64_t{256} << 20;  ///< of a rank's batches
  /// SourceInfo::pseudonym_key of the key by which `customers` were made pseudonyms; empty: by none
  std::string pseudonym_key = "";
};

/// A file that was written anew.
struct ErasedFile {
  std::string name;  ///< within the ledger
  std::string digest_before;
  std::string digest_after;
  std::uint64_t rows = 0;  ///< transactions that are gone, of a rejects file records
};

/// What is gone; no id is in it.
struct EraseReport {
  std::uint64_t customers_given = 0;  ///< distinct ids
  std::uint64_t customers_found = 0;  ///< of these, those that were anywhere in the ledger
  std::uint64_t transactions = 0;
  std::uint64_t accounts = 0;  ///< joint ones of others, which counted for an erased customer, among them
  std::uint64_t liabilities = 0;
  std::uint64_t listed = 0;  ///< entries of customers without a transaction or an account
  std::uint64_t texts = 0;   ///< of dictionaries, which only erased customers had
  std::uint64_t reject_records = 0;
  std::uint64_t bytes_written = 0;
  std::vector<ErasedFile> segments;
  std::vector<ErasedFile> rejects;
  /// Names of segments that hold an id, which stay: whoever imported them chose them
  std::uint64_t segments_named_so = 0;
};

/// Takes customers out of a ledger: each segment that holds one is written anew without its transactions, accounts,
/// liabilities and attributes and without texts of dictionaries that nobody else has, with columns as wide as what is
/// left needs; each rejects file without the records in which an id stands as a word by itself. An account that others
/// hold together with an erased customer, for whom it counted, goes.
///
/// Each file takes the place of the old one whole, by rename. Whenever it is interrupted every segment is as it was or
/// without them, and the same call goes on. Audits afterwards are those of an import without the customers; the counts
/// of what was read and stored become smaller alike, a segment's source keeps its digest.
///
/// Collective; holds the ledger's lock; the bytes are the same for any number of ranks. Throws InputError where the
/// ledger cannot be read or names customers by another key than the ids, before anything is written; Error(kInUse),
/// IoError.
EraseReport erase_customers(comm::Communicator& communicator, const EraseOptions& options);

}  // namespace spendlens::ledger

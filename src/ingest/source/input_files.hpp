#pragma once

#include <map>
#include <string>
#include <vector>

#include "ingest/record/fields.hpp"
#include "ingest/source/block_source.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

/// The inputs of an import as all ranks know them.
struct Inputs {
  std::vector<InputFile> files;      ///< transactions, then accounts, liabilities, customers
  std::vector<std::string> digests;  ///< of each file, as digest_of_blocks() has it
  std::vector<FieldMap> maps;        ///< of each file
  std::vector<std::string> ignored;  ///< columns that serve no field, as field_key()s
  /// Field -> column, as they were given, or as a kind's first file has them where there was a choice
  std::map<std::string, std::string> columns;
  Schema schema;                        ///< of the transactions
  std::vector<std::string> attributes;  ///< of customers, ascending
  ledger::SourceInfo source;

  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] RecordKind kind_of(std::uint32_t file) const { return files[file].records; }
};

/// Looks at each file's beginning: its kind (by its first bytes, not its name) and its header; matches the header with
/// the fields; digests the bytes. Standard input is first copied into `directory`, because a row may turn out bad after
/// it has passed by. `has_accounts`: as FieldTerms has it. Collective. Precondition: require_use(). Throws InputError,
/// IoError on all ranks.
[[nodiscard]] Inputs open_inputs(comm::Communicator& communicator, const ImportOptions& options,
                                 const std::string& directory, const RecordScanner& scanner, bool has_accounts);

}  // namespace spendlens::ingest

#include "spendlens/ingest/import.hpp"

#include <string>
#include <utility>
#include <vector>

#include "ingest/importer.hpp"
#include "ingest/parse/pseudonyms.hpp"
#include "ingest/source/input_paths.hpp"
#include "ingest/source/require_use.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"

namespace spendlens::ingest {

namespace {

/// What options say of single customers, by their pseudonyms.
void disguise(ImportOptions& options) {
  if (options.pseudonym_key.empty()) return;
  for (const char* key : {"customer_id", "accounts.customer_id", "customers.customer_id"})
    if (const auto constant = options.constants.find(key); constant != options.constants.end())
      constant->second = keyed_hash(options.pseudonym_key, constant->second);
  const auto named = options.columns.find("customer_id");
  for (RowCondition& condition : options.where)
    if (condition.column == (named == options.columns.end() ? "customer_id" : named->second))
      condition.value = keyed_hash(options.pseudonym_key, condition.value);
}

/// The options with files in the place of directories and patterns, as rank 0 finds them. Collective.
ImportOptions with_files(comm::Communicator& communicator, ImportOptions options) {
  for (std::vector<std::string>* paths :
       {&options.transactions, &options.accounts, &options.liabilities, &options.customers}) {
    comm::agree(communicator, [&] {
      if (communicator.rank() == 0) *paths = expand_paths(*paths);
    });
    comm::broadcast_object(communicator, *paths, 0);
  }
  return options;
}

}  // namespace

ImportReport import_transactions(comm::Communicator& communicator, const ImportOptions& given) {
  comm::agree(communicator, [&] { require_use(given); });  // before anything is made on disk
  ImportOptions options = with_files(communicator, given);
  disguise(options);
  return Importer(communicator, options).run();
}

}  // namespace spendlens::ingest

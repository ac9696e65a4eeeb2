#include "ingest/work_directory.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "ingest/source/input_identity.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/turnover.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/file_lock.hpp"

namespace spendlens::ingest {

WorkDirectory::WorkDirectory(comm::Communicator& communicator, const ImportOptions& options)
    : path_(options.ledger + "/.import-" + options.segment), owner_(communicator.rank() == 0) {
  comm::agree(communicator, [&] {
    (void)ledger::segment_path(options.ledger, options.segment);  // its name becomes part of a path that is removed
    ledger::require_own_rejects(options.segment);
    if (!owner_) return;
    store::make_directories(options.ledger);
    require_inputs_apart(options);
    lock_ = std::make_unique<ledger::WriteLock>(options.ledger);
    store::remove_tree(path_);
    store::make_directories(path_);
    store::share_as_directory(path_);
  });
}

WorkDirectory::~WorkDirectory() {
  std::error_code ignored;
  if (owner_ && lock_) std::filesystem::remove_all(path_, ignored);
}

std::string WorkDirectory::file(const char* name, int rank) const { return fmt::format("{}/{}-{}", path_, name, rank); }

LedgerTerms terms_of(comm::Communicator& communicator, const ImportOptions& options) {
  std::uint64_t has_segments = 0;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    for (const std::string& name : store::names_in_directory(options.ledger).value_or(std::vector<std::string>()))
      if (name.ends_with(".h5")) has_segments = 1;
  });
  has_segments = communicator.all_reduce_value(has_segments, comm::ReduceOp::kMax);
  LedgerTerms terms{options.timezone.value_or("UTC"), options.currency};
  if (has_segments == 0) return terms;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, options.ledger);
  comm::agree(communicator, [&] {
    if (options.timezone && *options.timezone != ledger.timezone())
      throw InputError(fmt::format("the ledger {} is in time zone {}, not {}; leave --timezone out or use another ledger", options.ledger, ledger.timezone(), *options.timezone));
    if (options.currency && *options.currency != ledger.currency())
      throw InputError(fmt::format("the ledger {} is in currency {}, not {}; a ledger has one currency", options.ledger, ledger.currency(), *options.currency));
  });
  std::array<int128, 1> turnover{};
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) turnover.front() = static_cast<int128>(ledger::turnover_beside(ledger, options.segment));
  });
  communicator.all_reduce(turnover, comm::ReduceOp::kMax);
  return {ledger.timezone(), ledger.currency(), static_cast<uint128>(turnover.front())};
}

}  // namespace spendlens::ingest

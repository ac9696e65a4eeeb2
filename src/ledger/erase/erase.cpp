#include "spendlens/ledger/erase.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "ledger/erase/erase_rejects.hpp"
#include "ledger/erase/erase_segment.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/source_info.hpp"
#include "spendlens/ledger/write_lock.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

std::string digest_of(const store::BlockSums& sums) {
  const std::string text = sums.text_of_bytes();
  return digest_text(digest(std::as_bytes(std::span(text))));
}

/// Which segments hold one of them, each looked at by one rank. Collective.
std::vector<std::uint64_t> segments_to_rewrite(comm::Communicator& communicator, const Ledger& ledger, IdSet& ids) {
  std::vector<std::uint64_t> holds(ledger.segments().size(), 0);
  comm::agree(communicator, [&] {
    for (auto i = static_cast<std::size_t>(communicator.rank()); i < holds.size();
         i += static_cast<std::size_t>(communicator.size()))
      holds[i] = holds_any(ledger.segments()[i], ids) ? 1 : 0;
  });
  communicator.all_reduce(std::span<std::uint64_t>(holds), comm::ReduceOp::kMax);
  return holds;
}

bool is_pseudonym(const std::string& id) {
  return id.size() == 64 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Ids by another key than the ledger's would be found nowhere, and nobody would be forgotten. Whoever has pseudonyms
/// at hand needs no key.
void require_names_of_ledger(const Ledger& ledger, const EraseOptions& options) {
  for (const Segment& segment : ledger.segments()) {
    const std::string key = source_of(segment.file->sums()).pseudonym_key;
    if (key == options.pseudonym_key) continue;
    if (key.empty())
      throw InputError(fmt::format("segment '{}' of {} has customers by their own ids; leave --pseudonymize-key out",
                                   segment.name, options.ledger));
    if (!options.pseudonym_key.empty())
      throw InputError(
          fmt::format("segment '{}' of {} has pseudonyms by key {}, and --pseudonymize-key is key {}; give the key "
                      "that the log was imported by",
                      segment.name, options.ledger, key, options.pseudonym_key));
    if (!std::all_of(options.customers.begin(), options.customers.end(), is_pseudonym))
      throw InputError(
          fmt::format("segment '{}' of {} has pseudonyms by key {}, and --customers has ids that are none; give "
                      "--pseudonymize-key, or the pseudonyms",
                      segment.name, options.ledger, key));
  }
}

void add(const ErasedSegment& erased, EraseReport& report) {
  report.transactions += erased.rows.transactions;
  report.accounts += erased.rows.accounts;
  report.liabilities += erased.rows.liabilities;
  report.listed += erased.rows.listed;
  report.texts += erased.texts;
  report.bytes_written += erased.bytes_written;
}

}  // namespace

EraseReport erase_customers(comm::Communicator& communicator, const EraseOptions& options) {
  std::unique_ptr<WriteLock> lock;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0 && store::kind_of_path(options.ledger) == store::PathKind::kDirectory)
      lock = std::make_unique<WriteLock>(options.ledger);
  });
  const Ledger ledger = Ledger::open(communicator, options.ledger);
  comm::agree(communicator, [&] { require_names_of_ledger(ledger, options); });
  IdSet ids(options.customers);
  EraseReport report;
  report.customers_given = ids.size();
  const std::vector<std::uint64_t> holds = segments_to_rewrite(communicator, ledger, ids);
  for (std::size_t i = 0; i < holds.size(); ++i) {
    const Segment& segment = ledger.segments()[i];
    if (ids.is_named_in(segment.name)) ++report.segments_named_so;
    if (holds[i] == 0) continue;
    const ErasedSegment erased = rewrite_without(communicator, ledger.only({segment.name}), ids, options.memory_bytes);
    add(erased, report);
    comm::agree(communicator, [&] {
      if (communicator.rank() == 0)
        report.segments.push_back({segment.name + ".h5", digest_of(segment.file->sums()),
                                   digest_of(store::sums_of(segment.file->path())), erased.rows.transactions});
    });
  }
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    report.rejects = erase_rejects(options.ledger, ids);
    for (const ErasedFile& file : report.rejects) report.reject_records += file.rows;
  });
  communicator.all_reduce(std::span<std::uint64_t>(ids.found()), comm::ReduceOp::kMax);
  report.customers_found = static_cast<std::uint64_t>(std::count(ids.found().begin(), ids.found().end(), 1U));
  report.bytes_written = communicator.all_reduce_value(report.bytes_written, comm::ReduceOp::kSum);
  return report;
}

}  // namespace spendlens::ledger

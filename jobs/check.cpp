#include <fmt/core.h>

#include <memory>
#include <optional>

#include "command_line.hpp"
#include "leftovers_text.hpp"
#include "screen.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/check.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::jobs {

namespace {

/// Every rank reads the version that it has opened: all have the same one, or it is an error. Returns the path of the
/// summary that belongs to it, on rank 0.
std::string check_result(comm::Communicator& communicator, const std::string& directory) {
  const std::string path = directory + "/audit.h5";
  std::optional<store::ColumnFileReader> file;
  comm::agree(communicator, [&] {
    file.emplace(path);
    if (file->layout().text("format") != audit::kResultFormat)
      throw InputError(path + " is not a result of spendlens audit");
  });
  std::string sums = file->sums().text();
  comm::broadcast_object(communicator, sums, 0);
  comm::agree(communicator, [&] {
    if (file->sums().text() != sums) throw InputError(path + " was replaced while it was opened; run it again");
  });
  store::verify_all_blocks(communicator, file->file(), file->sums());
  std::string summary;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) summary = audit::read_result_summary(directory).path;
  });
  return summary;
}

int run_check(comm::Communicator& communicator, const std::string& path, bool quiet) {
  const bool speaks = communicator.rank() == 0 && !quiet;
  store::PathKind kind = store::PathKind::kMissing;
  comm::agree(communicator, [&] { kind = store::kind_of_path(path + "/audit.h5"); });
  if (communicator.all_reduce_value<std::uint64_t>(kind == store::PathKind::kMissing ? 0 : 1, comm::ReduceOp::kMax) !=
      0) {
    const std::string summary = check_result(communicator, path);
    if (speaks) show("{}/audit.h5: good\n{}: good\n", path, summary);
    if (speaks) show_result_leftovers(path);
    return 0;
  }
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, path);
  for (const ledger::Segment& segment : ledger.segments()) {
    ledger::check_segment(communicator, segment);
    if (speaks)
      show("{}: good, {} customers, {} transactions\n", segment.file->path(),
           grouped_text(static_cast<int128>(segment.num_customers)),
           grouped_text(static_cast<int128>(segment.num_transactions)));
  }
  if (speaks) show_leftovers(path);
  return 0;
}

}  // namespace

void add_check(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto path = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "check", "Verify a ledger or a result: sums, order, offsets, counts; exit code 3 where something is wrong");
  command->footer("Example:\n  spendlens check ledger");
  command->add_option("path", *path, "Directory of a ledger or of a result")->required()->type_name("LEDGER|AUDIT");
  command->callback([path, &common, &chosen] {
    chosen = {
        [path, &common](comm::Communicator& communicator) { return run_check(communicator, *path, common.quiet); }};
  });
}

}  // namespace spendlens::jobs

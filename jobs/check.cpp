#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "command_line.hpp"
#include "leftovers_text.hpp"
#include "record.hpp"
#include "screen.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/check.hpp"
#include "spendlens/report/json_text.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::jobs {

namespace {

const char* words_of(audit::RecordState state) {
  switch (state) {
    case audit::RecordState::kGood:
      return "good";
    case audit::RecordState::kMissing:
      return "missing: the run was ended before it wrote it, or it was removed";
    case audit::RecordState::kOfAnotherRun:
      return "of another run, as the last one was ended before it wrote its own";
  }
  return "";
}

struct ResultVerdict {
  std::string summary;  ///< path of the one that belongs to audit.h5
  audit::RecordState record = audit::RecordState::kGood;
};

/// Every rank reads the version that it has opened: all have the same one, or it is an error. Returns its verdict on
/// rank 0.
ResultVerdict check_result(comm::Communicator& communicator, const std::string& directory) {
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
  ResultVerdict verdict;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    const audit::ResultSummary summary = audit::read_result_summary(directory);
    verdict = {summary.path, audit::state_of_record(directory, summary.text)};
  });
  return verdict;
}

struct CheckArguments {
  std::string path;
  bool as_json = false;
};

/// What a check that found nothing wrong says: to people, or to programs.
class Verdict {
 public:
  Verdict(const CheckArguments& arguments, bool speaks) : arguments_(arguments), speaks_(speaks) {}

  void of_result(const ResultVerdict& verdict) {
    if (!speaks_) return;
    const std::string& path = arguments_.path;
    if (arguments_.as_json) {
      json_.update(Json{{"kind", "result"}, {"summary", verdict.summary}, {"run_record", words_of(verdict.record)}});
      return;
    }
    show("{0}/audit.h5: good\n{1}: good\n{0}/run.json: {2}\n", path, verdict.summary, words_of(verdict.record));
    show_result_leftovers(path);
  }

  void of_segment(const ledger::Segment& segment) {
    command_record().rows["read"] += segment.num_transactions;
    if (!speaks_) return;
    if (arguments_.as_json)
      segments_.push_back({{"path", segment.file->path()},
                           {"good", true},
                           {"customers", segment.num_customers},
                           {"transactions", segment.num_transactions}});
    else
      show("{}: good, {} customers, {} transactions\n", segment.file->path(),
           grouped_text(static_cast<int128>(segment.num_customers)),
           grouped_text(static_cast<int128>(segment.num_transactions)));
  }

  void of_ledger() {
    if (!speaks_) return;
    if (arguments_.as_json)
      json_.update(Json{{"kind", "ledger"}, {"segments", segments_}});
    else
      show_leftovers(arguments_.path);
  }

  /// What is wrong, where that is all there is to say.
  void of_failure(const std::string& error) {
    if (arguments_.as_json) json_ = Json{{"path", arguments_.path}, {"good", false}, {"error", error}};
    print();
  }
  void print() {
    if (speaks_ && arguments_.as_json) fmt::print("{}\n", report::json_text(json_, 2));
  }

 private:
  using Json = nlohmann::ordered_json;
  const CheckArguments& arguments_;
  bool speaks_;
  Json json_ = {{"path", arguments_.path}, {"good", true}};
  Json segments_ = Json::array();
};

void check(comm::Communicator& communicator, const std::string& path, Verdict& says) {
  store::PathKind kind = store::PathKind::kMissing;
  comm::agree(communicator, [&] { kind = store::kind_of_path(path + "/audit.h5"); });
  if (communicator.all_reduce_value<std::uint64_t>(kind == store::PathKind::kMissing ? 0 : 1, comm::ReduceOp::kMax) !=
      0) {
    says.of_result(check_result(communicator, path));
    return;
  }
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, path);
  for (const ledger::Segment& segment : ledger.segments()) {
    ledger::check_segment(communicator, segment);
    says.of_segment(segment);
  }
  says.of_ledger();
}

int run_check(comm::Communicator& communicator, const CheckArguments& arguments, bool quiet) {
  Verdict says(arguments, communicator.rank() == 0 && (!quiet || arguments.as_json));
  try {
    check(communicator, arguments.path, says);
  } catch (const Error& error) {
    says.of_failure(error.what());
    throw;
  }
  says.print();
  return 0;
}

}  // namespace

void add_check(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = app.add_subcommand(
      "check", "Verify a ledger or a result: sums, order, offsets, counts; exit code 3 where something is wrong");
  command->footer("Example:\n  spendlens check ledger");
  command->add_option("path", arguments->path, "Directory of a ledger or of a result")
      ->required()
      ->type_name("LEDGER|AUDIT");
  command->add_flag("--json", arguments->as_json, "JSON for programs, also of what is wrong");
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator& communicator) {
      return run_check(communicator, *arguments, common.quiet);
    }};
  });
}

}  // namespace spendlens::jobs

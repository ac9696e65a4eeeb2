#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "command_line.hpp"
#include "info_json.hpp"
#include "leftovers_text.hpp"
#include "screen.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/audit/result_summary.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/count_customers.hpp"
#include "spendlens/ledger/count_rows.hpp"
#include "spendlens/ledger/merchant_facts.hpp"
#include "spendlens/ledger/source_info.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::jobs {

namespace {

std::string table_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::string units_of(const store::Layout& layout, const std::string& path) {
  const auto units = layout.text_attributes.find(path + "/units");
  if (units != layout.text_attributes.end()) return units->second;
  const auto values = layout.list_attributes.find(path + "/values");
  return values == layout.list_attributes.end() ? "" : fmt::format("one of {} names", values->second.size());
}

/// Each table with its rows and bytes, below it its columns.
void show_tables(const store::Layout& layout) {
  std::map<std::string, std::vector<std::string>> tables;
  std::size_t width = 32;
  for (const auto& [path, place] : layout.columns) {
    tables[table_of(path)].push_back(path);
    width = std::max(width, path.size() + 2);
  }
  std::uint64_t all_bytes = 0;
  for (const auto& [table, columns] : tables) {
    std::uint64_t bytes = 0;
    std::uint64_t rows = 0;
    for (const std::string& path : columns) {
      const store::ColumnPlace& place = layout.at(path);
      bytes += place.length * place.type.width;
      rows = std::max(rows, place.length);
    }
    all_bytes += bytes;
    show("  {:<{}}  {} rows, {} column{}, {} bytes\n", table, width, count(rows), columns.size(),
         columns.size() == 1 ? "" : "s", count(bytes));
    for (const std::string& path : columns) {
      const store::ColumnPlace& place = layout.at(path);
      const std::string units = units_of(layout, path);
      show("    {:<{}}  {:<10}{:>20} bytes{}{}\n", path, width - 2, store::type_name(place.type),
           count(place.length * place.type.width), units.empty() ? "" : "  ", units);
    }
  }
  show("  {} tables, {} columns, {} bytes\n", tables.size(), layout.columns.size(), count(all_bytes));
}

void show_result(const std::string& directory) {
  const std::string path = directory + "/audit.h5";
  const store::ColumnFileReader file(path);
  const store::Layout& layout = file.layout();
  if (layout.text("format") != audit::kResultFormat) throw InputError(path + " is not a result of spendlens audit");
  static_cast<void>(audit::read_result_summary(directory));
  show("Result {}, as of {}, period {}, compared with {}\n", path, layout.text("as_of"), layout.text("period"),
       layout.text("compare"));
  show("  {} customers, {} transactions, currency {}, time zone {}, spendlens {}\n\n",
       count(layout.integer("customers")), count(layout.integer("transactions")), layout.text("currency"),
       layout.text("timezone"), layout.text("spendlens"));
  show_tables(layout);
  show_result_leftovers(directory);
}

void show_rejected(const store::ColumnFileReader& file, const std::string& group) {
  const auto reasons = file.read_all_texts(group + "/reason");
  const auto rejected = file.read_all<std::uint64_t>(group + "/rejected");
  for (std::size_t i = 0; i < reasons.size(); ++i) show("  rejected {:<32}{:>16}\n", reasons[i], count(rejected.at(i)));
}

/// " + N filtered + N superseded", where some were.
std::string seldom_text(const store::Layout& layout, const std::string& group) {
  const std::uint64_t filtered = layout.integer_or_zero(group + "/rows_filtered");
  const std::uint64_t superseded = layout.integer_or_zero(group + "/rows_superseded");
  return (filtered == 0 ? std::string() : " + " + count(filtered) + " filtered") +
         (superseded == 0 ? std::string() : " + " + count(superseded) + " superseded");
}

void show_snapshot_counts(const store::ColumnFileReader& file, const char* kind, const std::string& group) {
  const store::Layout& layout = file.layout();
  const std::uint64_t folded = layout.integer_or_zero(group + "/lines_folded");
  show("  {}: {} rows read = {} stored{} + {} rejected{}\n", kind, count(layout.integer(group + "/rows_read")),
       count(layout.integer(group + "/rows_stored")), folded == 0 ? std::string() : " + " + count(folded) + " folded",
       count(layout.integer(group + "/rows_rejected")), seldom_text(layout, group));
  show_rejected(file, group);
}

void show_snapshot(const ledger::Segment& segment, bool counts) {
  const store::Layout& layout = segment.file->layout();
  const std::uint64_t joint = layout.has("/joint/account") ? layout.at("/joint/account").length : 0;
  show("  {} accounts{}, {} liabilities: {}\n", count(layout.integer("accounts")),
       joint == 0 ? std::string() : fmt::format(" ({} times as a joint one)", count(joint)),
       count(layout.integer("liabilities")),
       counts ? "the ledger's newest, which count" : "superseded by those of a newer segment");
  show_snapshot_counts(*segment.file, "accounts", "/import/accounts");
  show_snapshot_counts(*segment.file, "liabilities", "/import/liabilities");
}

std::string names_of(const std::vector<ledger::NamedTexts>& columns) {
  std::string names;
  for (const ledger::NamedTexts& column : columns)
    names += fmt::format("{}{} ({} texts)", names.empty() ? "" : ", ", column.name, count(column.texts.size()));
  return names;
}

void show_attributes(const ledger::Segment& segment, bool counts) {
  show("  attributes of customers {}, {} listed beside those who have a transaction or an account here: {}\n",
       names_of(segment.attributes), count(segment.listed_index.back()),
       counts ? "the ledger's newest, which count" : "superseded by those of a newer segment");
  show_snapshot_counts(*segment.file, "customers", "/import/customers");
}

/// Which of the snapshots of a segment count.
struct Counting {
  bool accounts = false;
  bool attributes = false;
};

/// How a segment's merchants came to their names.
void show_names(const ledger::Segment& segment) {
  if (segment.merchant_code.empty() || !segment.merchant_rule) return;
  show("  {} merchants: {}, aliases {}\n", count(segment.merchant_code.size()), name_of(*segment.merchant_rule),
       segment.aliases);
}

void show_segment(const ledger::Segment& segment, Counting counts) {
  const store::Layout& layout = segment.file->layout();
  show("\nSegment {}: {} customers, {} transactions", segment.name, count(segment.num_customers),
       count(segment.num_transactions));
  if (segment.num_transactions > 0)
    show(", {} to {}", date_text(day_of(segment.first_timestamp)), date_text(day_of(segment.last_timestamp)));
  const ledger::SourceInfo source = ledger::source_of(segment.file->sums());
  show("\n  from {} ({} bytes): {} rows read = {} stored + {} folded + {} rejected{}\n",
       source.name.empty() ? "what is not said" : source.name, count(source.bytes),
       count(layout.integer("/import/rows_read")), count(layout.integer("/import/rows_stored")),
       count(layout.integer("/import/lines_folded")), count(layout.integer("/import/rows_rejected")),
       seldom_text(layout, "/import"));
  if (const auto options = layout.text_attributes.find("/import/options"); options != layout.text_attributes.end())
    show("  read with {}\n", options->second);
  if (segment.import_number > 0) show("  import {} of the ledger\n", segment.import_number);
  show_rejected(*segment.file, "/import");
  show_names(segment);
  if (segment.columns.has(ledger::Column::kSnapshot)) show_snapshot(segment, counts.accounts);
  if (segment.columns.has(ledger::Column::kAttributes)) show_attributes(segment, counts.attributes);
  show_tables(layout);
}

void show_ledger(const std::string& directory) {
  comm::LocalCommunicator communicator;
  ledger::Ledger ledger = ledger::Ledger::open(communicator, directory);
  ledger::count_rows(communicator, ledger);
  show("Ledger {}: {} segments, {} customers, {} transactions, currency {}, time zone {}\n", directory,
       ledger.segments().size(), count(ledger::count_customers(ledger, {0, kHashPrefixes})),
       count(ledger.num_transactions()), ledger.currency(), ledger.timezone());
  if (ledger.first_day()) show("  {} to {}\n", date_text(*ledger.first_day()), date_text(*ledger.last_day()));
  if (ledger.has_overlaps())
    show("  {} stored - {} superseded: segments that overlap in time tell them again, by the same id\n",
         count(ledger.num_transactions() + ledger.num_superseded()), count(ledger.num_superseded()));
  if (!ledger.dimensions().empty()) show("  dimensions {}\n", names_of(ledger.dimensions()));
  show_leftovers(directory);
  for (const ledger::Segment& segment : ledger.segments())
    show_segment(segment, {&segment == ledger.snapshot_segment(), &segment == ledger.attribute_segment()});
}

void show_merges(const std::string& directory, std::uint64_t most) {
  comm::LocalCommunicator communicator;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, directory);
  ledger::MerchantFacts facts = ledger::merchant_facts_of(ledger);
  ledger::keep_most_joined(facts);  // each text once, by merchant
  const std::vector<std::uint32_t> codes = ledger::most_joined(facts.num_texts, most);
  if (codes.empty()) {
    show("No merchant of {} stands for more than one text\n", directory);
    return;
  }
  show("Merchants of {} that stand for most texts, as far as one segment knows; some of the texts:\n", directory);
  for (const std::uint32_t code : codes) {
    std::string texts;
    auto joined = std::lower_bound(facts.joined.begin(), facts.joined.end(), code,
                                   [](const ledger::JoinedText& one, std::uint32_t of) { return one.merchant < of; });
    for (; joined != facts.joined.end() && joined->merchant == code; ++joined)
      texts += (texts.empty() ? "" : " | ") + readable(joined->text, ledger::kMaxTextBytes);
    show("{:>14}  {}{}{}\n", count(facts.num_texts[code]), readable(ledger.merchants()[code], ledger::kMaxTextBytes),
         texts.empty() ? "" : ": ", texts);
  }
}

struct InfoArguments {
  std::string path;
  std::uint64_t merges = 0;
  bool as_json = false;
};

void run_info(const InfoArguments& arguments) {
  const std::string& path = arguments.path;
  const bool is_result = store::kind_of_path(path + "/audit.h5") != store::PathKind::kMissing;
  if (arguments.as_json)
    fmt::print("{}", arguments.merges > 0 ? merges_json(path, arguments.merges)
                     : is_result          ? result_json(path)
                                          : ledger_json(path));
  else if (arguments.merges > 0)
    show_merges(path, arguments.merges);
  else if (is_result)
    show_result(path);
  else
    show_ledger(path);
}

}  // namespace

void add_info(CLI::App& app, const CommonOptions&, Command& chosen) {
  auto arguments = std::make_shared<InfoArguments>();
  CLI::App* command = app.add_subcommand("info", "What a ledger or a result holds");
  command->footer("Example:\n  spendlens info ledger\n  spendlens info ledger --merges 20");
  command->add_option("path", arguments->path, "Directory of a ledger or of a result")
      ->required()
      ->type_name("LEDGER|AUDIT");
  command
      ->add_option("--merges", arguments->merges,
                   "Only the N merchants of a ledger that join most texts, to be looked at: where one has too many, an "
                   "alias parts them (import --aliases)")
      ->check(whole_number(1, 1'000'000))
      ->type_name("N");
  command->add_flag("--json", arguments->as_json, "JSON for programs");
  command->callback([arguments, &chosen] {
    chosen = {[arguments](comm::Communicator&) {
                run_info(*arguments);
                return 0;
              },
              true};
  });
}

}  // namespace spendlens::jobs

#include <catch2/catch.hpp>

#include <random>

#include "gzip_file.hpp"
#include "import_snapshot.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using test::SnapshotCase;

namespace {

using Lines = std::vector<std::string>;

const std::string kAccounts = "account_id,customer_id,type,subtype,balance_current,balance_limit\n";
const std::string kLiabilities = "account_id,liability_type,aprs,is_overdue,last_statement_balance\n";

/// Some customers have rows alone, some accounts alone; some accounts stand twice or under two customers.
Lines accounts(int count) {
  Lines lines;
  for (int i = 0; i < count; ++i) {
    const std::string customer = "customer-" + std::to_string(i * 7 % 97);
    const std::string id = "\"acc,\n" + std::to_string(i) + "\"";
    const std::string rest = i % 2 == 0 ? ",credit,credit_card," + std::to_string(i) + ".5,1000\n"
                                        : ",depository,savings,-" + std::to_string(i) + ",\n";
    lines.push_back(id + "," + customer + rest);
    if (i % 37 == 5) lines.push_back(id + ",somebody-else" + rest);
    if (i % 41 == 6) lines.push_back(id + "," + customer + rest);
    if (i % 43 == 7) lines.push_back(id + "," + customer + ",crypto,coin,1,\n");
  }
  return lines;
}

Lines liabilities(int count) {
  Lines lines;
  for (int i = 0; i < count; i += 2) {
    const std::string id = "\"acc,\n" + std::to_string(i) + "\"";
    lines.push_back(id + ",credit_card," + (i % 4 == 0 ? "0.2;0.3" : "") + ",no," + std::to_string(i) + "\n");
    if (i % 46 == 8)
      lines.push_back(id + ",credit_card," + (i % 4 == 0 ? "0.2;0.3" : "") + ",no," + std::to_string(i) + "\n");
    if (i % 50 == 0) lines.push_back("nobody-" + std::to_string(i) + ",mortgage,,,\n");
  }
  return lines;
}

std::string text_of(const std::string& header, const Lines& lines) {
  std::string text = header;
  for (const std::string& line : lines) text += line;
  return text;
}

std::string log_of(int rows) {
  std::string text = "customer_id,timestamp,amount,account_id,merchant\n";
  for (int i = 0; i < rows; ++i)
    text += "customer-" + std::to_string(i * 11 % 140) + ",2025-01-" + std::to_string(10 + i % 19) + ",-" +
            std::to_string(i) + ",\"acc,\n" + std::to_string(i % 60) + "\",shop " + std::to_string(i % 9) + "\n";
  return text;
}

ingest::ImportReport run_on(const SnapshotCase& import, int ranks) {
  std::vector<ingest::ImportReport> reports(static_cast<std::size_t>(ranks));
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    reports[static_cast<std::size_t>(communicator.rank())] = ingest::import_transactions(communicator, import.options);
  });
  for (const auto& report : reports) {
    CHECK(report.counts.accounts.rejected == reports.front().counts.accounts.rejected);
    CHECK(report.counts.liabilities.rows_stored == reports.front().counts.liabilities.rows_stored);
    CHECK(report.too_many_rejected == reports.front().too_many_rejected);
  }
  return reports.front();
}

}  // namespace

TEST_CASE("Segment and all rejects are the same bytes on any number of ranks, with memory or without") {
  for (const bool packed : {false, true}) {
    SnapshotCase import;
    test::write_bytes(import.options.transactions.front(), log_of(700));
    const auto form = [&](const std::string& text) { return packed ? test::gzip(text) : text; };
    import.add_accounts(form(text_of(kAccounts, accounts(500))));
    import.add_accounts(form(text_of(kAccounts, accounts(30))), "more.csv");
    import.add_liabilities(form(text_of(kLiabilities, liabilities(540))));
    import.options.max_rejected_percent = Hundredths{9'000};
    const auto report = run_on(import, 1);
    for (const char* reason : {"duplicate_account", "unknown_type"})
      CHECK(report.counts.accounts.rejected.at(reason) > 10);
    for (const char* reason : {"duplicate_liability", "unknown_account"})
      CHECK(report.counts.liabilities.rejected.at(reason) > 5);
    CHECK(report.num_joint_accounts > 5);
    CHECK(import.accounts().size() == report.counts.accounts.rows_stored - report.num_joint_accounts);
    const std::string bytes = import.segment_bytes();
    const std::string rejected_accounts = import.rejects_of("accounts");
    const std::string rejected_liabilities = import.rejects_of("liabilities");
    for (const int ranks : {2, 3, 7}) {
      for (const std::uint64_t block_bytes : {std::uint64_t{1} << 20, std::uint64_t{900}}) {
        import.options.block_bytes = block_bytes;
        import.options.memory_bytes = block_bytes;
        import.options.num_threads = ranks == 3 ? 2 : 1;
        const auto other = run_on(import, ranks);
        CHECK(other.counts.liabilities.rejected == report.counts.liabilities.rejected);
        CHECK((import.segment_bytes() == bytes));
        CHECK((import.rejects_of("accounts") == rejected_accounts));
        CHECK((import.rejects_of("liabilities") == rejected_liabilities));
        CHECK(other.samples.size() == report.samples.size());
      }
    }
  }
}

TEST_CASE("The order of the lines changes nothing but where the input came from") {
  SnapshotCase import;
  test::write_bytes(import.options.transactions.front(), log_of(100));
  Lines of_accounts = accounts(200);
  // Of a joint account's customers the first counts.
  std::erase_if(of_accounts, [](const std::string& line) { return line.find("somebody-else") != std::string::npos; });
  Lines of_liabilities = liabilities(210);
  import.add_accounts("");
  import.add_liabilities("");
  import.options.max_rejected_percent = Hundredths{9'000};
  std::mt19937 random(11);
  std::vector<std::string> expected;
  for (const int ranks : {1, 2, 3, 7}) {
    test::write_bytes(import.options.accounts.front(), text_of(kAccounts, of_accounts));
    test::write_bytes(import.options.liabilities.front(), text_of(kLiabilities, of_liabilities));
    (void)run_on(import, ranks);
    if (expected.empty()) expected = import.accounts();
    CHECK(expected.size() > 150);
    CHECK((import.accounts() == expected));
    std::shuffle(of_accounts.begin(), of_accounts.end(), random);
    std::shuffle(of_liabilities.begin(), of_liabilities.end(), random);
  }
}

TEST_CASE("More ranks than accounts, and customers with accounts alone, do no harm") {
  SnapshotCase import;
  test::write_bytes(import.options.transactions.front(), "customer_id,timestamp,amount\n");
  import.add_accounts(kAccounts + "z1,zoe,loan,mortgage,1,\n");
  import.add_liabilities(kLiabilities);
  run_on(import, 1);
  const std::string bytes = import.segment_bytes();
  const auto report = run_on(import, 7);
  CHECK(report.num_customers == 1);
  CHECK_FALSE(report.first_day);
  CHECK((import.segment_bytes() == bytes));
  CHECK(import.accounts() == std::vector<std::string>{"zoe z1 loan mortgage 100 - -"});
}

TEST_CASE("What ends an import of accounts ends it on all ranks") {
  SnapshotCase alone;
  alone.add_liabilities(kLiabilities);
  CHECK_THROWS_WITH(run_on(alone, 3), Catch::Contains("--liabilities without --accounts"));
  SnapshotCase bad;
  bad.add_accounts(kAccounts + "z1,zoe,loan,mortgage,one,\n");
  CHECK(run_on(bad, 3).too_many_rejected);
  CHECK_FALSE(bad.has_segment());
}

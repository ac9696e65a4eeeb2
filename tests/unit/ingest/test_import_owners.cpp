#include <catch2/catch.hpp>

#include <string>

#include "import_snapshot.hpp"
#include "spendlens/core/padded_text.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;

namespace {

constexpr const char* kAccounts = "account_id,customer_id,type,subtype,balance_current\n";

std::string account(int number) { return "a" + std::to_string(number); }
std::string owner(int number) { return "c" + std::to_string(number % 60); }

/// Accounts 0 to 199, every fifth of them also of the next customer, who comes later.
std::string accounts_text() {
  std::string text = kAccounts;
  for (int i = 0; i < 200; ++i)
    text += account(i) + "," + owner(i) + ",depository,checking," + std::to_string(i) + "\n";
  for (int i = 0; i < 200; i += 5) text += account(i) + "," + owner(i + 1) + ",depository,checking,7\n";
  return text;
}

/// Rows of these accounts and some others; `named`: with the customers for whom they count.
std::string log_text(bool named, int unknown_from = 200) {
  std::string text = std::string(named ? "customer_id," : "") + "account_id,timestamp,amount,merchant,order_id\n";
  for (int i = 0; i < 1500; ++i) {
    const int number = i * 37 % 210;
    if (named && number >= unknown_from) continue;
    text += (named ? owner(number) + "," : "") + account(number) + ",2025-02-" + std::to_string(10 + i % 18) + ",-" +
            std::to_string(i) + ",m" + std::to_string(i % 5) + (i % 3 == 0 ? ",o" + std::to_string(i) : ",") + "\n";
  }
  return text;
}

struct OwnersCase : test::SnapshotCase {
  ingest::ImportReport run_on(int ranks) {
    std::vector<ingest::ImportReport> reports(static_cast<std::size_t>(ranks));
    test::run_ranks(ranks, [&](comm::Communicator& communicator) {
      reports[static_cast<std::size_t>(communicator.rank())] = ingest::import_transactions(communicator, options);
    });
    return reports.front();
  }
};

}  // namespace

TEST_CASE("Rows that name accounts and no customers are their accounts' owners', whatever ranks, blocks and memory") {
  OwnersCase named;
  test::write_bytes(named.options.transactions.front(), log_text(true));
  named.add_accounts(accounts_text());
  (void)named.run_on(1);
  const auto expected = test::orders_of(named.options.ledger);

  OwnersCase import;
  test::write_bytes(import.options.transactions.front(), log_text(false));
  import.add_accounts(accounts_text());
  import.options.max_rejected_rows = 100;
  const ingest::ImportReport report = import.run_on(1);
  CHECK(report.counts.rejected.at("unknown_account") == 1500 - expected.size());
  REQUIRE(report.hints.size() == 1);
  CHECK(report.hints.front().find("rows name accounts that the files of --accounts do not know") != std::string::npos);
  CHECK(test::orders_of(import.options.ledger) == expected);
  const std::string bytes = import.segment_bytes();
  const std::string rejects = import.rejects();
  for (const int ranks : {2, 3, 7})
    for (const std::uint64_t block_bytes : {std::uint64_t{1} << 20, std::uint64_t{600}}) {
      import.options.block_bytes = block_bytes;
      import.options.memory_bytes = block_bytes;
      (void)import.run_on(ranks);
      CHECK((import.segment_bytes() == bytes));
      CHECK((import.rejects() == rejects));
    }
}

TEST_CASE("A later log takes its customers from the accounts that the ledger has") {
  OwnersCase import;
  test::write_bytes(import.options.transactions.front(), log_text(true));
  import.add_accounts(accounts_text());
  (void)import.run_on(2);
  const auto expected = test::orders_of(import.options.ledger);
  import.options.accounts.clear();
  import.options.segment = "later";
  import.options.max_rejected_rows = 100;
  test::write_bytes(import.options.transactions.front(), log_text(false));
  std::string bytes;
  for (const int ranks : {1, 2, 3, 7}) {
    import.options.memory_bytes = ranks == 3 ? 500 : 1 << 20;
    const ingest::ImportReport report = import.run_on(ranks);
    CHECK(report.hints.front().find("that the ledger does not know") != std::string::npos);
    CHECK(report.counts.rows_stored == expected.size());
    const std::string now = import.segment_bytes();
    if (bytes.empty()) bytes = now;
    CHECK((now == bytes));
  }
}

TEST_CASE("A joint account counts for the first one named, and the others are told with whom they have it") {
  OwnersCase import;
  test::write_bytes(
      import.options.transactions.front(),
      "customer_id,account_id,timestamp,amount\nben,j,2025-01-02,-1\nann,j,2025-01-03,-2\nben,b,2025-01-04,-4\n"
      "cleo,b,2025-01-05,-8\n");
  import.add_accounts(std::string(kAccounts) + "j,ann,depository,checking,5\nb,ben,depository,savings,6\n" +
                      "j,ben,depository,checking,5\nj,dora,depository,checking,5\nj,ann,depository,checking,9\n");
  import.add_liabilities("account_id,liability_type\nj,mortgage\nj,credit_card\nj,mortgage\nj,mortgage\n");
  import.options.max_rejected_rows = 2;
  for (const int ranks : {1, 3}) {
    const ingest::ImportReport report = import.run_on(ranks);
    CHECK(report.counts.accounts.rejected == std::map<std::string, std::uint64_t>{{"duplicate_account", 1}});
    CHECK(report.counts.accounts.rows_stored == 4);
    CHECK(report.num_joint_accounts == 2);
    CHECK(report.counts.liabilities.lines_folded == 2);
    CHECK(report.counts.liabilities.rejected == std::map<std::string, std::uint64_t>{{"duplicate_liability", 1}});
    CHECK(report.num_customers == 4);
  }
  std::vector<std::string> customers;
  for (const test::StoredOrder& order : test::orders_of(import.options.ledger))
    customers.push_back(order.customer + " " + std::to_string(order.amount));
  CHECK(customers == std::vector<std::string>{"ann -100", "ann -200", "ben -400", "cleo -800"});

  comm::LocalCommunicator communicator;
  const ledger::Ledger ledger = ledger::Ledger::open(communicator, import.options.ledger);
  ledger::BatchReader reader(ledger, {{0, kHashPrefixes}}, {{ledger::Column::kSnapshot}});
  const ledger::Batch* batch = reader.next();
  REQUIRE(batch != nullptr);
  const ledger::Snapshot& snapshot = batch->snapshot;
  std::vector<std::string> joint;
  for (std::size_t c = 0; c < batch->num_customers(); ++c) {
    CHECK(snapshot.accounts().num_joint(c) == snapshot.joint_offset[c + 1] - snapshot.joint_offset[c]);
    for (std::uint64_t i = snapshot.joint_offset[c]; i < snapshot.joint_offset[c + 1]; ++i)
      joint.push_back(fmt::format("{} has {} with {}", batch->customer_id(c),
                                  text_at(snapshot.joint_account, snapshot.account_width, i),
                                  text_at(snapshot.joint_owner, snapshot.joint_owner_width, i)));
  }
  std::sort(joint.begin(), joint.end());
  CHECK(joint == std::vector<std::string>{"ben has j with ann", "dora has j with ann"});
  CHECK(snapshot.num_accounts() == 2);
}

TEST_CASE("A log without customers or accounts is refused with the option that helps") {
  OwnersCase import;
  test::write_bytes(import.options.transactions.front(), "account_id,timestamp,amount\nj,2025-01-02,-1\n");
  CHECK_THROWS_WITH(import.run_on(1), Catch::Matchers::Contains("give the accounts with --accounts FILE"));
  test::write_bytes(import.options.transactions.front(), "timestamp,amount\n2025-01-02,-1\n");
  CHECK_THROWS_WITH(import.run_on(1), Catch::Matchers::Contains("--constant customer_id=NAME"));
  import.add_accounts(std::string(kAccounts) + "j,ann,depository,checking,5\n");
  test::write_bytes(import.options.transactions.front(),
                    "account_id,timestamp,amount\nj,2025-01-02,-1\n,2025-01-02,-1\n");
  import.options.max_rejected_rows = 1;
  CHECK(import.run_on(1).counts.rejected.at("missing_account_id") == 1);
}

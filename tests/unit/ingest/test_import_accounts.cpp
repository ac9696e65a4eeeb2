#include <catch2/catch.hpp>

#include "gzip_file.hpp"
#include "import_snapshot.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/source_info.hpp"

using namespace spendlens;
using test::SnapshotCase;

namespace {

using Texts = std::vector<std::string>;
using Reasons = std::map<std::string, std::uint64_t>;

const std::string kAccounts = "account_id,customer_id,type,subtype,balance_current\n";
const std::string kLiabilities = "account_id,liability_type\n";

/// Of one reject: "accounts accounts.csv 3 unknown_type: x".
Texts samples_of(const ingest::ImportReport& report) {
  Texts texts;
  for (const auto& sample : report.samples)
    texts.push_back(fmt::format("{} {} {} {}: {}", ingest::name_of(sample.kind), sample.file, sample.line,
                                sample.reason, sample.detail));
  return texts;
}

}  // namespace

TEST_CASE("Accounts and liabilities with every field read back as they were") {
  SnapshotCase import;
  import.add_accounts(
      "account_id,customer_id,type,subtype,balance_current,balance_available,balance_limit\n"
      "a2,anna,credit,credit_card,300.005,,1000\n"
      "a1,anna,depository,checking,10.5,-3,\n"
      "d1,dora,loan,mortgage,-1,,\n");
  import.add_liabilities(
      "account_id,liability_type,aprs,interest_rate,minimum_payment_amount,last_payment_amount,last_statement_balance,is_overdue,"
      "next_payment_due_date\n"
      "a2,credit_card,0.2;0.25,,25,,300,yes,2025-07-31\n"
      "d1,mortgage,,0.035,900,900.5,,,\n");

  const auto report = import.run();

  CHECK(
      import.accounts() ==
      Texts{
          "anna a1 depository checking 1050 -300 -",
          "anna a2 credit credit_card 30001 - 100000 | credit_card aprs 0.2;0.25 rate - minimum 2500 last - statement 30000 overdue 1 due 2025-07-31",
          "dora d1 loan mortgage -100 - - | mortgage aprs - rate 0.035 minimum 90000 last 90050 statement - overdue - due -"});
  CHECK(report.has_snapshot);
  CHECK(report.num_customers == 3);
  CHECK(report.counts.rows_stored == 2);
  CHECK(report.counts.accounts.rows_read == 3);
  CHECK(report.counts.accounts.rows_stored == 3);
  CHECK(report.counts.liabilities.rows_read == 2);
  CHECK(report.counts.liabilities.rows_stored == 2);
  CHECK(import.orders().size() == 2);
  CHECK(import.rejects_of("accounts") == "none");
}

TEST_CASE("The source of a segment is all of its files") {
  SnapshotCase import;
  import.add_accounts(kAccounts + "a1,anna,loan,student,1\n");
  import.add_liabilities(kLiabilities + "a1,student_loan\n");
  const auto report = import.run();
  const store::ColumnFileReader file(report.segment_path);
  const ledger::SourceInfo source = ledger::source_of(file.sums());
  CHECK(source.name == "log.csv accounts.csv liabilities.csv");
  CHECK(source.bytes == 84 + 75 + 42);
}

TEST_CASE("Each kind has its counts, its rejects and its samples") {
  SnapshotCase import;
  import.add_accounts(
      kAccounts +
      "a1,anna,depository,checking,1\nb1,bert,loan,checking,2\na1,anna,depository,savings,3\nx,anna,loan\n");
  import.add_liabilities(kLiabilities + "b1,mortgage\na1,heloc\na1,credit_card\na1,mortgage\n");
  test::write_bytes(import.options.transactions.front(), "customer_id,timestamp,amount\nanna,2025-01-01,x\n");
  import.options.max_rejected_rows = 7;

  const auto report = import.run();

  CHECK_FALSE(report.too_many_rejected);
  CHECK(report.counts.rejected == Reasons{{"invalid_amount", 1}});
  CHECK(report.counts.accounts.rejected ==
        Reasons{{"duplicate_account", 1}, {"subtype_of_other_type", 1}, {"wrong_number_of_fields", 1}});
  CHECK(report.counts.liabilities.rejected ==
        Reasons{{"duplicate_liability", 1}, {"unknown_account", 1}, {"unknown_liability_type", 1}});
  CHECK(import.rejects() == "customer_id,timestamp,amount\nanna,2025-01-01,x\n");
  CHECK(import.rejects_of("accounts") ==
        kAccounts + "b1,bert,loan,checking,2\na1,anna,depository,savings,3\nx,anna,loan\n");
  CHECK(import.rejects_of("liabilities") == kLiabilities + "b1,mortgage\na1,heloc\na1,mortgage\n");
  const std::string stem = import.options.ledger + "/rejects/log.";
  CHECK(report.rejects_paths == Texts{stem + "csv", stem + "accounts.csv", stem + "liabilities.csv"});
  CHECK(
      samples_of(report) ==
      Texts{"transactions log.csv 2 invalid_amount: x", "accounts accounts.csv 4 duplicate_account: a1",
            "accounts accounts.csv 3 subtype_of_other_type: checking",
            "accounts accounts.csv 5 wrong_number_of_fields: ", "liabilities liabilities.csv 5 duplicate_liability: a1",
            "liabilities liabilities.csv 2 unknown_account: b1",
            "liabilities liabilities.csv 3 unknown_liability_type: heloc"});
  CHECK(
      import.accounts() ==
      Texts{
          "anna a1 depository checking 100 - - | credit_card aprs - rate - minimum - last - statement - overdue - due -"});
}

TEST_CASE("Rejects of all kinds count together") {
  SnapshotCase import;
  import.add_accounts(kAccounts + "a1,anna,depository,checking,x\nb1,bert,depository,checking,1\n");
  import.add_liabilities(kLiabilities + "a1,mortgage\n");
  import.options.max_rejected_rows = 1;
  CHECK(import.run().too_many_rejected);
  CHECK_FALSE(import.has_segment());
  CHECK(import.rejects_of("accounts.refused") == kAccounts + "a1,anna,depository,checking,x\n");
  import.options.max_rejected_rows.reset();
  import.options.max_rejected_percent = Hundredths{39'99};  // 2 of 5 are more
  CHECK(import.run().too_many_rejected);
  import.options.max_rejected_percent = Hundredths{40'00};
  CHECK_FALSE(import.run().too_many_rejected);
}

TEST_CASE("An import without rejects takes away those of the import before, of every kind") {
  SnapshotCase import;
  import.add_accounts(kAccounts + "a1,anna,depository,checking,x\n");
  import.add_liabilities(kLiabilities + "a1,mortgage\n");
  import.options.max_rejected_rows = 2;
  (void)import.run();
  CHECK(import.rejects_of("liabilities") != "none");
  import.options.accounts.clear();
  import.options.liabilities.clear();
  CHECK(import.run().rejects_paths.empty());
  CHECK(import.rejects_of("accounts") == "none");
  CHECK(import.rejects_of("liabilities") == "none");
}

TEST_CASE("Columns of accounts and liabilities are mapped by keys of their own") {
  SnapshotCase import;
  import.add_accounts("Account,customer_id,type,subtype,Saldo,note\na1,anna,loan,personal,7,x\n");
  import.add_liabilities("type,Account,note\nmortgage,a1,x\n");
  import.options.columns = {{"accounts.account_id", "Account"},
                            {"accounts.balance_current", "Saldo"},
                            {"liabilities.account_id", "Account"},
                            { "liabilities.liability_type",
                              "type" }};
  const auto report = import.run();
  CHECK(import.accounts() ==
        Texts{"anna a1 loan personal 700 - - | mortgage aprs - rate - minimum - last - statement - overdue - due -"});
  CHECK(report.ignored_columns == Texts{"accounts.note", "liabilities.note"});
}

TEST_CASE(
    "Several files of a kind, packed or not, with columns of their own, are one snapshot; the first file goes before") {
  SnapshotCase import;
  import.add_accounts(kAccounts + "a1,anna,depository,checking,1\n", "one.csv");
  import.add_accounts(
      test::gzip(
          "balance_limit,account_id,customer_id,type,subtype,balance_current\n5,a1,anna,depository,savings,2\n,b1,bert,loan,student,3\n"),
      "two.gz");
  import.options.max_rejected_rows = 1;
  const auto report = import.run();
  CHECK(import.accounts() == Texts{"anna a1 depository checking 100 - -", "bert b1 loan student 300 - -"});
  CHECK(samples_of(report) == Texts{"accounts two.gz 2 duplicate_account: a1"});
  CHECK(import.rejects_of("accounts") == kAccounts + "5,a1,anna,depository,savings,2\n");
}

TEST_CASE("Accounts without rows are a snapshot in which nobody has an account") {
  SnapshotCase import;
  import.add_accounts(kAccounts);
  const auto report = import.run();
  CHECK(report.counts.accounts.rows_read == 0);
  CHECK(import.accounts().empty());
  comm::LocalCommunicator communicator;
  CHECK(ledger::Ledger::open(communicator, import.options.ledger).columns().has(ledger::Column::kSnapshot));
}

TEST_CASE("A log without accounts has no snapshot") {
  SnapshotCase import;
  CHECK_FALSE(import.run().has_snapshot);
  comm::LocalCommunicator communicator;
  CHECK_FALSE(ledger::Ledger::open(communicator, import.options.ledger).columns().has(ledger::Column::kSnapshot));
}

TEST_CASE("Files of accounts and liabilities that cannot be used are refused with what is wrong") {
  SnapshotCase alone;
  alone.add_liabilities(kLiabilities);
  CHECK_THROWS_AS(alone.run(), UsageError);
  CHECK(alone.refusal().find("--liabilities without --accounts") == 0);
  SnapshotCase column;
  column.add_accounts("account_id,customer_id,type,subtype\n");
  CHECK(
      column.refusal() ==
      "accounts.csv: no column 'balance_current'; the file has account_id, customer_id, type, subtype; name the one that holds it, as "
      "--column accounts.balance_current=NAME");
  SnapshotCase liability;
  liability.add_accounts(kAccounts);
  liability.add_liabilities("account_id,type\n");
  CHECK(liability.refusal().find("liabilities.csv: no column 'liability_type'; the file has account_id, type;") == 0);
  SnapshotCase field;
  field.add_accounts(kAccounts);
  field.options.columns = {{"accounts.amount", "balance"}};
  CHECK_THROWS_AS(field.run(), UsageError);
  CHECK(
      field.refusal().find(
          "--column accounts.amount=balance: no such field; the fields are accounts.account_id, accounts.customer_id,") ==
      0);
  field.options.columns = {{"liabilities.aprs", "APR"}};
  CHECK(field.refusal() == "--column liabilities.aprs=APR: no file of liabilities is given");
  SnapshotCase missing;
  missing.options.accounts = {missing.scratch.file("nothing.csv")};
  CHECK(missing.refusal().find("nothing.csv") != std::string::npos);
}

TEST_CASE("A segment's rejects cannot be taken for another's") {
  SnapshotCase import;
  for (const char* name : {"log.accounts", "log.liabilities", "log.refused"}) {
    import.options.segment = name;
    CHECK_THROWS_AS(import.run(), UsageError);
  }
}

TEST_CASE("Flat HDF5 columns are accounts and liabilities as CSV is; NaN and the empty text are not known") {
  SnapshotCase import;
  const auto result =
      test::run_python(SPENDLENS_PYTHON,
                       "import h5py, numpy as np\n"
                       "text = h5py.string_dtype()\n"
                       "with h5py.File('accounts.h5', 'w') as f:\n"
                       "    f['account_id'] = np.array([b'a1', b'b1', b'b2'])\n"
                       "    f.create_dataset('customer_id', data=['anna', 'bert', 'bert'], dtype=text)\n"
                       "    f.create_dataset('type', data=['credit', 'loan', 'loan'], dtype=text)\n"
                       "    f.create_dataset('subtype', data=['credit_card', 'student', 'student'], dtype=text)\n"
                       "    f['balance_current'] = np.array([0.1 + 0.2, 12000.0, float('nan')])\n"
                       "    f['balance_limit'] = np.array([500.0, float('nan'), 1.0])\n"
                       "with h5py.File('liabilities.h5', 'w') as f:\n"
                       "    f['account_id'] = np.array([b'a1', b'b1'])\n"
                       "    f.create_dataset('liability_type', data=['credit_card', 'student_loan'], dtype=text)\n"
                       "    f.create_dataset('aprs', data=['0.1899;0.25', ''], dtype=text)\n"
                       "    f['interest_rate'] = np.array([float('nan'), 0.0475])\n"
                       "    f['last_payment_amount'] = np.array([25.005, 50.25])\n"
                       "    f['is_overdue'] = np.array([True, False])\n"
                       "    f['next_payment_due_date'] = np.array([20250731.0, float('nan')])\n",
                       import.scratch.path());
  INFO(result.output);
  REQUIRE(result.succeeded);
  import.options.accounts = {import.scratch.file("accounts.h5")};
  import.options.liabilities = {import.scratch.file("liabilities.h5")};
  import.options.max_rejected_rows = 2;

  const auto report = import.run();

  CHECK(report.counts.accounts.rejected == Reasons{{"missing_balance", 1}});
  CHECK(report.counts.liabilities.rejected == Reasons{{"invalid_payment", 1}});  // 25.005 is not a cent
  CHECK(
      import.accounts() ==
      Texts{
          "anna a1 credit credit_card 30 - 50000",
          "bert b1 loan student 1200000 - - | student_loan aprs - rate 0.0475 minimum - last 5025 statement - overdue 0 due -"});
}

#include <catch2/catch.hpp>

#include "gzip_file.hpp"
#include "import_case.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using test::ImportCase;
using test::StoredOrder;

namespace {

const std::string kLog =
    "customer_id,timestamp,amount,merchant\n"
    "a,2025-01-01,-1.25,shop\n"
    "b,2025-01-02,-2,\"two\nlines\"\n"
    "c,soon,-3,shop\n"
    "a,2025-01-03,4,\n";

/// Writes `log.h5` with h5py; `body` fills the open file `f`.
void write_hdf5(ImportCase& import, const std::string& body) {
  const auto result =
      test::run_python(SPENDLENS_PYTHON, "import h5py, numpy as np\nwith h5py.File('log.h5', 'w') as f:\n" + body,
                       import.scratch.path());
  INFO(result.output);
  REQUIRE(result.succeeded);
  import.options.transactions.push_back(import.scratch.file("log.h5"));
}

}  // namespace

TEST_CASE("A gzip file is imported as the plain one is") {
  ImportCase plain(kLog);
  plain.options.max_rejected_rows = 1;
  const auto expected = plain.run();
  for (const std::string& bytes : {test::gzip(kLog), test::gzip(kLog.substr(0, 60)) + test::gzip(kLog.substr(60))}) {
    ImportCase packed;
    packed.add(bytes, "log.csv.gz");
    packed.options.max_rejected_rows = 1;
    packed.options.block_bytes = 16;
    const auto report = packed.run();
    CHECK(report.counts.rejected == expected.counts.rejected);
    CHECK(report.counts.rows_read == expected.counts.rows_read);
    CHECK(packed.orders() == plain.orders());
    CHECK(packed.rejects() == plain.rejects());
    CHECK(report.samples.at(0).line == expected.samples.at(0).line);
    CHECK(report.samples.at(0).file == "log.csv.gz");
  }
}

TEST_CASE("A file is known by its first bytes, not by its name") {
  ImportCase import;
  import.add(test::gzip(kLog), "log.csv");
  import.options.max_rejected_rows = 1;
  CHECK(import.run().counts.rows_stored == 3);
}

TEST_CASE("A truncated or empty gzip file publishes nothing") {
  ImportCase import;
  import.add(test::gzip(kLog).substr(0, 50), "log.gz");
  CHECK(import.refusal().find("truncated") != std::string::npos);
  CHECK_FALSE(import.has_segment());
  ImportCase empty;
  empty.add(test::gzip(""), "log.gz");
  CHECK(empty.refusal().find("log.gz is empty") != std::string::npos);
}

TEST_CASE("Several files with columns of their own are one segment") {
  ImportCase import;
  import.add("customer_id,timestamp,amount\na,2025-01-01,-1\nb,2025-01-01,x\n", "one.csv");
  import.add(
      "amount,merchant,customer_id,timestamp,order_id\n-2,shop,a,2025-01-02,o1\n-3,shop,a,2025-01-03,o1\n-4,shop,c,"
      "2025-01-04,\n",
      "two.csv");
  import.add(test::gzip("timestamp,customer_id,amount,order_id\n2025-01-05,a,-5,o1\n2025-01-05,b,y,\n"), "three.gz");
  import.options.max_rejected_rows = 2;
  const auto report = import.run();
  CHECK(report.counts.rows_read == 7);
  CHECK(report.counts.lines_folded == 2);
  CHECK(import.orders() == std::vector<StoredOrder>{{"a", "2025-01-01 00:00:00", -100},
                                                    {"a", "2025-01-02 00:00:00", -1000, "shop"},
                                                    {"c", "2025-01-04 00:00:00", -400, "shop"}});
  CHECK(import.rejects() == "customer_id,timestamp,amount\nb,2025-01-01,x\n2025-01-05,b,y,\n");
  REQUIRE(report.samples.size() == 2);
  CHECK((report.samples[0].file == "one.csv" && report.samples[0].line == 3));
  CHECK((report.samples[1].file == "three.gz" && report.samples[1].line == 3));
}

TEST_CASE("An order that two files give to two customers is rejected with all of its lines") {
  ImportCase import;
  import.add("customer_id,timestamp,amount,order_id\na,2025-01-01,-1,o\na,2025-01-01,-1,p\n", "one.csv");
  import.add("customer_id,timestamp,amount,order_id\nb,2025-01-01,-1,o\n", "two.csv");
  import.options.max_rejected_rows = 2;
  CHECK(import.run().counts.rejected == std::map<std::string, std::uint64_t>{{"order_of_two_customers", 2}});
  CHECK(import.rejects() == "customer_id,timestamp,amount,order_id\na,2025-01-01,-1,o\nb,2025-01-01,-1,o\n");
}

TEST_CASE("A missing column is told with the file that lacks it") {
  ImportCase import(kLog);
  import.add("customer_id,when,amount\n", "second.csv");
  CHECK(import.refusal().find("second.csv: no column 'timestamp'; the file has customer_id, when, amount;") == 0);
}

TEST_CASE("Flat HDF5 columns are imported like CSV") {
  ImportCase import;
  write_hdf5(
      import,
      "  g = f.create_group('log')\n"
      "  g['customer_id'] = [b'a', b'b', b'a', b'c']\n"
      "  g['timestamp'] = np.array([1735689600, 1735776000, 1735862400, 1735862400], dtype='i8')\n"
      "  g['amount'] = np.array([-1.25, -2.1, 0.1 + 0.2, 1e9 + 0.01])\n"
      "  g.create_dataset('merchant', data=['Caf\\u00e9, the \"old\" one', 'two\\nlines', '', 'x'], "
      "dtype=h5py.string_dtype())\n"
      "  g['pending'] = np.array([True, False, False, True])\n"
      "  g.create_dataset('quantity', data=np.array([1, 2, 3, 4], dtype='u2'), chunks=(2,), compression='gzip')\n");
  for (const std::uint64_t block_bytes : {std::uint64_t{1} << 20, std::uint64_t{1}}) {
    import.options.block_bytes = block_bytes;
    CHECK(import.run().counts.rows_stored == 4);
    CHECK(import.orders() ==
          std::vector<StoredOrder>{{"a", "2025-01-01 00:00:00", -125, "Caf\xC3\xA9, the \"old\" one", "", true, 1},
                                   {"a", "2025-01-03 00:00:00", 30, "", "", false, 3},
                                   {"b", "2025-01-02 00:00:00", -210, "two\nlines", "", false, 2},
                                   {"c", "2025-01-03 00:00:00", 100'000'000'001, "x", "", true, 4}});
  }
}

TEST_CASE("Rejected HDF5 rows are told by their number and kept as CSV") {
  ImportCase import;
  write_hdf5(import,
             "  f['customer_id'] = [b'a', b'', b'c', b'd', b'e']\n"
             "  f['timestamp'] = np.array([20250101, 20250102, 20250103, 20250104, 20250105])\n"
             "  f['amount'] = np.array([-1.255, -2.0, float('nan'), float('inf'), -3.0])\n"
             "  f.create_dataset('merchant', data=['two\\nlines', 'a,b', '', 'x', ''], dtype=h5py.string_dtype())\n");
  import.options.max_rejected_rows = 4;
  const auto report = import.run();
  CHECK(report.counts.rejected ==
        std::map<std::string, std::uint64_t>{{"invalid_amount", 2}, {"missing_amount", 1}, {"missing_customer_id", 1}});
  CHECK(import.orders() == std::vector<StoredOrder>{{"e", "2025-01-05 00:00:00", -300}});
  std::map<std::uint64_t, std::string> samples;
  for (const auto& sample : report.samples) samples[sample.line] = sample.reason;
  CHECK(samples ==
        std::map<std::uint64_t, std::string>{
            {1, "invalid_amount"}, {2, "missing_customer_id"}, {3, "missing_amount"}, {4, "invalid_amount"}});
  CHECK(import.rejects().find("amount,customer_id,merchant,timestamp\n-1.255 (not a cent; --round-amounts rounds "
                              "it),a,\"two\nlines\",20250101\n-2.00,,\"a,b\",20250102\n,c,,20250103\n") == 0);
}

TEST_CASE("HDF5 lines of orders are folded, and late rejects are found again") {
  ImportCase import;
  write_hdf5(import,
             "  f['Customer ID'] = np.array([12346.0, 12346.0, 12347.0, 12346.0])\n"
             "  f['Invoice'] = np.array([1, 1, 2, 2])\n"
             "  f['InvoiceDate'] = np.array([1735689600, 1735689600, 1735689600, 1735689600])\n"
             "  f['Quantity'] = np.array([6, -2, 1, 1])\n"
             "  f['Price'] = np.array([2.55, 3.39, 1.0, 1.0])\n"
             "  f['table'] = np.zeros((2, 2))\n");
  import.options.columns = {{"customer_id", "Customer ID"},
                            {"order_id", "Invoice"},
                            {"timestamp", "InvoiceDate"},
                            {"quantity", "Quantity"},
                            { "unit_price",
                              "Price" }};
  import.options.spend_positive = true;
  import.options.max_rejected_rows = 2;
  CHECK(import.run().counts.rejected == std::map<std::string, std::uint64_t>{{"order_of_two_customers", 2}});
  CHECK(import.orders() == std::vector<StoredOrder>{{"12346", "2025-01-01 00:00:00", -852, "", "", false, 4}});
  CHECK(import.rejects() ==
        "Customer ID,Invoice,InvoiceDate,Price,Quantity\n12347,2,1735689600,1.00,1\n12346,2,1735689600,1.00,1\n");
}

TEST_CASE("An HDF5 file that is damaged is refused") {
  ImportCase import;
  write_hdf5(import, "  f['customer_id'] = [b'a']\n  f['timestamp'] = [1]\n  f['amount'] = [1]\n");
  std::string bytes = test::file_bytes(import.scratch.file("log.h5"));
  test::write_bytes(import.scratch.file("log.h5"), bytes.substr(0, bytes.size() / 2));
  CHECK(import.refusal().find("log.h5") != std::string::npos);
  CHECK_FALSE(import.has_segment());
}

TEST_CASE("An HDF5 row with a long text full of line ends is one row") {
  ImportCase import;
  write_hdf5(import,
             "  text = h5py.string_dtype()\n"
             "  f.create_dataset('customer_id', data=['a', 'b', 'c'], dtype=text)\n"
             "  f.create_dataset('note', data=['x', 'line\\n' * 300000, 'y,\"z\"'], dtype=text)\n"
             "  f['timestamp'] = [20250101, 20250102, 2025]\n"
             "  f['amount'] = [1, 2, 3]\n");
  import.options.timestamp_formats = {"yyyymmdd"};
  import.options.max_rejected_rows = 1;

  const auto report = import.run();

  CHECK(report.counts.rows_read == 3);
  CHECK(report.counts.rows_stored == 2);
  CHECK(report.counts.rejected == std::map<std::string, std::uint64_t>{{"invalid_timestamp", 1}});
  CHECK(report.samples.at(0).line == 3);
}

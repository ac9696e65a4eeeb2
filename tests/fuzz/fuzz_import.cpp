// A whole import of files of any bytes, plain or gzip: refused with one line, or a segment that `check` passes and
// whose rows are those that the import counted.
#include <zlib.h>

#include <array>
#include <string>

#include "fuzz_input.hpp"
#include "memory_directory.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/ledger/check.hpp"
#include "spendlens/ledger/batch_reader.hpp"

using namespace spendlens;
using fuzz::FuzzInput;
using fuzz::require;

namespace {

constexpr std::array kDelimiters = {',', ';', '\t', '|'};
constexpr std::array kFormats = {"auto", "iso", "yyyymmdd", "epoch", "%d/%m/%Y %H:%M"};
constexpr std::array kZones = {"UTC", "Europe/Berlin", "America/New_York", "No/Zone"};
constexpr std::array<const char*, 4> kHeaders = {
    "customer_id,timestamp,amount,merchant,category,account_id,pending\n",
    "customer_id,timestamp,quantity,unit_price,order_id,product_id,margin\n",
    "customer_id,timestamp,amount,currency,transaction_id,order_id,merchant\n", ""};
constexpr const char* kAccountHeader =
    "account_id,customer_id,type,subtype,balance_current,balance_available,balance_limit\n";
constexpr const char* kLiabilityHeader =
    "account_id,liability_type,aprs,interest_rate,minimum_payment_amount,last_payment_amount,"
    "last_statement_balance,is_overdue,next_payment_due_date\n";

const fuzz::MemoryDirectory& directory() {
  static const fuzz::MemoryDirectory directory;
  return directory;
}

std::string gzipped(std::string_view text) {
  z_stream stream{};
  require(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib starts");
  std::string bytes(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  require(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib ends");
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

/// Text with its header, or without; gzip now and then, and that cut or changed.
std::string file_bytes(FuzzInput& input, std::string_view header, std::string_view text) {
  std::string bytes = std::string(header) + std::string(text);
  const std::uint8_t how = input.take<std::uint8_t>();
  if (how % 4 != 3) return bytes;
  bytes = gzipped(bytes);
  if (how % 8 == 7) bytes[input.below(bytes.size())] ^= static_cast<char>(1 << input.below(8));
  if (how % 16 == 15) bytes.resize(input.below(bytes.size()));
  return bytes;
}

/// The rows that come back are as many as were stored.
void check_segment_of(const ingest::ImportReport& report, const std::string& path) {
  comm::LocalCommunicator communicator;
  const bool sound = fuzz::accepts([&] {
    const ledger::Ledger ledger = ledger::Ledger::open(communicator, path);
    ledger::check_segment(communicator, ledger.segments().front());
    require(ledger.num_transactions() == report.counts.rows_stored, "a ledger holds the rows that were stored");
    const ledger::WantedColumns wanted{ledger.columns()};
    ledger::BatchReader reader(ledger, {{0, 65'536}}, wanted);
    std::uint64_t rows = 0;
    std::uint64_t customers = 0;
    while (const ledger::Batch* batch = reader.next()) rows += batch->num_rows(), customers += batch->num_customers();
    require(rows == report.counts.rows_stored && customers == report.num_customers, "and gives them back");
  });
  require(sound, "what was imported passes its check");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  directory().clear();
  ingest::ImportOptions options;
  options.ledger = directory().file("ledger");
  options.segment = "log";
  options.transactions = {directory().file("log.csv")};
  options.delimiter = input.one_of(kDelimiters);
  options.timestamp_formats = {input.one_of(kFormats)};
  options.timezone = input.one_of(kZones);
  options.spend_positive = input.flag();
  options.block_bytes = input.flag() ? 64 : 1U << 20;
  options.memory_bytes = input.flag() ? 256 : 1U << 20;
  if (!input.flag()) options.max_rejected_percent = Hundredths{100'00};
  std::string header = input.one_of(kHeaders);
  for (char& c : header)
    if (c == ',') c = options.delimiter;
  const bool with_accounts = input.flag();
  const std::string_view last_choices = input.text(8);
  FuzzInput choices(reinterpret_cast<const std::uint8_t*>(last_choices.data()), last_choices.size());
  std::string_view text = input.rest();
  if (with_accounts) {
    // Three files in one input, an FF apart.
    const auto part = [&text] {
      const std::string_view first = text.substr(0, text.find('\xFF'));
      text.remove_prefix(std::min(text.size(), first.size() + 1));
      return first;
    };
    directory().write("accounts.csv", kAccountHeader + std::string(part()));
    options.accounts = {directory().file("accounts.csv")};
    directory().write("liabilities.csv", kLiabilityHeader + std::string(part()));
    options.liabilities = {directory().file("liabilities.csv")};
    if (options.delimiter != ',') options.delimiter = ',', header = kHeaders[0];
  }
  directory().write("log.csv", file_bytes(choices, header, text));
  comm::LocalCommunicator communicator;
  ingest::ImportReport report;
  if (!fuzz::accepts([&] { report = ingest::import_transactions(communicator, options); })) return 0;
  if (!report.too_many_rejected) check_segment_of(report, options.ledger);
  return 0;
}

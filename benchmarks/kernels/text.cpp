#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include "ingest/parse/reading.hpp"
#include "ingest/parse/row_parser.hpp"
#include "kernels/kernel_case.hpp"

namespace spendlens::benchmarks {

namespace {

constexpr std::size_t kRecords = 20'000;  // about 1.4 MB, as a block of an import

const std::vector<std::string> kHeader = {"customer_id", "timestamp", "amount", "merchant", "category", "account_id"};

/// Records as `spendlens export` writes them.
std::string make_records() {
  std::string text;
  for (std::size_t i = 0; i < kRecords; ++i)
    text += fmt::format(
        "C{:09},2025-{:02}-{:02} {:02}:{:02}:{:02},-{}.{:02},Merchant {},FOOD_AND_DRINK_COFFEE,C{:09}-1\n", i / 100,
        i % 12 + 1, i % 28 + 1, i % 24, i % 60, i * 7 % 60, i % 300 + 1, i * 13 % 100, i * 31 % 340, i / 100);
  return text;
}

void scan_records(benchmark::State& state) {
  const std::string text = make_records();
  const ingest::RecordScanner scanner(',');
  for (auto _ : state)
    for (std::size_t at = 0; at < text.size();) at = scanner.record_end(text, at, true).end;
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRecords));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void parse_records(benchmark::State& state) {
  const std::string text = make_records();
  const ingest::RecordScanner scanner(',');
  std::vector<std::string> ignored;
  ingest::RowParser parser(scanner, ingest::TimestampParser("auto", "UTC"),
                           {ingest::map_fields("log.csv", kHeader, {}, ignored)});
  ingest::WireRow row;
  std::int64_t good = 0;
  for (auto _ : state) {
    std::uint64_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = scanner.record_end(text, at, true).end;
      good += parser.parse(std::string_view(text).substr(at, end - at), {0, ++line}, row) == nullptr ? 1 : 0;
      at = end;
    }
  }
  if (good != state.iterations() * static_cast<std::int64_t>(kRecords)) state.SkipWithError("a record was refused");
  state.SetItemsProcessed(good);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

}  // namespace

void register_text_benchmarks() {
  benchmark::RegisterBenchmark("csv/scan_records", scan_records)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("csv/parse_rows", parse_records)->Unit(benchmark::kMillisecond);
}

}  // namespace spendlens::benchmarks

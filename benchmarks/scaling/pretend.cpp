// One rank of many: an audit of rank 0's share of a ledger, as if so many ranks took part. Prints what run.json says of
// it.
#include <fmt/core.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>

#include "pretend_communicator.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/report/summary.hpp"

namespace {

using spendlens::audit::AuditResult;

void print_json(int ranks, const AuditResult& result) {
  const auto& run = result.run;
  fmt::print(
      "{{\"ranks\": {}, \"batches\": {}, \"bytes_read\": {}, \"peak_memory_bytes\": {}, \"seconds\": {:.4f}, \"collectives_of_rank_0\": {{",
      ranks, run.batches, run.bytes_read, run.peak_memory_bytes, [&run] {
        double sum = 0;
        for (const auto& [stage, seconds] : run.stage_seconds) sum += seconds;
        return sum;
      }());
  const char* comma = "";
  for (const auto& [name, cost] : run.collectives) {
    fmt::print("{}\"{}\": {{\"calls\": {}, \"bytes_sent\": {}, \"bytes_received\": {}}}", comma, name, cost.calls,
               cost.bytes_sent, cost.bytes_received);
    comma = ", ";
  }
  fmt::print("}}}}\n");
}

}  // namespace

int main(int count, char** arguments) {
  int ranks = 0;
  if (count != 4 || std::from_chars(arguments[1], arguments[1] + std::strlen(arguments[1]), ranks).ec != std::errc() ||
      ranks < 1) {
    fmt::print(stderr, "usage: pretend RANKS LEDGER OUT\nExample: pretend 1024 bank result\n");
    return 2;
  }
  try {
    spendlens::benchmarks::PretendCommunicator communicator(ranks);
    spendlens::audit::AuditOptions options;
    options.ledger = arguments[2];
    options.out = arguments[3];
    options.summary = spendlens::report::summary_json;
    print_json(ranks, spendlens::audit::run_audit(communicator, options));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "pretend: {}\n", error.what());
    return 7;
  }
}

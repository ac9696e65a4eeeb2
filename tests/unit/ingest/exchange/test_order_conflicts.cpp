#include <catch2/catch.hpp>

#include <set>

#include "ingest/exchange/order_conflicts.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/hashing.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

struct Line {
  std::string order;
  std::string customer;
};

/// The orders under two customers where `lines` are read by the ranks in turn, a few each round, each row going to its
/// customer's owner. The same on every rank, or nothing but a complaint.
std::set<std::string> conflicts_of(const std::vector<Line>& lines, int ranks, std::uint64_t budget_bytes,
                                   std::size_t lines_a_round = 3) {
  const test::ScratchDirectory scratch;
  Schema schema;
  schema.present[static_cast<std::size_t>(Field::kOrderId)] = true;
  std::vector<std::set<std::string>> of_rank(static_cast<std::size_t>(ranks));
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    const std::string suffix = std::to_string(communicator.rank());
    const auto me = static_cast<std::size_t>(communicator.rank());
    OrderConflicts owners(communicator, scratch.file("orders-" + suffix), budget_bytes);
    BucketStore rows(scratch.file("rows-" + suffix), 4, budget_bytes);
    for (std::size_t first = 0; first < lines.size(); first += lines_a_round) {
      for (std::size_t i = first; i < std::min(lines.size(), first + lines_a_round); ++i) {
        WireRow row;
        row.order_id = lines[i].order;
        row.customer_id = lines[i].customer;
        row.hash = text_hash(row.customer_id);
        if (i % static_cast<std::size_t>(ranks) == me && !row.order_id.empty()) owners.add(row.order_id, row.hash);
        if (row.hash % static_cast<std::uint64_t>(ranks) != me) continue;
        std::vector<std::byte> bytes;
        append_row(row, schema, bytes);
        rows.append(row.hash / 16 % 4, bytes);
      }
      rows.spill_to_budget();
      owners.exchange();
    }
    std::size_t bytes_after = 0;
    for (const std::string& order : owners.conflicting_orders(rows, schema)) of_rank[me].insert(order);
    for (std::size_t bucket = 0; bucket < rows.num_buckets(); ++bucket) bytes_after += rows.take(bucket).size();
    std::size_t bytes_before = 0;
    for (const Line& line : lines) {
      WireRow row;
      row.order_id = line.order;
      row.customer_id = line.customer;
      std::vector<std::byte> bytes;
      append_row(row, schema, bytes);
      if (text_hash(line.customer) % static_cast<std::uint64_t>(ranks) == me) bytes_before += bytes.size();
    }
    if (bytes_before != bytes_after) of_rank[me].insert("rows are lost");
  });
  for (const auto& conflicting_orders : of_rank)
    if (conflicting_orders != of_rank.front()) return {"the ranks disagree"};
  return of_rank.front();
}

}  // namespace

TEST_CASE("Orders whose lines name two customers are found on any number of ranks") {
  const std::vector<Line> lines = {{"o1", "a"}, {"o2", "b"}, {"o1", "a"}, {"o3", "c"}, {"", "a"},   {"", "b"},
                                   {"o2", "a"}, {"o4", "d"}, {"o3", "c"}, {"o5", "e"}, {"o5", "f"}, {"o5", "g"}};
  for (const int ranks : {1, 2, 3})
    for (const std::uint64_t budget : {std::uint64_t{1} << 20, std::uint64_t{5}, std::uint64_t{0}})
      CHECK(conflicts_of(lines, ranks, budget) == std::set<std::string>{"o2", "o5"});
}

TEST_CASE("Where every order has one customer none is in conflict") {
  const std::vector<Line> lines = {{"o1", "a"}, {"o1", "a"}, {"o2", "b"}, {"", "a"}, {"", "b"}};
  for (const int ranks : {1, 2, 3}) CHECK(conflicts_of(lines, ranks, 0).empty());
  CHECK(conflicts_of({}, 2, 0).empty());
}

TEST_CASE("Among many orders exactly the shared ones are in conflict") {
  std::vector<Line> lines;
  std::set<std::string> shared;
  for (int order = 0; order < 400; ++order) {
    const std::string id = "order-" + std::to_string(order);
    for (int line = 0; line < 3; ++line) lines.push_back({id, "customer-" + std::to_string(order % 7)});
    if (order % 5 == 0) {
      lines.push_back({id, "customer-" + std::to_string(order % 7 + 1)});
      shared.insert(id);
    }
  }
  for (const int ranks : {1, 2, 3}) CHECK(conflicts_of(lines, ranks, 1000, 100) == shared);
}

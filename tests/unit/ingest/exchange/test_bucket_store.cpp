#include <catch2/catch.hpp>

#include <random>

#include "ingest/exchange/bucket_store.hpp"
#include "scratch_directory.hpp"

using namespace spendlens;
using ingest::BucketStore;

namespace {

std::vector<std::byte> bytes_of_text(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("A bucket gives its bytes in the order of their arrival, spilled or not") {
  for (const std::uint64_t budget : {std::uint64_t{0}, std::uint64_t{3}, std::uint64_t{50}, std::uint64_t{1} << 20}) {
    const test::ScratchDirectory scratch;
    BucketStore store(scratch.file("spill"), 5, budget);
    std::vector<std::string> expected(5);
    std::mt19937 random(4);
    for (int i = 0; i < 300; ++i) {
      const std::size_t bucket = random() % 4;  // the last one stays empty
      const std::string text = std::to_string(i) + ";";
      store.append(bucket, bytes_of_text(text));
      expected[bucket] += text;
      if (i % 7 == 0) store.spill_to_budget();
    }
    CHECK(scratch.num_entries() == (budget < 1000 ? 1 : 0));
    for (std::size_t bucket = 0; bucket < 5; ++bucket) CHECK(text_of(store.take(bucket)) == expected[bucket]);
    for (std::size_t bucket = 0; bucket < 5; ++bucket) CHECK(store.take(bucket).empty());
  }
}

TEST_CASE("Bytes that were put back are there again") {
  for (const std::uint64_t budget : {std::uint64_t{0}, std::uint64_t{1000}}) {
    const test::ScratchDirectory scratch;
    BucketStore store(scratch.file("spill"), 2, budget);
    store.append(0, bytes_of_text("one"));
    store.append(1, bytes_of_text("two"));
    store.spill_to_budget();
    store.append(0, bytes_of_text("three"));
    const auto taken = store.take(0);
    store.put_back(0, taken);
    store.spill_to_budget();
    store.append(0, bytes_of_text("four"));
    CHECK(text_of(store.take(0)) == "onethreefour");
    CHECK(text_of(store.take(1)) == "two");
  }
}

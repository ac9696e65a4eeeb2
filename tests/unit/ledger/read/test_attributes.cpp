#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <set>

#include "random_rows.hpp"
#include "raw_segment.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/check.hpp"
#include "spendlens/ledger/compact.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::open_ledger;
using test::RawSegment;
using test::Row;

namespace {

constexpr std::size_t kAttributes = 2;
using Values = std::array<std::string, kAttributes>;  ///< empty: none
using Attributes = std::map<std::string, Values>;     ///< by customer

Attributes random_attributes(std::size_t customers, unsigned seed) {
  std::mt19937 random(seed);
  Attributes attributes;
  for (std::size_t i = 0; i < customers; ++i) {
    if (random() % 3 == 0) continue;
    Values values;
    for (std::string& value : values)
      if (const auto number = random() % 5; number > 0) value = "value " + std::to_string(number * number);
    attributes["c" + std::to_string(i)] = values;
  }
  return attributes;
}

std::vector<NamedTexts> dictionaries_of(const Attributes& attributes) {
  std::vector<NamedTexts> named = {{"country", {}}, {"tier", {}}};
  for (std::size_t i = 0; i < kAttributes; ++i) {
    std::set<std::string> texts;
    for (const auto& [customer, values] : attributes)
      if (!values[i].empty()) texts.insert(values[i]);
    named[i].texts = {texts.begin(), texts.end()};
  }
  return named;
}

void append(std::vector<std::uint16_t>& codes, const Values& values, const std::vector<NamedTexts>& named) {
  for (std::size_t i = 0; i < kAttributes; ++i)
    codes.push_back(test::code_of<std::uint16_t>(named[i].texts, values[i]));
}

/// Attributes of these customers; those of nobody's rows, of hashes within [first, end), are listed.
CustomerAttributes attributes_of(const std::vector<std::string>& customers, const std::set<std::string>& with_rows,
                                 std::pair<std::uint64_t, std::uint64_t> hashes, const Attributes& attributes,
                                 const std::vector<NamedTexts>& named) {
  CustomerAttributes of;
  of.num_attributes = kAttributes;
  for (const std::string& customer : customers) {
    const auto known = attributes.find(customer);
    append(of.code, known == attributes.end() ? Values() : known->second, named);
  }
  std::vector<std::string> listed;
  for (const auto& [customer, values] : attributes)
    if (with_rows.count(customer) == 0 && text_hash(customer) >= hashes.first && text_hash(customer) <= hashes.second)
      listed.push_back(customer);
  std::sort(listed.begin(), listed.end(),
            [](const std::string& a, const std::string& b) { return text_hash(a) < text_hash(b); });
  of.listed_width = 12;
  for (const std::string& customer : listed) {
    of.listed_hash.push_back(text_hash(customer));
    of.listed_id.insert(of.listed_id.end(), customer.begin(), customer.end());
    of.listed_id.resize(of.listed_hash.size() * of.listed_width, '\0');
    append(of.listed_code, attributes.at(customer), named);
  }
  return of;
}

void write_attributes(const std::string& directory, const std::string& name, std::vector<Row> rows,
                      const Attributes& attributes) {
  const ColumnSet columns{Column::kMerchant};
  rows = test::with_columns(std::move(rows), columns);
  test::sort_rows(rows);
  const std::vector<std::string> customers = test::customers_of(rows, {});
  SegmentMetadata facts = test::facts_of(rows, columns);
  facts.columns.add(Column::kAttributes);
  facts.attributes = dictionaries_of(attributes);
  facts.counts.customers.rows_read = facts.counts.customers.rows_stored = attributes.size();
  const std::set<std::string> with_rows(customers.begin(), customers.end());
  test::run_ranks(2, [&](comm::Communicator& communicator) {
    const ItemRange range = part_of(customers.size(), static_cast<std::uint64_t>(communicator.rank()), 2);
    const auto at = [&](std::uint64_t i) { return customers.begin() + static_cast<std::ptrdiff_t>(i); };
    const std::uint64_t middle = text_hash(*at(part_of(customers.size(), 0, 2).end));
    test::RunColumns run = test::columns_of({at(range.begin), at(range.end)}, rows, {}, facts);
    run.attributes = attributes_of(
        {at(range.begin), at(range.end)}, with_rows,
        communicator.rank() == 0 ? std::pair(std::uint64_t{0}, middle - 1) : std::pair(middle, ~std::uint64_t{0}),
        attributes, facts.attributes);
    SegmentPart part;
    test::announce(run, part);
    SegmentWriter writer(communicator, directory, name, facts, part);
    writer.append(run.view());
    writer.publish();
  });
}

/// Of the ledger's customers, those that have any; the listed ones are added up.
Attributes read_attributes(const Ledger& ledger, std::uint64_t max_rows, std::size_t& listed) {
  Attributes read;
  listed = 0;
  BatchReader reader(ledger, batches_of(ledger, {0, kHashPrefixes}, max_rows), {{Column::kAttributes}});
  while (const Batch* batch = reader.next()) {
    REQUIRE(batch->attributes.code.size() == batch->num_customers() * kAttributes);
    listed += batch->attributes.num_listed();
    for (std::size_t c = 0; c < batch->num_customers(); ++c)
      for (std::size_t i = 0; i < kAttributes; ++i)
        if (const std::uint16_t code = batch->attributes.code[c * kAttributes + i]; code != kNoAttribute)
          read[std::string(batch->customer_id(c))][i] = ledger.attributes().at(i).texts.at(code);
  }
  return read;
}

/// What is said of customers that have rows.
Attributes expected(const Attributes& attributes, const std::vector<std::vector<Row>>& segments, std::size_t& listed) {
  std::set<std::string> customers;
  for (const auto& rows : segments)
    for (const Row& row : rows) customers.insert(row.customer);
  Attributes of;
  listed = 0;
  for (const auto& [customer, values] : attributes) {
    if (customers.count(customer) == 0) ++listed;
    if (customers.count(customer) != 0 && values != Values()) of[customer] = values;
  }
  return of;
}

std::vector<Row> rows_at(std::size_t n, unsigned seed, Timestamp day) {
  std::vector<Row> rows = test::random_rows(n, seed);
  for (Row& row : rows) row.timestamp += day * 86'400;
  return rows;
}

}  // namespace

TEST_CASE("Attributes are those of the newest segment that has some, of customers of any segment, folded or not") {
  const test::ScratchDirectory scratch;
  const std::vector<std::vector<Row>> segments = {rows_at(100, 1, 0), rows_at(60, 2, 30), rows_at(150, 3, 10)};
  const Attributes newest = random_attributes(60, 8);
  write_attributes(scratch.path(), "a", segments[0], random_attributes(60, 7));
  write_attributes(scratch.path(), "b", segments[1], newest);
  test::write_segment(scratch.path(), "c", segments[2], {Column::kMerchant, Column::kQuantity});
  std::size_t listed = 0;
  std::size_t listed_read = 0;
  const Attributes wanted = expected(newest, segments, listed);
  REQUIRE(listed > 5);
  REQUIRE(wanted.size() > 10);
  const auto max_rows = GENERATE(7, 1000);
  for (const bool is_folded : {false, true}) {
    if (is_folded)
      test::run_ranks(3, [&](comm::Communicator& communicator) {
        CompactOptions options;
        options.ledger = scratch.path();
        CHECK(compact(communicator, options).folded.size() == 3);
      });
    const Ledger ledger = open_ledger(scratch.path());
    REQUIRE(ledger.attribute_segment() != nullptr);
    CHECK(ledger.attribute_segment()->name == (is_folded ? "a_to_c" : "b"));
    CHECK(ledger.attributes()[0].name == "country");
    CHECK(read_attributes(ledger, static_cast<std::uint64_t>(max_rows), listed_read) == wanted);
    CHECK(listed_read == listed);
    for (const Segment& segment : ledger.segments())
      test::run_ranks(2, [&](comm::Communicator& communicator) { check_segment(communicator, segment); });
  }
}

TEST_CASE("Attributes that were tampered with are refused with their place") {
  const test::ScratchDirectory scratch;
  write_attributes(scratch.path(), "a", test::random_rows(100, 1), random_attributes(60, 8));
  const std::string path = scratch.path() + "/a.h5";
  const auto refused = [&](RawSegment& raw) -> std::string {
    raw.write();
    try {
      const Ledger ledger = open_ledger(scratch.path());
      comm::LocalCommunicator alone;
      check_segment(alone, ledger.segments().front());
    } catch (const InputError& error) {
      return error.what();
    }
    return "nothing";
  };
  RawSegment raw(path);
  using Catch::Matchers::Contains;
  SECTION("a code") {
    CHECK_THAT(refused(raw.set<std::uint16_t>("/customer/attribute_tier", 3, 77)),
               Contains("/customer/attribute_tier of row 3 is out of range: 77"));
    CHECK_THROWS_AS(
        [&] {
          std::size_t listed = 0;
          (void)read_attributes(open_ledger(scratch.path()), 10, listed);
        }(),
        InputError);
  }
  SECTION("the code of a listed one") {
    CHECK_THAT(refused(raw.set<std::uint16_t>("/listed/attribute_country", 1, 9)),
               Contains("/listed/attribute_country"));
  }
  SECTION("a hash") {
    CHECK_THAT(refused(raw.set<std::uint64_t>("/listed/hash", 0, raw.get<std::uint64_t>("/listed/hash", 0) + 1)),
               Contains("is not the hash of"));
  }
  SECTION("an id") { CHECK_THAT(refused(raw.set_text("/listed/id", 2, "")), Contains("/listed/id of row 2")); }
  SECTION("the index") {
    CHECK_THAT(refused(raw.set<std::uint64_t>("/index/listed_offset", 0, 1)), Contains("does not ascend from 0"));
  }
}

TEST_CASE("A dimension that only some segments have is none elsewhere, in whatever order they name theirs") {
  const test::ScratchDirectory scratch;
  std::vector<Row> first = test::with_columns(test::random_rows(80, 4), {Column::kMerchant, column_of_dimension(0)});
  std::vector<Row> second = test::with_columns(rows_at(70, 5, 40), {Column::kMerchant});
  // As an import would that names this dimension alone: it has the first place in its segment.
  {
    std::vector<Row> named = second;
    for (Row& row : named) row.dimension[0] = row.customer == "c1" ? "" : "north " + row.customer.substr(1);
    test::sort_rows(named);
    SegmentMetadata facts = test::facts_of(named, {Column::kMerchant, column_of_dimension(0)});
    facts.dimensions.front().name = "zone";
    test::RunColumns run = test::columns_of(test::customers_of(named, {}), named, {}, facts);
    SegmentPart part;
    test::announce(run, part);
    comm::LocalCommunicator alone;
    SegmentWriter writer(alone, scratch.path(), "b", facts, part);
    writer.append(run.view());
    writer.publish();
    for (std::size_t i = 0; i < named.size(); ++i) {
      second[i] = named[i];
      second[i].dimension = {"", named[i].dimension[0], "", ""};
    }
  }
  test::write_segment(scratch.path(), "a", first, {Column::kMerchant, column_of_dimension(0)});
  std::vector<Row> all = first;
  all.insert(all.end(), second.begin(), second.end());
  test::sort_rows(all);
  const Ledger ledger = open_ledger(scratch.path());
  REQUIRE(ledger.dimensions().size() == 2);
  CHECK(ledger.dimensions()[1].name == "zone");
  CHECK(test::read_rows(ledger, 9) == all);
  const Ledger alone = ledger.only({"b"});
  REQUIRE(alone.dimensions().size() == 1);
  CHECK(alone.dimensions()[0].texts == [&] {
    std::set<std::string> texts;
    for (const Row& row : second)
      if (!row.dimension[1].empty()) texts.insert(row.dimension[1]);
    return std::vector<std::string>(texts.begin(), texts.end());
  }());
}

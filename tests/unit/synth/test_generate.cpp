#include <catch2/catch.hpp>

#include "scratch_directory.hpp"
#include "spendlens/ledger/check.hpp"
#include "spendlens/synth/generate.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::synth;

namespace {

/// Customers of one row each; that of one customer is as large as it is told.
class OneRowModel : public CustomerModel {
 public:
  explicit OneRowModel(Minor largest) : largest_(largest) {}

  const std::vector<std::string>& merchants() const override { return none_; }
  const std::vector<std::string>& categories() const override { return none_; }
  const std::vector<std::string>& archetypes() const override { return none_; }
  ledger::ColumnSet columns() const override { return {}; }
  std::string truth_header() const override { return "customer_id\n"; }
  void append_truth(std::uint64_t number, std::string& text) const override { text += customer_id(number) + "\n"; }
  CustomerSize size_of(std::uint64_t) const override { return {.rows = 1}; }
  void generate(std::uint64_t number, GeneratedCustomer& into) const override {
    GeneratedRow row;
    row.timestamp = static_cast<Timestamp>(number);
    row.amount = number == 77 ? largest_ : -5;
    into.rows.push_back(row);
  }

 private:
  Minor largest_;
  std::vector<std::string> none_;
};

/// The type of amounts in a segment of 100 such customers.
std::string amount_type(Minor largest, int ranks) {
  const test::ScratchDirectory scratch;
  std::string type;
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    GenerateOptions options;
    options.customers = 100;
    options.ledger = scratch.file("ledger");
    (void)generate_segment(communicator, OneRowModel(largest), options);
    const ledger::Ledger ledger = ledger::Ledger::open(communicator, options.ledger);
    ledger::check_segment(communicator, ledger.segments().front());
    if (communicator.rank() == 0)
      type = store::type_name(ledger.segments().front().file->layout().at("/transaction/amount").type);
  });
  return type;
}

}  // namespace

TEST_CASE("Amounts beyond 32 bits, which are known only when they are made, make a segment's amounts wide") {
  for (const int ranks : {1, 3}) {
    CHECK(amount_type(-6, ranks) == "i32");
    CHECK(amount_type(Minor{1} << 40, ranks) == "i64");
  }
}

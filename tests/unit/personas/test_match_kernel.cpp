#include <catch2/catch.hpp>

#include "persona_cases.hpp"
#include "personas/match_kernel.hpp"

using namespace spendlens;
using namespace spendlens::personas;
using namespace spendlens::test;

namespace {

struct Customers {
  signals::SignalTable tables[2];
  std::vector<std::uint8_t> assessed;

  Customers(RandomPersonas& random, std::size_t count) {
    for (auto& table : tables) {
      table.resize(count);
      for (std::size_t c = 0; c < count; ++c) {
        const signals::Summary summary = random.summary();
        table.put(c, std::span(&summary, 1));
      }
    }
    for (std::size_t c = 0; c < count; ++c)
      assessed.push_back(random.below(8) == 0 ? 0 : static_cast<std::uint8_t>(1 + random.below(2)));
  }
  std::vector<WindowSignals> windows() const { return {{30, &tables[0]}, {180, &tables[1]}}; }
};

struct Masks {
  std::vector<std::uint64_t> qualifying;
  std::vector<std::uint64_t> words;
  bool operator==(const Masks&) const = default;

  Masks(std::size_t customers, std::size_t num_words) : qualifying(customers, 77), words(customers * num_words, 77) {}
};

Masks expected_masks(const Customers& customers, const Registry& registry, Day window) {
  const std::size_t total = customers.assessed.size();
  Masks masks(total, registry.num_condition_words());
  std::fill(masks.words.begin(), masks.words.end(), 0);
  for (std::size_t c = 0; c < total; ++c) {
    const std::vector<WindowSummary> summaries{{30, customers.tables[0].get(c)}, {180, customers.tables[1].get(c)}};
    const Judgement judgement = match_personas_reference(summaries, registry, window, customers.assessed[c] != 0);
    masks.qualifying[c] = judgement.qualifying;
    std::size_t k = 0;
    for (const auto& evidence : judgement.evidence)
      for (const Evidence& one : evidence) {
        if (one.held) masks.words[k / 64 * total + c] |= std::uint64_t{1} << (k % 64);
        ++k;
      }
  }
  return masks;
}

void check_kernels(const Customers& customers, const Registry& registry, std::span<const std::size_t> blocks) {
  for (const Day window : {30, 180}) {
    const Masks expected = expected_masks(customers, registry, window);
    const Compiled compiled = compile(registry, customers.windows(), window);
    for (const auto& [set, kernel] : match_kernels())
      for (const std::size_t block : blocks)
        for (const int workers : {1, 2, 3}) {
          Masks masks(customers.assessed.size(), registry.num_condition_words());
          run_match_blocks(kernel, {compiled, customers.assessed, {masks.qualifying, masks.words}}, block, workers);
          INFO(instruction_set_name(set) << ", block " << block << ", " << workers << " workers, "
                                         << customers.assessed.size() << " customers");
          CHECK(masks == expected);
        }
  }
}

}  // namespace

TEST_CASE("the kernels equal the reference for every small number of customers") {
  RandomPersonas random(3);
  for (std::size_t count = 0; count <= 40; ++count)
    check_kernels(Customers(random, count), random.registry(6, 2), std::vector<std::size_t>{7, kMaxBlock});
}

TEST_CASE("the kernels equal the reference for blocks of any size") {
  RandomPersonas random(4);
  const Customers customers(random, 700);
  std::vector<std::size_t> blocks{1, 2, 3, 8, 63, 64, 65, 255, 256, 257, 300, kMaxBlock};
  check_kernels(customers, random.registry(12, 3), blocks);
}

TEST_CASE("the kernels equal the reference for 64 personas of many conditions") {
  RandomPersonas random(5);
  const Customers customers(random, 300);
  for (const std::size_t each : {1U, 4U, 7U})
    check_kernels(customers, random.registry(64, each), std::vector<std::size_t>{64, 300});
}

TEST_CASE("every condition alone is judged as the reference judges it") {
  RandomPersonas random(6);
  const Customers customers(random, 120);
  for (int round = 0; round < 200; ++round)
    check_kernels(customers, random.registry(1, 1), std::vector<std::size_t>{kMaxBlock});
}

TEST_CASE("a comparison that several conditions ask for is made once") {
  const Condition low = number(Signal::kEmergencyFundMonths, Comparison::kBelow, 3);
  const Condition low_in_180 = number(Signal::kEmergencyFundMonths, Comparison::kBelow, 3, 180);
  RandomPersonas random(7);
  const Customers customers(random, 5);
  const Registry registry{{persona("a", 1, {low, low_in_180}), persona("b", 2, {low}), persona("c", 3, {low, low})}};
  CHECK(compile(registry, customers.windows(), 30).tests.size() == 2);
  CHECK(compile(registry, customers.windows(), 180).tests.size() == 1);
  check_kernels(customers, registry, std::vector<std::size_t>{2});
}

TEST_CASE("match_personas gives the same for every policy") {
  RandomPersonas random(8);
  const Customers customers(random, 2000);
  const Registry registry = random.registry(6, 2);
  const Masks expected = expected_masks(customers, registry, 30);
  for (const int workers : {1, 2, 3}) {
    Masks masks(2000, registry.num_condition_words());
    match_personas(customers.windows(), registry, 30, customers.assessed, {masks.qualifying, masks.words},
                   ParallelPolicy::always(workers));
    CHECK(masks == expected);
  }
}

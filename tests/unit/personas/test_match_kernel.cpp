#include <catch2/catch.hpp>

#include "persona_cases.hpp"
#include "personas/match_kernel.hpp"

using namespace spendlens;
using namespace spendlens::personas;
using namespace spendlens::test;

namespace {

using Values = std::vector<std::vector<FieldValue>>;

Values random_values(RandomPersonas& random, std::size_t count) {
  Values values;
  for (std::size_t c = 0; c < count; ++c) values.push_back(random.values());
  return values;
}

/// Some customers in both windows, with what does not depend on the window alike.
struct Customers {
  std::size_t count;
  Values in_1m;
  Values in_6m;
  Columns columns_1m;
  Columns columns_6m;

  Customers(RandomPersonas& random, std::size_t number)
      : count(number),
        in_1m(random_values(random, number)),
        in_6m(random_values(random, number)),
        columns_1m(in_1m),
        columns_6m(in_6m) {}
  std::vector<WindowColumns> windows() const { return {{"1m", columns_1m.view()}, {"6m", columns_6m.view()}}; }
};

struct Masks {
  std::vector<std::uint64_t> qualifying;
  std::vector<std::uint64_t> words;
  bool operator==(const Masks&) const = default;

  Masks(std::size_t customers, std::size_t num_words) : qualifying(customers, 77), words(customers * num_words, 77) {}
};

Masks expected_masks(const Customers& customers, const Registry& registry, const std::string& window) {
  Masks masks(customers.count, registry.num_condition_words());
  std::fill(masks.words.begin(), masks.words.end(), 0);
  for (std::size_t c = 0; c < customers.count; ++c) {
    const std::vector<WindowValues> values{{"1m", customers.in_1m[c]}, {"6m", customers.in_6m[c]}};
    const Judgement judgement = match_personas_reference(values, registry, window, Assessment::kAssessed);
    masks.qualifying[c] = judgement.qualifying;
    std::size_t k = 0;
    for (const auto& evidence : judgement.evidence)
      for (const Evidence& one : evidence) {
        if (one.held) masks.words[k / 64 * customers.count + c] |= std::uint64_t{1} << (k % 64);
        ++k;
      }
  }
  return masks;
}

void check_kernels(const Customers& customers, const Registry& registry, std::span<const std::size_t> blocks) {
  for (const std::string& window : kWindows) {
    const Masks expected = expected_masks(customers, registry, window);
    const Compiled compiled = compile(registry, customers.windows(), window);
    for (const auto& [set, kernel] : match_kernels())
      for (const std::size_t block : blocks)
        for (const int workers : {1, 2, 3}) {
          Masks masks(customers.count, registry.num_condition_words());
          run_match_blocks(kernel, {compiled, {masks.qualifying, masks.words}}, block, workers);
          INFO(instruction_set_name(set) << ", block " << block << ", " << workers << " workers, " << customers.count
                                         << " customers");
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
  const Condition low = number(kMonths, Comparison::kBelow, 3);
  const Condition low_in_6m = number(kMonths, Comparison::kBelow, 3, "6m");
  RandomPersonas random(7);
  const Customers customers(random, 5);
  const Registry registry =
      registry_of({persona("a", 1, {low, low_in_6m}), persona("b", 2, {low}), persona("c", 3, {low, low})});
  CHECK(compile(registry, customers.windows(), "1m").tests.size() == 2);
  CHECK(compile(registry, customers.windows(), "6m").tests.size() == 1);
  check_kernels(customers, registry, std::vector<std::size_t>{2});
}

TEST_CASE("match_personas gives the same for every policy") {
  RandomPersonas random(8);
  const Customers customers(random, 2000);
  const Registry registry = random.registry(6, 2);
  const Masks expected = expected_masks(customers, registry, "1m");
  for (const int workers : {1, 2, 3}) {
    Masks masks(2000, registry.num_condition_words());
    match_personas(customers.windows(), registry, "1m", {masks.qualifying, masks.words},
                   ParallelPolicy::always(workers));
    CHECK(masks == expected);
  }
}

#include "spendlens/core/instruction_set.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "forced_instruction_set.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using Catch::Matchers::Contains;

namespace {

int base() { return 0; }
int avx512() { return 512; }

using Answer = int (*)();

}  // namespace

TEST_CASE("instruction sets of this machine end with base and lack none below the widest") {
  const auto sets = available_instruction_sets();
  REQUIRE_FALSE(sets.empty());
  CHECK(sets.back() == InstructionSet::kBase);
  CHECK(sets.size() == static_cast<std::size_t>(sets.front()) + 1);
  CHECK(std::is_sorted(sets.rbegin(), sets.rend()));
}

TEST_CASE("kernels use the widest instruction set until they are told another") {
  CHECK(instruction_set() == available_instruction_sets().front());
  for (const InstructionSet set : available_instruction_sets()) {
    const test::ForcedInstructionSet forced(set);
    CHECK(instruction_set() == set);
  }
  CHECK(instruction_set() == available_instruction_sets().front());
}

TEST_CASE("an instruction set has a name by which it is found") {
  for (const InstructionSet set : available_instruction_sets())
    CHECK(available_instruction_set(instruction_set_name(set)) == set);
}

TEST_CASE("a word that names no instruction set is refused with those that there are") {
  for (const char* word : {"", "AVX2", "avx", "avx5120", " base"})
    CHECK_THROWS_WITH(available_instruction_set(word),
                      Contains("no instruction set") && Contains("avx512, avx2, base"));
  CHECK_THROWS_AS(available_instruction_set("sse9"), UsageError);
}

TEST_CASE("an instruction set that a machine lacks is refused with those that it has") {
  const std::array older = {InstructionSet::kAvx2, InstructionSet::kBase};
  CHECK(available_instruction_set("avx2", older) == InstructionSet::kAvx2);
  CHECK_THROWS_WITH(available_instruction_set("avx512", older), "this machine cannot run avx512; it has avx2, base");
  CHECK_THROWS_AS(available_instruction_set("avx512", older), UsageError);
}

TEST_CASE("to use what this machine lacks changes nothing") {
  const InstructionSet widest = available_instruction_sets().front();
  for (const InstructionSet set : {InstructionSet::kAvx2, InstructionSet::kAvx512}) {
    if (set <= widest) continue;
    CHECK_THROWS_AS(use_instruction_set(set), UsageError);
    CHECK_THROWS_WITH(available_instruction_set(instruction_set_name(set)), Contains("this machine cannot run"));
    CHECK(instruction_set() == widest);
  }
}

TEST_CASE("the variant chosen is the widest within the instruction set that is used") {
  const Variants<Answer> variants = {{InstructionSet::kAvx512, avx512}, {InstructionSet::kBase, base}};
  CHECK(variants.base()() == 0);
  for (const InstructionSet set : available_instruction_sets()) {
    const test::ForcedInstructionSet forced(set);
    CHECK(variants.chosen()() == (set == InstructionSet::kAvx512 ? 512 : 0));
  }
  for (const auto& [set, answer] : variants) CHECK(set <= available_instruction_sets().front());
}

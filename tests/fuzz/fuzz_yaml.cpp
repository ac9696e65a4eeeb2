// Profiles, registries and scenario files: refused with one line, or read; what was read holds what its readers
// promise.
#include <algorithm>
#include <string>

#include "fuzz_input.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/synth/retail_model.hpp"

using namespace spendlens;
using fuzz::FuzzInput;
using fuzz::require;

namespace {

void check_profile(const std::string& text) {
  const audit::Profile profile = audit::parse_profile(text, "p.yaml");
  const auto windows = signals::windows_of(profile.signals);
  const auto is_shorter = [](const signals::Window& a, const signals::Window& b) { return a.longest() < b.longest(); };
  require(!windows.empty() && windows.size() <= signals::kMaxWindows &&
              std::is_sorted(windows.begin(), windows.end(), is_shorter),
          "windows ascend");
  for (const auto* cuts : {&profile.recency_cuts, &profile.frequency_cuts, &profile.monetary_cuts})
    if (*cuts) require(std::is_sorted((*cuts)->begin(), (*cuts)->end()), "cuts ascend");
  const std::string packed = comm::pack(profile);
  require(comm::pack(comm::unpack<audit::Profile>(std::as_bytes(std::span(packed)))) == packed,
          "a profile reaches other ranks as it is");
}

void check_registry(const std::string& text) {
  const audit::ConditionTerms terms = audit::condition_terms({});
  const personas::Registry registry = audit::parse_registry(text, "r.yaml", terms);
  require(!personas::first_fault(registry, terms.windows), "a registry that was read has no fault");
  const auto by_priority = [](const personas::Persona& a, const personas::Persona& b) {
    return a.priority < b.priority;
  };
  require(std::is_sorted(registry.personas.begin(), registry.personas.end(), by_priority),
          "personas are in the order of their priorities");
  const std::string packed = comm::pack(registry);
  require(comm::unpack<personas::Registry>(std::as_bytes(std::span(packed))) == registry,
          "a registry reaches other ranks as it is");
}

void check_scenario(const std::string& text) {
  synth::RetailParameters parameters;
  synth::read_scenario_yaml(text, "s.yaml", parameters);
  synth::RetailParameters again;
  synth::read_scenario_yaml(synth::scenario_yaml(parameters), "s.yaml", again);
  require(again == parameters, "a scenario that is written down is read as it was");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  const std::size_t kind = input.below(3);
  const std::string text(input.rest());
  (void)fuzz::accepts([&] {
    if (kind == 0)
      check_profile(text);
    else if (kind == 1)
      check_registry(text);
    else
      check_scenario(text);
  });
  return 0;
}

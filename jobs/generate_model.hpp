#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/synth/generate.hpp"

namespace spendlens::jobs {

/// The last date that is made where no --as-of is given: never the clock.
constexpr const char* kDefaultAsOf = "2025-12-31";

struct GenerateArguments {
  synth::GenerateOptions options;
  std::uint64_t seed = 1;
  std::string as_of = kDefaultAsOf;
  int history = 730;
  std::string kind = "bank";
  std::string scenario;
  std::string scenario_file;
  std::vector<std::string> set;
  std::vector<std::string> mix;
  std::string merchants = "clean";
  std::uint32_t rows_per_customer = 0;
  std::string memory = "256M";
  int threads = 0;
  bool measure_disk = false;
};

/// The model that the arguments ask for, on every rank; sets options.settings to the text of all that decides what it
/// makes. Rank 0 reads the scenario file. Collective; throws UsageError, IoError on all ranks.
[[nodiscard]] std::unique_ptr<synth::CustomerModel> make_model(comm::Communicator& communicator,
                                                               GenerateArguments& arguments);

}  // namespace spendlens::jobs

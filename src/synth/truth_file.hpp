#pragma once

#include <memory>
#include <string>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/store/output_file.hpp"
#include "spendlens/synth/model.hpp"

namespace spendlens::synth {

/// The truth of a model's customers as CSV, by number of customer. Rank 0 writes; it appears whole or not at all.
class TruthFile {
 public:
  /// Collective. Throws IoError where the file cannot be written.
  TruthFile(comm::Communicator& communicator, const CustomerModel& model, const std::string& path);

  /// Customers [0, customers), made by all ranks, with so many threads each. Collective; throws IoError.
  void write(std::uint64_t customers, int num_threads);
  /// Collective.
  void publish();

 private:
  comm::Communicator& communicator_;
  const CustomerModel& model_;
  std::unique_ptr<store::OutputFile> file_;  ///< of rank 0
};

}  // namespace spendlens::synth

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "audit/checkpoint/input_spill.hpp"
#include "audit/checkpoint/record_spill.hpp"
#include "audit/stage/segment_fields.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/personas/registry.hpp"
#include "spendlens/value/scores.hpp"

namespace spendlens::audit {

/// What segments read of the value of this rank's customers, from the fit until segments are assigned, in the order of
/// the ledger. In memory are only the last ones.
class KeptValues {
 public:
  /// Keeps the columns of /clv that a registry reads. Files, where they are needed, are made in `directory`.
  KeptValues(const personas::Registry& registry, const std::vector<int>& horizons, const std::string& directory,
             int rank);

  /// Adds the next customers.
  void append(const value::ScoreColumns& scores);

  /// Puts those of some customers into their fields. Precondition: as many customers were added; `inputs` is of all.
  void read(ItemRange customers, const InputSpill& inputs, ValueFields& to) const;

 private:
  using Numbers = RecordSpill<double>;
  using Amounts = RecordSpill<Minor>;

  std::vector<int> horizons_;
  bool reads_inputs_ = false;
  std::map<std::string, std::unique_ptr<Numbers>> numbers_;
  std::map<std::string, std::unique_ptr<Amounts>> amounts_;
};

}  // namespace spendlens::audit

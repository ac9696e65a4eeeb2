#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ledger {

/// The texts of one dictionary that are used: by code, then what becomes of the codes.
class UsedCodes {
 public:
  explicit UsedCodes(std::size_t number) : used_(number, 0) {}

  /// Codes beyond the dictionary stand for none.
  template <class Code>
  void note(const std::vector<Code>& codes) {
    for (const Code code : codes)
      if (code < used_.size()) used_[code] = 1;
  }
  /// Makes it the texts of all ranks from now on. Collective.
  void settle(comm::Communicator& communicator);

  /// The texts that are used, in their order.
  [[nodiscard]] std::vector<std::string> kept(const std::vector<std::string>& texts) const;
  [[nodiscard]] std::uint64_t gone() const;
  [[nodiscard]] bool is_used(std::size_t code) const { return used_[code] != 0; }
  [[nodiscard]] std::size_t new_code(std::size_t code) const { return new_code_[code]; }
  template <class Code>
  void rename(std::vector<Code>& codes) const {
    for (Code& code : codes)
      if (code < used_.size()) code = static_cast<Code>(new_code_[code]);
  }

 private:
  std::vector<std::uint64_t> used_;
  std::vector<std::size_t> new_code_;
};

/// All dictionaries of a segment.
class UsedTexts {
 public:
  explicit UsedTexts(const SegmentMetadata& facts);

  /// What the rows and customers of the batch name. Local.
  void note(const Batch& batch);
  /// Collective.
  void settle(comm::Communicator& communicator);
  /// Leaves the texts that are used; returns how many are gone. Local, after settle().
  [[nodiscard]] std::uint64_t keep_used(SegmentMetadata& facts) const;
  /// The batch's codes as the new dictionaries have them. Local, after settle().
  void rename(Batch& batch) const;

 private:
  UsedCodes merchants_;
  UsedCodes categories_;
  std::vector<UsedCodes> dimensions_;
  std::vector<UsedCodes> attributes_;
};

}  // namespace spendlens::ledger

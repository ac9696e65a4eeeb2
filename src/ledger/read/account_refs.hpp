#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/read/batch_slice.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

/// Reads the accounts of the rows of some customers, whose offsets the batch holds, and the ids that they name; checked
/// like the rest of a slice. Returns the bytes read.
std::uint64_t read_account_refs(const Segment& segment, std::uint64_t first_customer, std::uint64_t first_row,
                                Batch& into);

void clear_accounts(Batch& batch);

/// Accounts of a slice whose segment has none.
void fill_missing_accounts(Batch& batch);

/// Unites the account ids that a customer's rows name in several segments. Its buffers are reused from call to call.
class AccountUnion {
 public:
  /// Appends the ids of one customer, and changes the accounts of its rows in the slices to indexes among them. Their
  /// order stays. Throws InputError where there are more than 65,535.
  void append(std::span<Batch> slices, std::span<const SlicePlace> places, Batch& into);

 private:
  struct Id {
    const char* text = nullptr;  ///< padded
    std::size_t width = 0;
  };

  [[nodiscard]] static bool is_same(const Id& a, const Id& b) { return same_text(a.text, a.width, b.text, b.width); }
  /// A number for an id: that of the same id, or the next one.
  [[nodiscard]] std::uint16_t number_of(const Id& id);
  [[nodiscard]] std::uint16_t search(const Id& id) const;
  /// ids_ in their order, and the number of each id's place in it.
  void arrange();
  void translate(Batch& slice, std::uint64_t customer, std::span<const std::uint16_t> numbers);

  static constexpr std::size_t kSeats = 64;

  std::vector<Id> ids_;                             ///< in the order they were found, from arrange() on ascending
  std::array<std::uint16_t, kSeats> seat_{};        ///< the number last found for ids that end alike
  std::map<std::string_view, std::uint16_t> many_;  ///< beyond a few
  std::vector<std::uint16_t> numbers_;              ///< of each place, one after the other
  std::vector<std::uint16_t> rank_;                 ///< by number
  std::vector<std::uint16_t> table_;
};

}  // namespace spendlens::ledger

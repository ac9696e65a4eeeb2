#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/record/reject_reason.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// What all rows together say of the currency.
struct CurrencyOfRows {
  std::string currency;     ///< the one code; kNoCurrency where none is known
  std::string codes;        ///< those that rows of the ledger may name, with blanks between
  bool has_others = false;  ///< rows that were taken are in another: the input is to be read again with `codes`
};

/// The currencies that a rank's rows name, by signs and codes, each with the first place where it stands.
class CurrencyCheck {
 public:
  /// `codes`: what the rows' currency may be (currency_signs.hpp); nothing: that is not known yet, and any may.
  explicit CurrencyCheck(std::optional<std::string> codes = {}) : codes_(std::move(codes)) {}
  CurrencyCheck(const CurrencyCheck&) = delete;
  CurrencyCheck& operator=(const CurrencyCheck&) = delete;

  /// Null where a row of this currency may be taken, otherwise one of reason::.
  [[nodiscard]] const char* fault_of(std::string_view currency) {
    return has_last_ && currency == last_text_ ? last_fault_ : find_fault_of(currency);
  }
  /// Adds the currency of a row that was taken.
  void add(std::string_view currency, RejectPlace place);

  /// Collective: the first place of the input that names a currency says which it is; a sign that stands for several is
  /// decided by the first code among them. `codes` is what the constructor was given.
  [[nodiscard]] CurrencyOfRows decide(comm::Communicator& communicator) const;

 private:
  [[nodiscard]] const char* find_fault_of(std::string_view currency);

  std::optional<std::string> codes_;
  std::string last_text_;  ///< of fault_of(): most rows name the same
  const char* last_fault_ = nullptr;
  bool has_last_ = false;
  using Places = std::map<std::string, RejectPlace>;
  Places first_seen_;           ///< by codes
  std::string last_seen_text_;  ///< of add(), likewise
  Places::iterator last_seen_ = first_seen_.end();
};

}  // namespace spendlens::ingest

#pragma once

#include <vector>

#include "signals/reference/cadence.hpp"
#include "signals/reference/customer.hpp"

namespace spendlens::signals::bank_reference {

/// A stream and what it is made of.
struct FoundStream {
  Stream stream;
  CategoryClass of_class{};
  std::vector<Charge> charges;
  std::vector<const Row*> rows;

  [[nodiscard]] bool is_live() const { return signals::is_live(stream); }
};

struct FoundStreams {
  std::vector<FoundStream> all;     ///< by payee, outflows before inflows, parts by amount
  std::vector<const Row*> extra{};  ///< what a split leaves over of a payer with a stream of income
};

/// Sections 7.5 and 7.7: all of a customer's streams, habits too.
[[nodiscard]] FoundStreams find_streams(const Customer& customer, const BankRules& rules);

}  // namespace spendlens::signals::bank_reference

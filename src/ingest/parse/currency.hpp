#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/record/reject_reason.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// The currencies that a rank's rows name, each with the first place where it stands.
class CurrencySightings {
 public:
  void see(std::string_view currency, RejectPlace place);

  /// Collective: the one currency of the rows, `expected` (the ledger's or the option's) or, where nothing is expected,
  /// what the rows name, else XXX. Throws InputError on all ranks naming file and line of the first other one.
  [[nodiscard]] std::string settle(comm::Communicator& communicator, const std::optional<std::string>& expected,
                                   const std::vector<std::string>& file_names) const;

 private:
  std::map<std::string, RejectPlace, std::less<>> first_seen_;
};

}  // namespace spendlens::ingest

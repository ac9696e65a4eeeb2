#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ingest/read_stage.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

std::vector<std::string> ReadStage::hints(const std::map<std::string, std::uint64_t>& rejected) const {
  std::vector<std::string> hints = forms_.hints(communicator_, rows_read(RecordKind::kTransactions), rejected);
  if (const auto unknown = rejected.find(reason::kUnknownAccount);
      unknown != rejected.end() && communicator_.rank() == 0)
    hints.push_back(fmt::format(
        "{} of {} rows name accounts that {} not know, so that their customers are not known: give all accounts with --accounts",
        grouped_text(static_cast<int128>(unknown->second)),
        grouped_text(static_cast<int128>(rows_read(RecordKind::kTransactions))),
        options_.accounts.empty() ? "the ledger does" : "the files of --accounts do"));
  const std::uint32_t digits = parser_->amount_digits();
  std::array<std::uint64_t, 2> found = {digits >> 3 & 1, (digits & ~std::uint32_t{0b1001}) != 0 ? 1U : 0U};
  communicator_.all_reduce(std::span<std::uint64_t>(found), comm::ReduceOp::kMax);
  // A point and three digits, and never another number of them, are thousands as people write them.
  if (found[0] == 1 && found[1] == 0 && communicator_.rank() == 0)
    hints.emplace_back(
        options_.decimal_comma
            ? "amounts with a comma have three digits behind it, as 1,250, and were read as 1.25: if they are thousands, try --decimal point"
            : "amounts with a point have three digits behind it, as 1.250, and were read as 1.25: if they are thousands, try --decimal comma");
  return hints;
}

}  // namespace spendlens::ingest

#include "spendlens/ledger/terms.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/open_segment.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/replacing.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/ledger/source_info.hpp"
#include "spendlens/ledger/turnover.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

/// Whether the new segment's name is taken by one that cannot be opened, which `replace` allows to go.
bool is_unreadable(const std::string& directory, const std::string& segment, bool replace) {
  const std::string path = segment_path(directory, segment);
  if (store::kind_of_path(path) == store::PathKind::kMissing) return false;
  try {
    (void)open_segment(std::make_shared<store::ColumnFileReader>(path), segment);
    return false;
  } catch (const InputError& error) {
    if (!replace) throw unreadable_segment(segment, error);
    return true;
  }
}

bool has_segments(const std::string& directory, std::string_view left_out) {
  for (const std::string& name : store::names_in_directory(directory).value_or(std::vector<std::string>()))
    if (name.ends_with(".h5") && name != fmt::format("{}.h5", left_out)) return true;
  return false;
}

void require_same(const std::string& directory, const Terms& wanted, const Ledger& ledger) {
  if (wanted.timezone && *wanted.timezone != ledger.timezone())
    throw InputError(fmt::format("the ledger {} is in time zone {}, not {}; leave --timezone out or use another ledger",
                                 directory, ledger.timezone(), *wanted.timezone));
  if (wanted.currency && *wanted.currency != ledger.currency())
    throw InputError(fmt::format("the ledger {} is in currency {}, not {}{}; a ledger has one currency", directory,
                                 ledger.currency(), *wanted.currency,
                                 *wanted.currency == kNoCurrency ? " (none stated)" : ""));
}

/// A ledger takes a number of dimensions, those of the segment that is replaced apart.
void require_dimensions(const std::string& directory, const Ledger& ledger, const std::string& replaced,
                        const std::vector<std::string>& wanted) {
  std::set<std::string> names(wanted.begin(), wanted.end());
  std::string others;
  for (const Segment& segment : ledger.segments())
    for (const SegmentDimension& dimension : segment.dimensions)
      if (segment.name != replaced && !dimension.name.empty() && names.insert(dimension.name).second)
        others += (others.empty() ? "" : ", ") + dimension.name;
  if (names.size() > kMaxDimensions)
    throw InputError(fmt::format(
        "the ledger {} has the dimensions {} already: with those of this import they are {}, and a ledger takes {}",
        directory, others, names.size(), kMaxDimensions));
}

std::uint64_t import_number_in(const Ledger& ledger, const std::string& name) {
  std::uint64_t last = 0;
  for (const Segment& segment : ledger.segments()) {
    if (segment.name == name && segment.import_number > 0) return segment.import_number;
    last = std::max(last, segment.import_number);
  }
  return last + 1;
}

/// One customer must not have two names.
void require_same_key(const std::string& directory, const Ledger& ledger, const std::string& name,
                      const std::string& key) {
  const auto text = [](const std::string& of) { return of.empty() ? "their own ids" : "pseudonyms by key " + of; };
  for (const Segment& segment : ledger.segments()) {
    const std::string other = source_of(segment.file->sums()).pseudonym_key;
    if (segment.name != name && other != key)
      throw InputError(fmt::format(
          "the ledger {} has customers by {} in segment '{}', and this import by {}: the same customer would be two; give the same --pseudonymize-key to all imports of a ledger, or use another ledger",
          directory, text(other), segment.name, text(key)));
  }
}

/// What the other segments have.
void describe_others(const Ledger& ledger, const std::string& name, Terms& terms) {
  std::vector<std::string> others;
  for (const Segment& segment : ledger.segments()) {
    if (segment.name == name) continue;
    others.push_back(segment.name);
    if (segment.merchant_rule && !segment.merchant_code.empty())
      terms.merchant_names = Terms::MerchantNames{segment.name, *segment.merchant_rule, segment.aliases};
  }
  if (others.empty()) return;
  const Ledger rest = ledger.only(others);
  const Segment* accounts = rest.snapshot_segment();
  terms.has_accounts = accounts != nullptr;
  terms.has_joint_accounts = accounts != nullptr && accounts->file->layout().has(names::kJointOffset);
}

}  // namespace

Terms terms_for(comm::Communicator& communicator, const std::string& directory, const std::string& segment,
                bool replace, const Terms& wanted) {
  bool left_out = false;
  bool others = false;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    left_out = is_unreadable(directory, segment, replace);
    others = has_segments(directory, left_out ? segment : "");
  });
  std::array<std::uint64_t, 2> found = {left_out ? 1U : 0U, others ? 1U : 0U};
  communicator.all_reduce(std::span<std::uint64_t>(found), comm::ReduceOp::kMax);
  if (found[1] == 0) return wanted;
  const Ledger ledger = Ledger::open(communicator, directory, found[0] == 1 ? segment : "");
  std::array<int128, 1> beside{};
  comm::agree(communicator, [&] {
    require_same(directory, wanted, ledger);
    require_dimensions(directory, ledger, segment, wanted.dimensions);
    if (wanted.pseudonym_key) require_same_key(directory, ledger, segment, *wanted.pseudonym_key);
    if (communicator.rank() == 0) beside.front() = static_cast<int128>(turnover_beside(ledger, segment));
  });
  communicator.all_reduce(beside, comm::ReduceOp::kMax);
  Terms terms{ledger.timezone(), ledger.currency(), static_cast<uint128>(beside.front()),
              import_number_in(ledger, segment), wanted.dimensions};
  comm::agree(communicator, [&] { describe_others(ledger, segment, terms); });
  return terms;
}

}  // namespace spendlens::ledger

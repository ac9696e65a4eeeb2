#include "spendlens/ledger/replacing.hpp"

#include <fmt/core.h>

#include "ledger/segment/column_names.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/source_info.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/column_file.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

/// Of a file that may have been made from thousands.
constexpr std::size_t kMaxNameBytes = 200;

std::string text_of(const SourceInfo& source) {
  const std::string name =
      source.name.size() > kMaxNameBytes ? source.name.substr(0, kMaxNameBytes) + " ..." : source.name;
  return fmt::format("{} ({} bytes, digest {})", readable(name), source.bytes, readable(source.digest));
}

/// A segment that was folded into another one left its rejects behind, which an import of its name would replace.
void require_no_rejects(const std::string& directory, const std::string& name) {
  for (std::size_t kind = 0; kind < kRejectEndings.size(); ++kind) {
    const std::string path = rejects_path(directory, name, kind, false);
    if (store::kind_of_path(path) != store::PathKind::kMissing)
      throw UsageError(fmt::format(
          "{} is there without a segment '{}', which was folded or removed, and would be replaced; give another name with --segment, or --replace",
          path, name));
  }
}

}  // namespace

InputError unreadable_segment(const std::string& name, const InputError& error) {
  return InputError(
      fmt::format("segment '{}' is there already and cannot be read: {}; --replace puts the new one in its place", name,
                  error.what()));
}

std::string require_replaceable(const std::string& directory, const std::string& name, const SourceInfo& source,
                                bool replace) {
  const std::string path = segment_path(directory, name);
  if (store::kind_of_path(path) == store::PathKind::kMissing) {
    if (!replace) require_no_rejects(directory, name);
    return "";
  }
  SourceInfo present;
  try {
    present = source_of(store::open_verified(path).sums);
  } catch (const InputError& error) {
    if (!replace) throw unreadable_segment(name, error);
    return "a segment that cannot be read";
  }
  if (!present.digest.empty() && present.bytes == source.bytes && present.digest == source.digest)
    return "the one made from the same source";
  if (!replace)
    throw UsageError(fmt::format(
        "segment '{}' is there already, made from {}, and would be replaced by {}; give --replace to do that, or another name with --segment",
        name, text_of(present), text_of(source)));
  return "the one made from " + text_of(present);
}

std::optional<ImportTotals> totals_if_made_from(const std::string& directory, const std::string& name,
                                                const SourceInfo& source) {
  const std::string path = segment_path(directory, name);
  if (source.options.empty() || store::kind_of_path(path) == store::PathKind::kMissing) return std::nullopt;
  try {
    const store::ColumnFileReader file(path);
    const SourceInfo present = source_of(file.sums());
    if (present.bytes != source.bytes || present.digest != source.digest || present.options != source.options)
      return std::nullopt;
    ImportTotals totals;
    for (const char* group :
         {names::kImport, names::kImportAccounts, names::kImportLiabilities, names::kImportCustomers}) {
      totals.rows_read += file.layout().integer_or_zero(std::string(group) + "/rows_read");
      totals.rows_rejected += file.layout().integer_or_zero(std::string(group) + "/rows_rejected");
    }
    return totals;
  } catch (const InputError&) {  // what cannot be read is made anew, or refused, by the import
    return std::nullopt;
  }
}

}  // namespace spendlens::ledger

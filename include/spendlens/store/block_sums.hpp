#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::store {

/// The size of a file and the XXH3-128 of each of its 16 MiB blocks (the last may be shorter), as `NAME.h5.sum` beside
/// it holds them: a text, line by line "spendlens-sum 1", "size N", "block 16777216", then a digest a line, then
/// "fact NAME VALUE" for what is to be known of the file beside its bytes: two of the same bytes may differ in it.
/// Against accidents, not against an adversary.
struct BlockSums {
  static constexpr std::uint64_t kBlockBytes = 16 * 1024 * 1024;

  std::uint64_t file_bytes = 0;
  std::vector<Digest> blocks;
  std::map<std::string, std::string> facts;  ///< names without blanks, values of one line

  [[nodiscard]] std::string text() const;
  /// The text without the facts: what the file's bytes are.
  [[nodiscard]] std::string text_of_bytes() const;
  /// Throws InputError naming `path` where the text is not of that form.
  [[nodiscard]] static BlockSums parse(const std::string& text, const std::string& path);

  friend bool operator==(const BlockSums&, const BlockSums&) = default;
};

/// A published file, open, and the sums that belong to it: one version of it, whatever is published under its name from
/// now on.
struct VerifiedFile {
  File file;
  BlockSums sums;
};

/// Opens a published file and checks it as verify_metadata() does. Where it is replaced meanwhile, it is opened again.
/// Local. Throws as verify_metadata().
[[nodiscard]] VerifiedFile open_verified(const std::string& path);

/// The sums that belong to a published file, as its .sum states them. Local. Throws InputError as verify_metadata().
[[nodiscard]] BlockSums sums_of(const std::string& path);

/// Ends a publication that was cut short between its renames: of the sums beside `path` those that match get their
/// final name, others go. Nothing where there is no `path`.sum.next. Local, by whoever may write the file. Throws as
/// verify_metadata().
void recover_sums(const std::string& path);

/// Reads and hashes the file, its blocks dealt to the ranks. Collective; the same result on every rank.
[[nodiscard]] BlockSums compute_block_sums(comm::Communicator& communicator, const std::string& path);

/// Checks the size and the first block (the metadata) of `path` against its sum file. Local.
/// A replaced file's new sums lie in `path`.sum.next until the rename is complete; either may match.
/// Throws InputError that says what is missing, shorter, longer or changed.
void verify_metadata(const std::string& path);

/// Checks every block, dealt to the ranks. Collective. Throws InputError on all ranks, naming the first damaged block's
/// byte range.
void verify_all_blocks(comm::Communicator& communicator, const std::string& path);
/// The same of a file that every rank has open.
void verify_all_blocks(comm::Communicator& communicator, const File& file, const BlockSums& sums);

}  // namespace spendlens::store

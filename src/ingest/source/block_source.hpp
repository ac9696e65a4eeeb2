#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/csv/record_scanner.hpp"
#include "ingest/source/table_spans.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/ingest/record_kind.hpp"

namespace spendlens::ingest {

/// Some records of one file, whole ones.
struct Block {
  std::uint32_t file = 0;
  std::uint64_t first_line = 1;  ///< of the first record: physical line, or row number
  bool line_per_record = false;  ///< records are rows of a table: each counts as one line whatever it holds
  bool at_end = false;           ///< nothing follows in the file: the last record may lack its line end
  std::string_view bytes;        ///< good until the next call of next()
};

/// Records of the input, dealt to the ranks block by block.
class BlockSource {
 public:
  virtual ~BlockSource() = default;

  /// Collective: at most one block for this rank; false on all ranks when all have had everything.
  /// `has_block` says whether there is one for this rank in this round.
  [[nodiscard]] virtual bool next(Block& block, bool& has_block) = 0;
};

enum class InputKind : std::uint8_t { kPlain, kGzip, kZstd, kHdf5, kTable };

/// One input file, as all ranks know it.
struct InputFile {
  std::string path;
  std::string name;    ///< without folders, but for those NAME=VALUE
  std::string origin;  ///< what messages call it; empty: the path
  std::string source;  ///< the file as it was given, where `path` is what became of it; empty: the path
  InputKind kind = InputKind::kPlain;
  RecordKind records = RecordKind::kTransactions;
  std::uint64_t bytes = 0;
  std::string encoding;  ///< of CSV, as encoding_of() has it; empty: UTF-8
  /// Record of CSV with the names, in UTF-8, or the column names of HDF5 or a table as CSV; empty: there is none
  std::string header;
  std::uint64_t data_begin = 0;            ///< first byte after the header, of the text in UTF-8
  std::uint64_t first_line = 2;            ///< physical line after the header
  std::vector<std::string> money_columns;  ///< HDF5: floats that are money
  std::vector<std::string> time_columns;   ///< HDF5: floats that are timestamps or dates
  TableFacts table;                        ///< of kTable

  /// As messages name it.
  [[nodiscard]] std::string title() const { return !origin.empty() ? origin : name == "-" ? "standard input" : path; }

  /// Whether only one rank can read it, from its beginning on.
  [[nodiscard]] bool is_streamed() const {
    return kind == InputKind::kGzip || kind == InputKind::kZstd || (kind == InputKind::kPlain && !encoding.empty());
  }

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, path, name, origin, source, kind, records, bytes, encoding, header, data_begin,
                     first_line, money_columns, time_columns, table);
  }
};

struct SourceOptions {
  RecordScanner scanner;
  std::uint64_t block_bytes = 0;
  bool decimal_comma = false;  ///< HDF5 and tables: how numbers are written, as CSV would have them
  bool round_amounts = false;  ///< HDF5 and tables: floats of money that are no cents are written as they print
};

/// A plain file, each rank reading its slice of it. Collective.
[[nodiscard]] std::unique_ptr<BlockSource> sliced_source(comm::Communicator& communicator, const InputFile& file,
                                                         std::uint32_t index, const SourceOptions& options);

/// Files that are read from their beginning on: file i of the group is inflated or decoded by rank i and dealt, block
/// by block, to the ranks r with r % files == i. At most size() files. Collective.
[[nodiscard]] std::unique_ptr<BlockSource> streamed_source(
    comm::Communicator& communicator, const std::vector<std::pair<std::uint32_t, InputFile>>& files,
    const SourceOptions& options);

/// A flat HDF5 file, its rows dealt to the ranks, as CSV records. Collective.
[[nodiscard]] std::unique_ptr<BlockSource> foreign_source(comm::Communicator& communicator, const InputFile& file,
                                                          std::uint32_t index, const SourceOptions& options);
/// The header of an HDF5 file as a CSV record; what no column can be read from, and why, by name. Local.
[[nodiscard]] std::string foreign_header(const InputFile& file, const CsvDialect& dialect,
                                         std::map<std::string, std::string>& passed_over);

/// Tables that DuckDB reads, their rows dealt to the ranks as CSV records, file after file. Collective.
[[nodiscard]] std::unique_ptr<BlockSource> table_source(comm::Communicator& communicator,
                                                        const std::vector<std::pair<std::uint32_t, InputFile>>& files,
                                                        const SourceOptions& options);

}  // namespace spendlens::ingest

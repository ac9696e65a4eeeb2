#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/ingest/format.hpp"

namespace spendlens::ingest {

/// How much a guess rests on.
enum class Certainty : std::uint8_t { kCertain, kLikely, kGuess };

[[nodiscard]] const char* name_of(Certainty certainty);

/// A column of a log, and what it seems to hold.
struct InspectedColumn {
  std::string name;   ///< of the header; without one its number
  std::string holds;  ///< in words, with its notation: "date, day/month/year"
  std::string field;  ///< that it is read as; empty: none
  Certainty certainty = Certainty::kGuess;
  std::vector<std::string> examples;  ///< the first distinct values
  double share_empty = 0;             ///< of the sampled rows, 0 to 1
};

/// An order of the sample as import would store it.
struct InspectedOrder {
  std::string customer_id;
  std::string timestamp;  ///< "2025-01-05 12:30:00"
  Minor amount = 0;       ///< below 0: a purchase
  std::string merchant;
  std::string category;
  std::string order_id;
  std::uint64_t num_lines = 1;
};

/// What import would do with the sampled rows.
struct Trial {
  std::uint64_t rows_read = 0;
  std::uint64_t rows_filtered = 0;
  std::map<std::string, std::uint64_t> rejected;  ///< by reason
  std::map<std::string, std::string> examples;    ///< of each reason: "line 7: 'Total'"
  std::vector<InspectedOrder> orders;             ///< the first of the file
  std::uint64_t num_out = 0;                      ///< orders below 0: purchases
  std::uint64_t num_in = 0;
  std::uint64_t num_zero = 0;
  int128 sum_out = 0;  ///< minor units, not above 0
  int128 sum_in = 0;
  std::string first_time;  ///< empty: no row is good
  std::string last_time;
  std::string fault;  ///< why import would read nothing at all; empty: it would

  [[nodiscard]] std::uint64_t rows_rejected() const;
};

/// What a person should decide: what was taken, why it may be otherwise, and the option that says so.
struct Decision {
  std::string question;
  std::string taken;
  std::string instead;            ///< empty: nothing to give
  bool is_of_any_format = false;  ///< no format that the program brings along answers it
};

/// What there is to know of one log, in one file or several of the same columns.
struct Inspection {
  std::vector<std::string> paths;
  std::uint64_t bytes = 0;
  std::string kind;  ///< "CSV", "HDF5"
  std::string compression;
  std::string encoding;   ///< of text: "utf-8"
  std::string delimiter;  ///< "comma"
  std::string quoting;    ///< "double quotes, doubled inside"
  bool has_header = true;
  std::uint64_t lines_before = 0;  ///< before the header or the first record
  std::uint64_t rows_sampled = 0;
  std::uint64_t rows_estimated = 0;
  bool is_whole = false;  ///< the sample is all of it
  std::vector<InspectedColumn> columns;
  ImportFormat proposal;
  std::string shipped_format;           ///< that the proposal is, but for `beside_format`; empty: none
  std::set<std::string> beside_format;  ///< keys of the proposal that the log needs beside that format
  std::string max_rejected;             ///< of import, where some of the sample are rejected
  std::vector<Decision> decisions;
  Trial trial;
};

struct InspectOptions {
  std::string synonyms;  ///< a file of names of columns beside those that the program brings along; empty: none
};

/// Looks at each file's beginning and at samples across it, and proposes how to import it; files of the same columns
/// are one log. What it shows of rows is what import's own parsers make of them. Local. Throws UsageError, InputError
/// naming the file where nothing can be proposed at all, IoError.
[[nodiscard]] std::vector<Inspection> inspect_files(const std::vector<std::string>& paths,
                                                    const InspectOptions& options);

/// The command that imports the log so, as a shell takes it, over several lines. `format`: a file that holds the
/// proposal, in place of its options; empty: none.
[[nodiscard]] std::string import_command(const Inspection& inspection, const std::string& format = "");

}  // namespace spendlens::ingest

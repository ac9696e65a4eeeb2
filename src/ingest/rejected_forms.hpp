#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/parse/timestamp_parser.hpp"
#include "ingest/record/reject_reason.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// What rejected timestamps and amounts of one rank look like: how many of them each option would have read.
class RejectedForms {
 public:
  explicit RejectedForms(const ImportOptions& options);

  /// A transaction that was rejected for `reason`, with its offending text. Rows come in the order of the input.
  void add(RejectPlace place, const char* reason, std::string_view text);

  /// Collective: the options that would have read most of what was rejected, one a line, with an example, on rank 0; of
  /// `rows_read` transactions, of all of which `rejected` were by reason.
  [[nodiscard]] std::vector<std::string> hints(comm::Communicator& communicator, std::uint64_t rows_read,
                                               const std::map<std::string, std::uint64_t>& rejected) const;

 private:
  /// What an option would have read.
  struct Candidate {
    std::string option;
    TimestampParser parser;
  };
  /// Counts and the first example, by option; of an option for amounts too.
  struct Found {
    std::uint64_t rows = 0;
    std::uint64_t file = 0;
    std::uint64_t line = 0;
    std::string example;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
      serialize_fields(archive, rows, file, line, example);
    }
  };
  using ByOption = std::map<std::string, Found>;

  static void count(ByOption& found, const std::string& option, RejectPlace place, std::string_view text);
  [[nodiscard]] static std::string hint_of(const ByOption& found, const char* what, std::uint64_t rows_read,
                                           std::uint64_t rejected);

  std::vector<Candidate> candidates_;
  bool decimal_comma_;
  ByOption timestamps_;
  ByOption amounts_;
  ByOption currencies_;
};

}  // namespace spendlens::ingest

#pragma once

#include <string>
#include <string_view>

#include "report/diff/result_side.hpp"
#include "report/export/row_text.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::report {

enum class CustomerChange : std::uint8_t { kAppeared, kChanged, kGone };

/// changes.csv on its way: each rank writes its customers' lines into a file of its own, which becomes, or is put
/// behind, that of rank 0. The bytes are the same for any number of ranks.
class ChangesFile {
 public:
  /// `directory` must be there; `with_header` on rank 0. Local. Throws IoError.
  ChangesFile(const std::string& directory, const std::vector<DiffColumn>& columns, bool with_header);
  ~ChangesFile();
  ChangesFile(const ChangesFile&) = delete;
  ChangesFile& operator=(const ChangesFile&) = delete;

  /// The next customer; a side that does not have it is null. Local.
  void add(CustomerChange change, std::string_view id, const RowCursor* earlier, const RowCursor* later);

  /// Joins the ranks' lines and brings the file under its name. Collective.
  void publish(comm::Communicator& communicator);

 private:
  void add_value(const DiffColumn& column, const std::vector<std::string>& names, std::int64_t value);
  void flush();
  /// Copies this rank's lines into the file of rank 0.
  void put_behind(std::uint64_t place, const std::string& path) const;

  std::string target_;
  const std::vector<DiffColumn>& columns_;
  RowLayout layout_;
  RowText rows_;
  store::File file_;
  std::uint64_t bytes_ = 0;
  bool published_ = false;
};

}  // namespace spendlens::report

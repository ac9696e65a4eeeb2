#include "spendlens/store/foreign_columns.hpp"

#include <fmt/core.h>

#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "store/foreign_bytes.hpp"
#include "store/foreign_server.hpp"
#include "store/hdf5.hpp"

namespace spendlens::store {

struct ForeignColumns::State {
  State(const std::string& path, const std::string& shown)
      : process(foreign_task(shown), [&](ReaderServer& server) { serve_foreign_file(path, shown, server); }),
        title(shown),
        description(read_description(process.reply(), shown)) {}

  [[nodiscard]] std::string ask(const std::string& name, ForeignKind kind, std::uint64_t first, std::uint64_t n);

  ReaderProcess process;
  std::string title;
  ForeignDescription description;
};

std::string ForeignColumns::State::ask(const std::string& name, ForeignKind kind, std::uint64_t first,
                                       std::uint64_t n) {
  std::uint64_t place = 0;
  const std::vector<ForeignColumn>& columns = description.columns;
  while (place < columns.size() && columns[place].name != name) ++place;
  if (place == columns.size()) {
    std::string there;
    for (const ForeignColumn& column : columns) there += (there.empty() ? "" : ", ") + column.name;
    throw InputError(fmt::format("{} has no column '{}'; it has {}", title, name, there));
  }
  if (columns[place].kind != kind) throw InternalError(fmt::format("column '{}' was asked for as another kind", name));
  if (first > description.num_rows || n > description.num_rows - first)
    throw InternalError(fmt::format("column '{}' has no such rows", name));
  const ForeignRequest request{place, first, n};
  return process.ask({reinterpret_cast<const char*>(&request), sizeof request});
}

ForeignColumns::ForeignColumns(const std::string& path, const std::string& title) {
  static_cast<void>(File::open_to_read(path));  // a missing file is told in the system's own words
  hdf5::start();  // the library looks at MPI when it starts, which the process that reads must not
  state_ = std::make_unique<State>(path, title.empty() ? path : title);
}

ForeignColumns::~ForeignColumns() = default;
ForeignColumns::ForeignColumns(ForeignColumns&&) noexcept = default;
ForeignColumns& ForeignColumns::operator=(ForeignColumns&&) noexcept = default;

std::uint64_t ForeignColumns::num_rows() const { return state_->description.num_rows; }

const std::vector<ForeignColumn>& ForeignColumns::columns() const { return state_->description.columns; }

const std::map<std::string, std::string>& ForeignColumns::passed_over() const {
  return state_->description.passed_over;
}

void ForeignColumns::read_integers(const std::string& name, std::uint64_t first, std::span<std::int64_t> values) const {
  read_bytes(state_->ask(name, ForeignKind::kInteger, first, values.size()), std::as_writable_bytes(values),
             state_->title);
}

void ForeignColumns::read_reals(const std::string& name, std::uint64_t first, std::span<double> values) const {
  read_bytes(state_->ask(name, ForeignKind::kReal, first, values.size()), std::as_writable_bytes(values),
             state_->title);
}

void ForeignColumns::read_texts(const std::string& name, std::uint64_t first, std::uint64_t n,
                                std::vector<std::string>& values) const {
  const std::string bytes = state_->ask(name, ForeignKind::kText, first, n);
  values.resize(n);
  store::read_texts(bytes, values, state_->title);
}

}  // namespace spendlens::store

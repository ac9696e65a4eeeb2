#include "report/diff/changes_file.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/store/publish.hpp"
#include "spendlens/store/temporary_file.hpp"

namespace spendlens::report {

namespace {

constexpr std::size_t kFlushBytes = 4 << 20;
constexpr std::array<const char*, 3> kChangeNames = {"appeared", "changed", "gone"};

/// customer_id, change, and two cells for each column.
RowLayout changes_layout(std::size_t num_columns) {
  RowLayout layout;
  layout.cells.resize(2 + 2 * num_columns);
  for (std::size_t i = 1; i < layout.cells.size(); ++i) {
    layout.cells[i].before.assign(1, ',');
    layout.cells[i].short_before[0] = ',';
  }
  return layout;
}

std::string header_of(const std::vector<DiffColumn>& columns) {
  std::string header = "customer_id,change";
  for (const DiffColumn& column : columns) header += fmt::format(",old_{0},new_{0}", column.name);
  header += '\n';
  return header;
}

}  // namespace

ChangesFile::ChangesFile(const std::string& directory, const std::vector<DiffColumn>& columns, bool with_header)
    : target_(directory + "/changes.csv"),
      columns_(columns),
      layout_(changes_layout(columns.size())),
      rows_(layout_),
      file_(store::create_temporary(target_)) {
  if (!with_header) return;
  const std::string header = header_of(columns_);
  file_.write_at(0, std::as_bytes(std::span(header)));
  bytes_ = header.size();
}

ChangesFile::~ChangesFile() {
  if (!published_) store::remove_leftover(file_.path());
}

void ChangesFile::add(CustomerChange change, std::string_view id, const RowCursor* earlier, const RowCursor* later) {
  rows_.begin_row();
  rows_.text(id);
  rows_.text(kChangeNames[static_cast<std::size_t>(change)]);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (earlier == nullptr)
      rows_.null();
    else
      add_value(columns_[c], columns_[c].earlier_names, earlier->value(c));
    if (later == nullptr)
      rows_.null();
    else
      add_value(columns_[c], columns_[c].later_names, later->value(c));
  }
  rows_.end_row();
  if (rows_.all().size() >= kFlushBytes) flush();
}

void ChangesFile::add_value(const DiffColumn& column, const std::vector<std::string>& names, std::int64_t value) {
  if (column.kind == DiffKind::kName) return rows_.text(names[static_cast<std::size_t>(value)]);
  if (column.kind == DiffKind::kMoney) return rows_.money(value);
  rows_.integer(value);
}

void ChangesFile::flush() {
  const std::string_view text = rows_.all();
  file_.write_at(bytes_, std::as_bytes(std::span(text)));
  bytes_ += text.size();
  rows_.clear();
}

void ChangesFile::put_behind(std::uint64_t place, const std::string& path) const {
  const store::File own = store::File::open_to_read(file_.path());
  const store::File whole = store::File::open_to_write(path);
  std::vector<std::byte> piece(kFlushBytes);
  for (std::uint64_t done = 0; done < bytes_;) {
    const auto some =
        std::span(piece).first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes_ - done, piece.size())));
    own.read_at(done, some);
    whole.write_at(place + done, some);
    done += some.size();
  }
  whole.sync();
}

void ChangesFile::publish(comm::Communicator& communicator) {
  const bool is_root = communicator.rank() == 0;
  comm::agree(communicator, [&] { flush(); });
  std::string path = file_.path();
  comm::broadcast_object(communicator, path, 0);
  const std::uint64_t place = communicator.exclusive_sum(bytes_);
  comm::agree(communicator, [&] {
    if (is_root) return;
    put_behind(place, path);
    store::remove_leftover(file_.path());
  });
  comm::agree(communicator, [&] {
    if (!is_root) return;
    store::require_plain_if_there(target_);
    file_.sync();
    file_.rename_to(target_);
    store::sync_directory_of(target_);
  });
  published_ = true;
}

}  // namespace spendlens::report

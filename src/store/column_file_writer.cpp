#include <fmt/core.h>

#include <utility>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/column_file.hpp"
#include "spendlens/store/publish.hpp"
#include "store/column_range.hpp"

namespace spendlens::store {

namespace {

constexpr std::uint64_t kWriteOutBytes = std::uint64_t{32} << 20;

/// The sums lie beside the file, under a name of their own, before it is replaced: whenever this stops, a reader finds
/// sums that match.
void put_in_place(const std::string& temporary, const std::string& path, const BlockSums& sums) {
  const std::string next = path + ".sum.next";
  require_plain_if_there(next);  // what is none is not ours to remove
  try {
    publish_text(next, sums.text());
    rename_file(temporary, path);
  } catch (...) {
    remove_leftover(next);  // readers pass it over and the next writer replaces it
    throw;
  }
  rename_file(next, path + ".sum");
  sync_directory_of(path);
}

const ColumnPlace& place_in(const Layout& layout, const std::string& column, ElementType type, std::uint64_t first,
                            std::uint64_t bytes) {
  const auto found = layout.columns.find(column);
  if (found == layout.columns.end()) throw InternalError(fmt::format("no column '{}' was announced", column));
  const std::string fault = access_fault(column, found->second, type, first, bytes);
  if (!fault.empty()) throw InternalError(fault);
  return found->second;
}

}  // namespace

ColumnFileWriter::ColumnFileWriter(comm::Communicator& communicator, std::string path, const FileSpec& spec,
                                   Start start)
    : communicator_(communicator), path_(std::move(path)), kept_(start == Start::kKept) {
  try {
    comm::agree(communicator_, [&] {
      if (communicator_.rank() != 0) return;
      // A process of a killed job may still be writing into its file: the new one is another.
      if (!kept_) remove_file(temporary_path());
      layout_ = kept_ ? reset_layout(temporary_path(), spec) : create_layout(temporary_path(), spec);
    });
    comm::broadcast_object(communicator_, layout_, 0);
    comm::agree(communicator_, [&] { file_ = File::open_to_write(temporary_path()); });
  } catch (...) {  // the destructor will not run
    if (communicator_.rank() == 0 && !kept_) remove_leftover(temporary_path());
    throw;
  }
}

ColumnFileWriter::~ColumnFileWriter() {
  if (!published_ && !kept_ && communicator_.rank() == 0) remove_leftover(temporary_path());
}

void ColumnFileWriter::write_bytes(const std::string& column, ElementType type, std::uint64_t first,
                                   std::span<const std::byte> bytes) const {
  const ColumnPlace& place = place_in(layout_, column, type, first, bytes.size());
  if (bytes.empty()) return;
  file_.write_at(place.file_offset + first * place.type.width, bytes);
  const std::uint64_t before = bytes_written_.fetch_add(bytes.size());
  // What is written goes on its way to the disk while the next is computed: publish() waits for the rest only.
  if (before / kWriteOutBytes != (before + bytes.size()) / kWriteOutBytes) file_.start_write_out();
}

void ColumnFileWriter::write_texts(const std::string& column, std::uint64_t first, std::span<const char> padded) const {
  write_bytes(column, text_type(1), first, std::as_bytes(padded));
}

void ColumnFileWriter::read_bytes(const std::string& column, ElementType type, std::uint64_t first,
                                  std::span<std::byte> bytes) const {
  const ColumnPlace& place = place_in(layout_, column, type, first, bytes.size());
  if (!bytes.empty()) file_.read_at(place.file_offset + first * place.type.width, bytes);
}

void ColumnFileWriter::extend(const FileSpec& spec) {
  comm::agree(communicator_, [&] {
    if (communicator_.rank() == 0) layout_ = extend_layout(temporary_path(), spec, layout_);
  });
  comm::broadcast_object(communicator_, layout_, 0);
}

std::uint64_t ColumnFileWriter::bytes_written() const { return bytes_written_; }

void ColumnFileWriter::publish(const std::function<void(const BlockSums&)>& announce,
                               const std::map<std::string, std::string>& facts) {
  comm::agree(communicator_, [&] {
    file_.sync();
    file_.close();
  });
  BlockSums sums = compute_block_sums(communicator_, temporary_path());
  sums.facts = facts;
  comm::agree(communicator_, [&] {
    if (communicator_.rank() != 0) return;
    if (announce) announce(sums);
    put_in_place(temporary_path(), path_, sums);
  });
  published_ = true;
}

}  // namespace spendlens::store

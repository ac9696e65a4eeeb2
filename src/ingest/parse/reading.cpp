#include "ingest/parse/reading.hpp"

#include "spendlens/comm/agree.hpp"

namespace spendlens::ingest {

namespace {

void drain(comm::Communicator& communicator, BlockSource& source, const std::function<void(const Block&)>& on_block,
           const std::function<void()>& after_round) {
  Block block;
  bool has_block = false;
  while (source.next(block, has_block)) {
    comm::agree(communicator, [&] {
      if (has_block) on_block(block);
    });
    after_round();
  }
}

}  // namespace

void for_each_block(comm::Communicator& communicator, const Inputs& inputs, const SourceOptions& options,
                    const std::function<void(const Block&)>& on_block, const std::function<void()>& after_round,
                    const std::function<bool(std::uint32_t file)>& wanted) {
  const auto ranks = static_cast<std::size_t>(communicator.size());
  std::vector<std::pair<std::uint32_t, InputFile>> files;
  for (std::uint32_t number = 0; number < inputs.files.size(); ++number)
    if (!wanted || wanted(number)) files.emplace_back(number, inputs.files[number]);
  for (std::size_t index = 0; index < files.size();) {
    std::unique_ptr<BlockSource> source;
    const auto& [number, file] = files[index];
    if (file.kind == InputKind::kGzip) {
      // As many gzip files at a time as there are ranks to inflate them.
      std::vector<std::pair<std::uint32_t, InputFile>> group;
      while (index < files.size() && files[index].second.kind == InputKind::kGzip && group.size() < ranks) group.push_back(files[index++]);
      source = gzip_source(communicator, group, options);
    } else {
      source = file.kind == InputKind::kHdf5 ? foreign_source(communicator, file, number, options) : sliced_source(communicator, file, number, options);
      ++index;
    }
    drain(communicator, *source, on_block, after_round);
  }
}

RecordWalk::RecordWalk(const Block& block, const RecordScanner& scanner)
    : block_(block),
      // A row of HDF5 is one row however long its texts are.
      rules_(scanner.delimiter(), block.line_per_record ? std::string_view::npos / 2 : scanner.max_bytes()),
      place_{block.file, block.first_line} {}

RecordEnd RecordWalk::end_of(std::size_t position) {
  const RecordEnd end = rules_.record_end(block_.bytes, position, block_.at_end, 0, stretch_);
  if (end.complete) return end;
  // A block ends at a record's end: what seems to go on is a record that was found malformed, one line long.
  const auto line_end = block_.bytes.find('\n', position);
  return {line_end == std::string_view::npos ? block_.bytes.size() : line_end + 1, true, true};
}

}  // namespace spendlens::ingest

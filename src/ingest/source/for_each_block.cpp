#include "ingest/source/for_each_block.hpp"

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
    if (file.is_streamed()) {
      // As many at a time as there are ranks to inflate or decode them.
      std::vector<std::pair<std::uint32_t, InputFile>> group;
      while (index < files.size() && files[index].second.is_streamed() && group.size() < ranks)
        group.push_back(files[index++]);
      source = streamed_source(communicator, group, options);
    } else if (file.kind == InputKind::kTable) {
      std::vector<std::pair<std::uint32_t, InputFile>> group;
      while (index < files.size() && files[index].second.kind == InputKind::kTable) group.push_back(files[index++]);
      source = table_source(communicator, group, options);
    } else {
      source = file.kind == InputKind::kHdf5 ? foreign_source(communicator, file, number, options)
                                             : sliced_source(communicator, file, number, options);
      ++index;
    }
    drain(communicator, *source, on_block, after_round);
  }
}

}  // namespace spendlens::ingest

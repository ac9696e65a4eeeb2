#include "ledger/segment/open_files.hpp"

#include <fmt/core.h>

#include <cstddef>
#include <utility>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

std::string path_of(const std::string& directory, const std::string& name) {
  return fmt::format("{}/{}.h5", directory, name);
}

/// A segment that one rank has verified, for the others to open the same one.
struct VerifiedSegment {
  store::FileIdentity identity;
  std::string sums;
  store::Layout layout;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, identity, sums, layout);
  }
};

/// The version that another rank has verified, and has open.
std::shared_ptr<store::ColumnFileReader> open_same(const std::string& path, const VerifiedSegment& verified) {
  store::BlockSums sums = store::BlockSums::parse(verified.sums, path + ".sum");
  store::File file = store::File::open_to_read(path);
  if (file.identity().is_same(verified.identity))
    return std::make_shared<store::ColumnFileReader>(store::VerifiedFile{std::move(file), std::move(sums)},
                                                     verified.layout);
  // On another host a file is known by what it holds.
  store::VerifiedFile here = store::open_verified(path);
  if (here.sums != sums)
    throw InputError(fmt::format("{} was replaced while the ledger was opened; run it again", path));
  return std::make_shared<store::ColumnFileReader>(std::move(here), verified.layout);
}

}  // namespace

SegmentFiles open_files(comm::Communicator& communicator, const std::string& directory,
                        const std::vector<std::string>& names) {
  SegmentFiles files(names.size());
  const auto ranks = static_cast<std::size_t>(communicator.size());
  comm::agree(communicator, [&] {
    for (auto i = static_cast<std::size_t>(communicator.rank()); i < names.size(); i += ranks)
      files[i] = std::make_shared<store::ColumnFileReader>(path_of(directory, names[i]));
  });
  if (ranks == 1) return files;
  std::vector<VerifiedSegment> verified(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (files[i]) verified[i] = {files[i]->file().identity(), files[i]->sums().text(), files[i]->layout()};
    comm::broadcast_object(communicator, verified[i], static_cast<int>(i % ranks));
  }
  comm::agree(communicator, [&] {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!files[i]) files[i] = open_same(path_of(directory, names[i]), verified[i]);
  });
  return files;
}

}  // namespace spendlens::ledger

#include "audit/checkpoint/checkpoint.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <random>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/sealed_file.hpp"

namespace spendlens::audit {

namespace {

constexpr const char* kManifest = "manifest";

struct Manifest {
  std::string id;
  Fingerprint fingerprint;
  std::uint64_t result_bytes = 0;  ///< of the temporary result, at least

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, id, fingerprint, result_bytes);
  }
};

/// A part's file as it was found.
struct Found {
  std::string name;
  Part part;
  std::string fault;  ///< empty: none

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, name, part, fault);
  }
};

std::string random_id() {
  std::random_device source;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", source(), source(), source(), source());
}

/// The manifest first: without it the rest counts for nothing.
void remove_files(const std::string& directory) {
  store::remove_file(directory + "/" + kManifest);
  store::remove_leftover_tree(directory);
}

Found examine(const std::string& directory, const std::string& id, const std::string& name) {
  Found found{name, {}, {}};
  try {
    found.part = examine_part(directory, id, name);
  } catch (const Error& error) {
    found.fault = error.what();
  }
  return found;
}

}  // namespace

Checkpoint::Checkpoint(comm::Communicator& communicator, const std::string& out, Fingerprint fingerprint, Notice notice)
    : communicator_(communicator),
      out_(out),
      directory_(out + "/.checkpoint"),
      fingerprint_(std::move(fingerprint)),
      notice_(std::move(notice)) {
  comm::agree(communicator_, [&] {
    if (communicator_.rank() == 0) find_manifest();
  });
  comm::broadcast_object(communicator_, id_, 0);
  if (!id_.empty()) find_parts();
}

void Checkpoint::leave_aside(const std::string& why) {
  if (notice_) notice_(fmt::format("the checkpoint in {} {}; it is not used, the audit begins anew", directory_, why));
  id_.clear();
  remove_files(directory_);
}

/// Rank 0 alone.
void Checkpoint::find_manifest() {
  if (store::kind_of_path(directory_ + "/" + kManifest) == store::PathKind::kMissing) {
    remove_files(directory_);  // of a run that was ended before its first checkpoint was complete
    return;
  }
  Manifest manifest;
  try {
    const std::string packed = store::read_sealed(directory_ + "/" + kManifest);
    manifest = comm::unpack<Manifest>(std::as_bytes(std::span(packed)));
  } catch (const InputError& error) {
    return leave_aside(fmt::format("is damaged ({})", error.what()));
  } catch (const boost::archive::archive_exception&) {
    return leave_aside("is damaged, or of another version");
  }
  const std::string other = differences(fingerprint_, manifest.fingerprint);
  if (!other.empty()) return leave_aside(fmt::format("was made with another {}", other));
  const auto result = store::File::open_if_there(out_ + "/audit.h5.tmp");
  if (!result || result->size() < manifest.result_bytes)
    return leave_aside(fmt::format("has lost its {}/audit.h5.tmp", out_));
  id_ = manifest.id;
}

void Checkpoint::find_parts() {
  std::vector<std::string> names;
  comm::agree(communicator_, [&] {
    if (communicator_.rank() == 0) names = store::names_in_directory(directory_).value_or(std::vector<std::string>());
  });
  comm::broadcast_object(communicator_, names, 0);
  std::erase_if(names, [](const std::string& name) { return !name.starts_with("part-") || name.ends_with(".tmp"); });
  std::vector<Found> mine;
  comm::agree(communicator_, [&] {
    const auto ranks = static_cast<std::size_t>(communicator_.size());
    for (auto i = static_cast<std::size_t>(communicator_.rank()); i < names.size(); i += ranks)
      mine.push_back(examine(directory_, id_, names[i]));
  });
  std::vector<Found> all;
  for (const auto& of_rank : comm::gather_objects(communicator_, mine, 0))
    all.insert(all.end(), of_rank.begin(), of_rank.end());
  comm::agree(communicator_, [&] {
    std::ranges::sort(all, {}, [](const Found& found) { return found.part.prefixes.begin; });
    for (Found& found : all) {
      if (found.fault.empty() && !finished_.empty() && found.part.prefixes.begin < finished_.back().prefixes.end)
        found.fault = fmt::format("{}/{} overlaps another part", directory_, found.name);
      if (found.fault.empty()) {
        finished_.push_back(found.part);
        continue;
      }
      if (notice_)
        notice_(fmt::format("a part of the checkpoint is not used, its customers are computed again: {}", found.fault));
      store::remove_file(directory_ + "/" + found.name);
    }
  });
  comm::broadcast_object(communicator_, finished_, 0);
  if (!finished_.empty()) return;
  // The result will be a new file, to which this manifest does not belong.
  id_.clear();
  remove();
}

std::vector<ledger::PrefixRange> Checkpoint::finished_ranges() const {
  std::vector<ledger::PrefixRange> ranges;
  for (const Part& part : finished_) ranges.push_back(part.prefixes);
  return ranges;
}

void Checkpoint::keep_only(const std::vector<ledger::PrefixRange>& ranges) {
  const auto is_other = [&](const Part& part) {
    return std::find(ranges.begin(), ranges.end(), part.prefixes) == ranges.end();
  };
  if (std::none_of(finished_.begin(), finished_.end(), is_other)) return;
  comm::agree(communicator_, [&] {
    if (communicator_.rank() != 0) return;
    for (const Part& part : finished_)
      if (is_other(part)) store::remove_file(directory_ + "/" + part_name(part.prefixes));
  });
  std::erase_if(finished_, is_other);
  if (!finished_.empty()) return;
  id_.clear();
  remove();
}

/// Rank 0 alone.
void Checkpoint::write_manifest(const store::ColumnFileWriter& file) {
  store::sync_directory(out_);  // audit.h5.tmp has its name
  store::make_directories(directory_);
  const Manifest manifest{random_id(), fingerprint_, store::File::open_to_read(file.temporary_path()).size()};
  const std::string packed = comm::pack(manifest);
  store::SealedFileWriter writer(directory_ + "/" + kManifest);
  writer.write(std::as_bytes(std::span(packed)));
  writer.publish();
  store::sync_directory(out_);
  id_ = manifest.id;
}

void Checkpoint::save(store::ColumnFileWriter& file, const std::vector<FinishedRange>& finished,
                      const CustomerState& state, StreamSpill& streams) {
  comm::agree(communicator_, [&] {
    file.sync();
    if (communicator_.rank() == 0 && id_.empty()) write_manifest(file);
  });
  comm::broadcast_object(communicator_, id_, 0);
  file.keep();
  comm::agree(communicator_, [&] {
    for (const FinishedRange& finished_range : finished) write_part(directory_, id_, finished_range, state, streams);
  });
}

void Checkpoint::restore(const Part& part, Aggregates& aggregates, CustomerState& state, StreamSpill& streams) const {
  restore_part(directory_, id_, part, aggregates, state, streams);
}

void Checkpoint::remove() {
  comm::agree(communicator_, [&] {
    if (communicator_.rank() == 0) remove_files(directory_);
  });
}

}  // namespace spendlens::audit

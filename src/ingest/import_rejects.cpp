#include "ingest/import_rejects.hpp"

#include <algorithm>

#include "ingest/parse/record_walk.hpp"
#include "ingest/source/for_each_block.hpp"
#include "ingest/work_directory.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/store/file_lock.hpp"

namespace spendlens::ingest {

ImportRejects::ImportRejects(comm::Communicator& communicator, const std::string& directory, const Inputs& inputs)
    : directory_(directory), inputs_(inputs) {
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    for (const RecordKind kind : kAllKinds) {
      store::make_directories(directory_of(kind));
      store::share_as_directory(directory_of(kind));
    }
  });
  comm::agree(communicator, [&] {
    for (const RecordKind kind : kAllKinds)
      of_kind_[index_of(kind)] = std::make_unique<Rejects>(directory_of(kind), communicator.rank());
  });
}

void ImportRejects::add(RejectPlace place, const char* reason, std::string_view detail, std::string_view record) {
  of(place).add(place, reason, detail, record);
}

void ImportRejects::add_late(const LateReject& reject) {
  of(reject.place).add_late(reject.place, reject.reason, reject.detail);
}

void ImportRejects::fetch_late_records(comm::Communicator& communicator, const Inputs& inputs,
                                       const SourceOptions& options, const Judge& judge, Pseudonyms* pseudonyms) {
  std::vector<RejectPlace> mine;
  for (const auto& rejects : of_kind_) mine.insert(mine.end(), rejects->late().begin(), rejects->late().end());
  auto late = comm::values_of<RejectPlace>(communicator.all_gather(std::as_bytes(std::span(mine))).bytes);
  if (late.empty() && !judge) return;
  std::sort(late.begin(), late.end());
  for_each_block(
      communicator, inputs, options,
      [&](const Block& block) {
        const bool is_judged = judge && inputs.kind_of(block.file) == RecordKind::kTransactions;
        for_each_record(block, options.scanner, [&](std::string_view record, RejectPlace place, bool malformed) {
          bool is_late = std::binary_search(late.begin(), late.end(), place);
          if (!is_late && !is_judged) return;
          if (pseudonyms != nullptr) record = pseudonyms->of_record(record, place.file, malformed);
          if (!is_late && is_judged && !malformed) {
            const Verdict verdict = judge(record, place);
            if (verdict.reason != nullptr) of(place).add_late(place, verdict.reason, verdict.detail);
            is_late = verdict.reason != nullptr;
          }
          if (!is_late) return;
          of(place).add_late_record(place, pseudonyms != nullptr ? pseudonyms->without_id(record) : record);
        });
      },
      [] {},
      [&](std::uint32_t file) {
        if (judge && inputs.kind_of(file) == RecordKind::kTransactions) return true;
        const auto first = std::lower_bound(late.begin(), late.end(), RejectPlace{file, 0});
        return first != late.end() && first->file == file;
      });
}

void ImportRejects::flush() {
  for (const auto& rejects : of_kind_) rejects->flush();
}

std::map<std::string, std::uint64_t> ImportRejects::total_counts(comm::Communicator& communicator,
                                                                 RecordKind kind) const {
  return of_kind_[index_of(kind)]->total_counts(communicator);
}

std::vector<RejectSample> ImportRejects::samples(comm::Communicator& communicator,
                                                 const std::vector<std::string>& file_names) const {
  std::vector<RejectSample> all;
  for (const RecordKind kind : kAllKinds) {
    for (RejectSample& sample : of_kind_[index_of(kind)]->samples(communicator, file_names)) {
      sample.kind = kind;
      all.push_back(std::move(sample));
    }
  }
  return all;
}

void ImportRejects::write(comm::Communicator& communicator, const Inputs& inputs,
                          const std::function<std::string(RecordKind)>& path_of) const {
  for (const RecordKind kind : kAllKinds) {
    const bool has_any = !total_counts(communicator, kind).empty();
    comm::agree(communicator, [&] {
      if (communicator.rank() != 0 || !has_any) return;
      const auto first = std::find_if(inputs.files.begin(), inputs.files.end(),
                                      [&](const InputFile& file) { return file.records == kind; });
      Rejects::merge(directory_of(kind), communicator.size(), first->header, path_of(kind));
    });
  }
}

}  // namespace spendlens::ingest

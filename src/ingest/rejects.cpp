#include "ingest/rejects.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <tuple>

#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kBufferBytes = 1 << 18;

struct SpillHead {
  std::uint64_t line = 0;
  std::uint32_t file = 0;
  std::uint32_t length = 0;
};

std::string spill_path(const std::string& directory, const char* kind, int rank) {
  return fmt::format("{}/rejects-{}-{}", directory, kind, rank);
}

/// Reads one rank's spilled records again, one by one, through a buffer.
class SpillReader {
 public:
  explicit SpillReader(const std::string& path) : file_(store::File::open_to_read(path)), size_(file_.size()) {
    next();
  }

  [[nodiscard]] bool at_end() const { return !head_; }
  [[nodiscard]] RejectPlace place() const { return {head_->file, head_->line}; }
  [[nodiscard]] const std::string& record() const { return record_; }

  void next() {
    head_.reset();
    if (position_ >= size_) return;
    SpillHead head;
    file_.read_at(position_, std::as_writable_bytes(std::span(&head, 1)));
    record_.resize(head.length);
    file_.read_at(position_ + sizeof head, std::as_writable_bytes(std::span(record_)));
    position_ += sizeof head + head.length;
    head_ = head;
  }

 private:
  store::File file_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
  std::optional<SpillHead> head_;
  std::string record_;
};

}  // namespace

void Rejects::Spill::append(RejectPlace place, std::string_view record) {
  const SpillHead head{place.line, place.file, static_cast<std::uint32_t>(record.size())};
  buffer.append(reinterpret_cast<const char*>(&head), sizeof head);
  buffer.append(record);
  if (buffer.size() >= kBufferBytes) flush();
}

void Rejects::Spill::flush() {
  file.write_at(written, std::as_bytes(std::span(buffer)));
  written += buffer.size();
  buffer.clear();
}

Rejects::Rejects(const std::string& directory, int rank) {
  early_records_.file = store::File::create(spill_path(directory, "early", rank));
  late_records_.file = store::File::create(spill_path(directory, "late", rank));
}

void Rejects::count(RejectPlace place, const char* reason, std::string_view detail) {
  ++counts_[reason];
  auto& samples = samples_[reason];
  const auto position = std::upper_bound(samples.begin(), samples.end(), place,
                                         [](RejectPlace a, const Sample& b) { return a < b.place; });
  if (samples.size() == kSamples && position == samples.end()) return;
  samples.insert(position, {place, readable(detail)});
  if (samples.size() > kSamples) samples.pop_back();
}

void Rejects::add(RejectPlace place, const char* reason, std::string_view detail, std::string_view record) {
  count(place, reason, detail);
  early_records_.append(place, record);
}

void Rejects::add_late(RejectPlace place, const char* reason, std::string_view detail) {
  count(place, reason, detail);
  late_.push_back(place);
}

void Rejects::add_late_record(RejectPlace place, std::string_view record) { late_records_.append(place, record); }

void Rejects::flush() {
  early_records_.flush();
  late_records_.flush();
}

std::map<std::string, std::uint64_t> Rejects::total_counts(comm::Communicator& communicator) const {
  auto all = comm::gather_objects(communicator, counts_, 0);
  std::map<std::string, std::uint64_t> total;
  for (const auto& counts : all)
    for (const auto& [reason, rows] : counts) total[reason] += rows;
  comm::broadcast_object(communicator, total, 0);
  return total;
}

std::vector<RejectSample> Rejects::samples(comm::Communicator& communicator,
                                           const std::vector<std::string>& file_names) const {
  // reason, file, line, detail: plain types travel as they are
  using Flat = std::pair<std::pair<std::string, std::string>, std::pair<std::uint64_t, std::uint64_t>>;
  std::vector<Flat> mine;
  for (const auto& [reason, samples] : samples_)
    for (const Sample& sample : samples)
      mine.push_back({{reason, sample.detail}, {sample.place.file, sample.place.line}});
  std::vector<Flat> all;
  for (const auto& part : comm::gather_objects(communicator, mine, 0)) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end(), [](const Flat& a, const Flat& b) {
    return std::tie(a.first.first, a.second) < std::tie(b.first.first, b.second);
  });
  std::vector<RejectSample> samples;
  std::size_t of_reason = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    of_reason = i > 0 && all[i].first.first == all[i - 1].first.first ? of_reason + 1 : 0;
    if (of_reason < kSamples)
      samples.push_back(
          {file_names[all[i].second.first], all[i].second.second, all[i].first.first, all[i].first.second});
  }
  return samples;
}

void Rejects::merge(const std::string& directory, int ranks, const std::string& header, const std::string& path) {
  std::vector<SpillReader> readers;
  for (int rank = 0; rank < ranks; ++rank)
    for (const char* kind : {"early", "late"}) readers.emplace_back(spill_path(directory, kind, rank));
  store::File out = store::File::create(path);
  std::string buffer = header;
  if (!buffer.empty() && !buffer.ends_with('\n')) buffer.push_back('\n');
  std::uint64_t written = 0;
  while (true) {
    SpillReader* first = nullptr;
    for (SpillReader& reader : readers)
      if (!reader.at_end() && (first == nullptr || reader.place() < first->place())) first = &reader;
    if (first != nullptr) {
      buffer += first->record();
      if (!buffer.ends_with('\n')) buffer.push_back('\n');  // the last record of a file without a line end
      first->next();
    }
    if (first != nullptr && buffer.size() < kBufferBytes) continue;
    out.write_at(written, std::as_bytes(std::span(buffer)));
    written += buffer.size();
    buffer.clear();
    if (first == nullptr) break;
  }
  out.sync();
  out.close();
}

}  // namespace spendlens::ingest

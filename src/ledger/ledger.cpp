#include "spendlens/ledger/ledger.hpp"

#include <fmt/core.h>

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <thread>
#include <utility>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/compact_journal.hpp"
#include "ledger/segment/open_segment.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/core/stream_kind.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

std::string path_of(const std::string& directory, const std::string& name) {
  return fmt::format("{}/{}.h5", directory, name);
}

[[noreturn]] void refuse_directory(const std::string& directory, const std::string& why) {
  throw InputError(
      fmt::format("{} is not a ledger: {}; fill one first with: spendlens import --transactions LOG.csv --ledger {}",
                  directory, why, directory));
}

/// Whether an entry that ends in .h5 is to be opened as a segment: also what is no plain file, so that opening it
/// tells, and no row is left out in silence. Not where it has gone since it was listed.
bool is_segment(const std::string& path) {
  if (store::kind_of_path(path) != store::PathKind::kMissing) return true;
  if (std::filesystem::is_symlink(path))
    throw InputError(path + " is a symbolic link to nothing; bring the segment back, or remove the link");
  return false;
}

/// What the directory lists, by name, without what a published compacted segment replaces.
std::vector<std::string> list_once(const std::string& directory) {
  const auto entries = store::names_in_directory(directory);
  if (!entries) refuse_directory(directory, "there is no such directory");
  std::vector<std::string> names;
  for (const std::string& name : *entries) {
    const std::filesystem::path path(name);
    if (path.extension() == ".h5" && is_segment(directory + "/" + name)) names.push_back(path.stem().string());
  }
  std::sort(names.begin(), names.end());
  drop_replaced(directory, names);
  return names;
}

/// Two listings that agree: one that runs while segments are folded may miss the new one and some of the old ones, the
/// next one cannot miss the same, for removing begins after publishing.
std::vector<std::string> list_segments(const std::string& directory) {
  std::vector<std::string> names = list_once(directory);
  for (;;) {
    std::vector<std::string> again = list_once(directory);
    if (again == names) return names;
    names = std::move(again);
  }
}

std::vector<std::string> find_segments(const std::string& directory, const std::string& left_out) {
  std::vector<std::string> names = list_segments(directory);
  std::erase(names, left_out);
  if (names.empty()) refuse_directory(directory, "it holds no segment (*.h5)");
  return names;
}

/// The texts behind codes of the ledger's.
template <class Code>
std::vector<std::string> texts_of(const std::vector<std::string>& all, const std::vector<Code>& codes) {
  std::vector<std::string> texts;
  texts.reserve(codes.size());
  for (const Code code : codes) texts.push_back(all[code]);
  return texts;
}

using Files = std::vector<std::shared_ptr<store::ColumnFileReader>>;

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

/// Each segment is verified by one rank, dealt in turn; then all ranks open that very version of it. Collective.
Files open_files(comm::Communicator& communicator, const std::string& directory,
                 const std::vector<std::string>& names) {
  Files files(names.size());
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

/// What is in the directory at a moment: it is another one once a segment was published or removed.
std::string state_of(const std::string& directory) {
  std::string state;
  for (const std::string& name : store::names_in_directory(directory).value_or(std::vector<std::string>())) {
    if (name.find(".h5") == std::string::npos) continue;
    struct stat status {};
    if (::stat((directory + "/" + name).c_str(), &status) != 0) continue;
    state += fmt::format("{} {} {} {} {}\n", name, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                         status.st_mtim.tv_nsec);
  }
  return state;
}

constexpr int kMaxOpenings = 50;

std::vector<std::string> merged(const std::vector<OpenedSegment>& segments,
                                std::vector<std::string> OpenedSegment::*dictionary) {
  std::vector<std::string> all;
  for (const OpenedSegment& opened : segments)
    all.insert(all.end(), (opened.*dictionary).begin(), (opened.*dictionary).end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

/// Where each of `texts` stands in `all`; both ascend.
template <class Code>
std::vector<Code> codes_in(const std::vector<std::string>& all, const std::vector<std::string>& texts) {
  std::vector<Code> codes;
  codes.reserve(texts.size());
  auto at = all.begin();
  for (const std::string& text : texts) {
    at = std::lower_bound(at, all.end(), text);
    codes.push_back(static_cast<Code>(at - all.begin()));
  }
  return codes;
}

/// All segments' dimensions by name, each with the texts of all.
std::vector<NamedTexts> merged_dimensions(const std::string& directory, const std::vector<OpenedSegment>& segments) {
  std::map<std::string, std::set<std::string>> texts;
  for (const OpenedSegment& opened : segments)
    for (const NamedTexts& dimension : opened.dimensions)
      texts[dimension.name].insert(dimension.texts.begin(), dimension.texts.end());
  if (texts.size() > kMaxDimensions)
    throw InputError(fmt::format("ledger {}: its segments have {} dimensions between them, of which there can be {}",
                                 directory, texts.size(), kMaxDimensions));
  std::vector<NamedTexts> all;
  for (const auto& [name, of_name] : texts) {
    if (of_name.size() >= kNoDimension)
      throw InputError(fmt::format("ledger {}: all segments together have too many texts of dimension {} (at most {})",
                                   directory, name, kNoDimension - 1));
    all.push_back({name, {of_name.begin(), of_name.end()}});
  }
  return all;
}

/// Gives a segment's dimensions the places that they have in the ledger. Both are in the order of their names, so its
/// rows are in order as they are.
void place_dimensions(const std::vector<NamedTexts>& all, const std::vector<NamedTexts>& own, Segment& segment) {
  segment.dimensions = {};
  for (std::size_t place = 0; place < kMaxDimensions; ++place) {
    const auto dimension =
        place < all.size()
            ? std::find_if(own.begin(), own.end(), [&](const NamedTexts& one) { return one.name == all[place].name; })
            : own.end();
    segment.columns.remove(column_of_dimension(place)).add(column_of_dimension(place), dimension != own.end());
    if (dimension != own.end())
      segment.dimensions[place] = {dimension->name, names::path_of(names::kDimension, dimension->name),
                                   codes_in<std::uint16_t>(all[place].texts, dimension->texts)};
  }
}

/// Segments with keys that overlap in time, directly or through others, get a number in common.
void number_overlaps(std::vector<OpenedSegment>& opened) {
  std::vector<Segment*> keyed;
  for (OpenedSegment& one : opened)
    if (one.segment.columns.has(Column::kKey) && one.segment.num_transactions > 0) keyed.push_back(&one.segment);
  std::sort(keyed.begin(), keyed.end(),
            [](const Segment* a, const Segment* b) { return a->first_timestamp < b->first_timestamp; });
  std::uint32_t number = 0;
  for (std::size_t begin = 0; begin < keyed.size();) {
    Timestamp last = keyed[begin]->last_timestamp;
    std::size_t end = begin + 1;
    for (; end < keyed.size() && keyed[end]->first_timestamp <= last; ++end)
      last = std::max(last, keyed[end]->last_timestamp);
    if (end - begin > 1) {
      ++number;
      for (std::size_t i = begin; i < end; ++i) keyed[i]->overlap = number;
    }
    begin = end;
  }
}

void require_agreement(const std::string& directory, const std::vector<OpenedSegment>& segments) {
  const OpenedSegment& first = segments.front();
  const OpenedSegment* generated = nullptr;
  for (const OpenedSegment& opened : segments) {
    if (!opened.segment.columns.has(Column::kArchetype)) continue;
    if (generated != nullptr && generated->segment.archetypes != opened.segment.archetypes)
      throw InputError(
          fmt::format("ledger {}: segments '{}' and '{}' have different archetypes; generate one of them again",
                      directory, generated->segment.name, opened.segment.name));
    generated = &opened;
  }
  for (const OpenedSegment& opened : segments) {
    if (opened.currency != first.currency)
      throw InputError(fmt::format(
          "ledger {}: segment '{}' is in {}, segment '{}' in {}; a ledger has one currency, keep the "
          "other in a ledger of its own",
          directory, first.segment.name, readable(first.currency), opened.segment.name, readable(opened.currency)));
    if (opened.timezone != first.timezone)
      throw InputError(fmt::format(
          "ledger {}: segment '{}' is in time zone {}, segment '{}' in {}; import one of them again", directory,
          first.segment.name, readable(first.timezone), opened.segment.name, readable(opened.timezone)));
  }
}

}  // namespace

namespace {

Ledger open_once(comm::Communicator& communicator, const std::string& directory, const std::string& left_out) {
  std::vector<std::string> names;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) names = find_segments(directory, left_out);
  });
  comm::broadcast_object(communicator, names, 0);
  store::allow_open_files(names.size());
  const Files files = open_files(communicator, directory, names);
  Ledger ledger;
  comm::agree(communicator, [&] {
    std::vector<OpenedSegment> opened;
    for (std::size_t i = 0; i < names.size(); ++i) opened.push_back(open_segment(files[i], names[i]));
    number_overlaps(opened);
    ledger = ledger_of(directory, std::move(opened));
  });
  return ledger;
}

}  // namespace

Ledger Ledger::open(comm::Communicator& communicator, const std::string& directory, const std::string& left_out) {
  for (int opening = 1;; ++opening) {
    std::string before;
    comm::agree(communicator, [&] {
      if (communicator.rank() == 0) before = state_of(directory);
    });
    try {
      return open_once(communicator, directory, left_out);
    } catch (const Error& error) {
      // What all ranks know of may come from segments that were replaced, folded or removed meanwhile.
      if (!error.known_to_all() || opening == kMaxOpenings) throw;
      const std::int64_t changed = comm::agree_on_max(
          communicator, [&] { return std::int64_t{communicator.rank() == 0 && state_of(directory) != before}; });
      if (changed == 0) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(opening));
  }
}

Ledger Ledger::only(const std::vector<std::string>& names) const {
  std::vector<OpenedSegment> chosen;
  for (const Segment& segment : segments_) {
    if (std::find(names.begin(), names.end(), segment.name) == names.end()) continue;
    chosen.push_back({segment,
                      currency_,
                      timezone_,
                      texts_of(merchants_, segment.merchant_code),
                      texts_of(categories_, segment.category_code),
                      {}});
    for (std::size_t i = 0; i < dimensions_.size(); ++i)
      if (const SegmentDimension& own = segment.dimensions[i]; !own.name.empty())
        chosen.back().dimensions.push_back({own.name, texts_of(dimensions_[i].texts, own.code)});
  }
  for (const std::string& name : names)
    if (std::none_of(chosen.begin(), chosen.end(), [&](const OpenedSegment& one) { return one.segment.name == name; }))
      throw InputError(fmt::format("ledger {}: there is no segment '{}'; spendlens info {} lists them", directory_,
                                   name, directory_));
  return ledger_of(directory_, std::move(chosen));
}

Ledger ledger_of(const std::string& directory, std::vector<OpenedSegment> opened) {
  require_agreement(directory, opened);
  Ledger ledger;
  ledger.directory_ = directory;
  ledger.currency_ = opened.front().currency;
  ledger.timezone_ = opened.front().timezone;
  ledger.merchants_ = merged(opened, &OpenedSegment::merchants);
  ledger.categories_ = merged(opened, &OpenedSegment::categories);
  if (ledger.categories_.size() > kNoCategory || ledger.merchants_.size() > kNoMerchant)
    throw InputError(fmt::format("ledger {}: all segments together have too many categories (at most {}) or merchants",
                                 directory, kNoCategory));
  ledger.dimensions_ = merged_dimensions(directory, opened);
  for (OpenedSegment& one : opened) {
    place_dimensions(ledger.dimensions_, one.dimensions, one.segment);
    one.segment.merchant_code = codes_in<std::uint32_t>(ledger.merchants_, one.merchants);
    one.segment.category_code = codes_in<std::uint16_t>(ledger.categories_, one.categories);
    for (std::size_t i = 0; i < one.segment.merchant_kind.size(); ++i) {
      if (one.segment.merchant_kind[i] == kNoStreamKind) continue;
      ledger.merchant_kinds_.resize(ledger.merchants_.size(), kNoStreamKind);
      ledger.merchant_kinds_[one.segment.merchant_code[i]] = one.segment.merchant_kind[i];
    }
    if (one.segment.columns.has(Column::kArchetype)) ledger.archetypes_ = one.segment.archetypes;
    ledger.segments_.push_back(std::move(one.segment));
  }
  return ledger;
}

void Ledger::require_one_merchant_rule() const {
  const Segment* first = nullptr;
  for (const Segment& segment : segments_) {
    if (!segment.merchant_rule || segment.merchant_code.empty()) continue;
    if (first == nullptr) first = &segment;
    if (segment.merchant_rule == first->merchant_rule && segment.aliases == first->aliases) continue;
    const auto said = [](const Segment& one) {
      return fmt::format("{} with aliases {}", name_of(*one.merchant_rule), readable(one.aliases));
    };
    throw InputError(fmt::format(
        "ledger {}: the merchants of segment '{}' are {}, those of '{}' {}, so that one payee may have several names; import one of them again, or run spendlens compact --ledger {} --merchants clean",
        directory_, first->name, said(*first), segment.name, said(segment), directory_));
  }
}

std::uint64_t Ledger::num_transactions() const {
  if (filtered_) return filtered_->transactions;
  std::uint64_t sum = 0;
  for (const Segment& segment : segments_) sum += segment.num_transactions;
  return sum - num_superseded();
}

bool Ledger::has_overlaps() const {
  return std::any_of(segments_.begin(), segments_.end(), [](const Segment& segment) { return segment.overlap != 0; });
}

std::uint32_t Ledger::id_width() const {
  std::uint32_t width = 1;
  for (const Segment& segment : segments_) width = std::max(width, segment.id_width);
  return width;
}

std::optional<Day> Ledger::first_day() const {
  if (filtered_) return filtered_->transactions == 0 ? std::nullopt : std::optional(day_of(filtered_->first_timestamp));
  if (counted_rows_ && counted_rows_->first_timestamp != kNoTimestamp) return day_of(counted_rows_->first_timestamp);
  std::optional<Day> first;
  for (const Segment& segment : segments_)
    if (segment.num_transactions > 0)
      first = std::min(first.value_or(std::numeric_limits<Day>::max()), day_of(segment.first_timestamp));
  return first;
}

std::optional<Day> Ledger::last_day() const {
  if (filtered_) return filtered_->transactions == 0 ? std::nullopt : std::optional(day_of(filtered_->last_timestamp));
  if (counted_rows_ && counted_rows_->first_timestamp != kNoTimestamp) return day_of(counted_rows_->last_timestamp);
  std::optional<Day> last;
  for (const Segment& segment : segments_)
    if (segment.num_transactions > 0) last = std::max(last.value_or(0), day_of(segment.last_timestamp));
  return last;
}

Timestamp Ledger::last_timestamp() const {
  if (filtered_) return filtered_->last_timestamp;
  if (counted_rows_) return counted_rows_->last_timestamp;
  Timestamp last = 0;
  for (const Segment& segment : segments_)
    if (segment.num_transactions > 0) last = std::max(last, segment.last_timestamp);
  return last;
}

ColumnSet Ledger::columns() const {
  ColumnSet all;
  for (const Segment& segment : segments_) all = all | segment.columns;
  return all;
}

void Ledger::set_customers(std::size_t first, std::span<const std::uint32_t> counts) {
  customers_before_.assign(counts.size() + 1, 0);
  std::partial_sum(counts.begin(), counts.end(), customers_before_.begin() + 1, std::plus<std::uint64_t>());
  counted_ = {first, first + counts.size()};
}

std::uint64_t Ledger::customers_in(PrefixRange range) const {
  if (range.begin >= counted_.begin && range.end <= counted_.end && !customers_before_.empty())
    return customers_before_[range.end - counted_.begin] - customers_before_[range.begin - counted_.begin];
  std::uint64_t sum = 0;
  for (const Segment& segment : segments_)
    sum += segment.customer_index[range.end] - segment.customer_index[range.begin];
  return sum;
}

const std::vector<NamedTexts>& Ledger::attributes() const {
  static const std::vector<NamedTexts> none;
  const Segment* const segment = attribute_segment();
  return segment == nullptr ? none : segment->attributes;
}

const Segment* Ledger::newest_with(Column column) const {
  const auto recency = [](const Segment& segment) { return segment.num_transactions > 0 ? segment.last_timestamp : 0; };
  const Segment* newest = nullptr;
  for (const Segment& segment : segments_)
    if (segment.columns.has(column) && (newest == nullptr || recency(segment) >= recency(*newest))) newest = &segment;
  return newest;
}

}  // namespace spendlens::ledger

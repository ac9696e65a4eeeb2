// What is read of a file of ours: its sums; its metadata, of which some bytes are others; and what becomes of a layout:
// places inside the file, of columns that may be any.
#include <array>
#include <string>
#include <vector>

#include "fuzz_input.hpp"
#include "ledger/segment/column_names.hpp"
#include "ledger/segment/open_segment.hpp"
#include "memory_directory.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/layout.hpp"

using namespace spendlens;
using fuzz::FuzzInput;
using fuzz::require;

namespace {

const fuzz::MemoryDirectory& directory() {
  static const fuzz::MemoryDirectory directory;
  return directory;
}

/// A sum file that is right but for what the input changes, or the input itself.
std::string sum_text(FuzzInput& input, std::string_view file) {
  if (input.flag()) return std::string(input.text(input.below(512)));
  store::BlockSums sums;
  sums.file_bytes = file.size() + (input.below(8) == 0 ? input.take<std::uint64_t>() : 0);
  DigestStream digest;
  digest.update(std::as_bytes(std::span(file)));
  if (!file.empty()) sums.blocks.push_back(digest.finish());
  std::string text = sums.text();
  for (std::size_t i = input.below(3); i > 0; --i)
    text[input.below(text.size())] = static_cast<char>(input.take<std::uint8_t>());
  if (input.below(8) == 0) text.resize(input.below(text.size() + 1));
  return text;
}

/// A file passes for whole where the sums beside it are those of its bytes, else it is refused.
void check_sums(FuzzInput& input) {
  const std::string file(input.text(input.below(64)));
  directory().write("x.h5", file);
  const std::size_t which = input.below(4);
  std::array<std::string, 2> texts;
  if (which != 1) texts[0] = sum_text(input, file);
  if (which != 0) texts[1] = sum_text(input, file);
  if (which != 1) directory().write("x.h5.sum", texts[0]);
  if (which != 0) directory().write("x.h5.sum.next", texts[1]);
  const std::string path = directory().file("x.h5");
  if (!fuzz::accepts([&] { store::verify_metadata(path); })) return;
  comm::LocalCommunicator communicator;
  const store::BlockSums found = store::compute_block_sums(communicator, path);
  bool any = false;
  for (const std::string& text : texts)
    (void)fuzz::accepts([&] { any = any || store::BlockSums::parse(text, path) == found; });
  require(any, "what passes has its sums beside it");
  require(fuzz::accepts([&] { store::verify_all_blocks(communicator, path); }),
          "a file of one block is verified by its first");
  (void)fuzz::accepts([&] { (void)store::sums_of(path); });
}

constexpr std::array kTypes = {store::element_type<std::uint8_t>(),  store::element_type<std::uint16_t>(),
                               store::element_type<std::uint32_t>(), store::element_type<std::uint64_t>(),
                               store::element_type<std::int64_t>(),  store::element_type<float>(),
                               store::element_type<double>()};

store::ElementType type_from(FuzzInput& input) {
  const std::size_t which = input.below(kTypes.size() + 2);
  return which < kTypes.size()
             ? kTypes[which]
             : store::text_type(static_cast<std::uint32_t>(1 + input.below(which == kTypes.size() ? 8 : 512)));
}

constexpr std::array kColumns = {ledger::names::kId,
                                 ledger::names::kHash,
                                 ledger::names::kTransactionOffset,
                                 ledger::names::kFirstTimestamp,
                                 ledger::names::kArchetype,
                                 ledger::transaction_column_of<ledger::Column::kTimestamp>().path,
                                 ledger::transaction_column_of<ledger::Column::kAmount>().path,
                                 ledger::transaction_column_of<ledger::Column::kMerchant>().path,
                                 ledger::transaction_column_of<ledger::Column::kCategory>().path,
                                 ledger::transaction_column_of<ledger::Column::kAccount>().path,
                                 ledger::transaction_column_of<ledger::Column::kFlags>().path,
                                 ledger::names::kAccountRefId,
                                 ledger::names::kAccountRefOffset,
                                 ledger::names::kMerchantDictionary,
                                 ledger::names::kCategoryDictionary,
                                 ledger::names::kCustomerIndex,
                                 ledger::names::kTransactionIndex,
                                 ledger::names::kAccountOffset,
                                 ledger::names::kAccountId,
                                 ledger::names::kLiabilityOffset,
                                 ledger::names::kLiabilityType,
                                 ledger::names::kApr};

/// The layout of an empty segment with one dictionary.
store::Layout sound_layout() {
  using store::ElementType;
  const auto u32 = store::element_type<std::uint32_t>();
  const auto u64 = store::element_type<std::uint64_t>();
  store::Layout layout;
  layout.text_attributes = {{"format", ledger::kSegmentFormat}, {"currency", "EUR"}, {"timezone", "UTC"}};
  layout.integer_attributes = {
      {"version", 2},        {"customers", 0}, {"transactions", 0}, {"first_timestamp", kNoTimestamp},
      {"last_timestamp", 0}, {"accounts", 0},  {"liabilities", 0}};
  layout.columns[ledger::names::kId] = {store::text_type(4), 0, 0};
  layout.columns[ledger::names::kHash] = {u64, 0, 0};
  layout.columns[ledger::names::kTransactionOffset] = {u64, 1, 0};
  layout.columns[ledger::names::kFirstTimestamp] = {u32, 0, 0};
  layout.columns[ledger::transaction_column_of<ledger::Column::kTimestamp>().path] = {u32, 0, 0};
  layout.columns[ledger::transaction_column_of<ledger::Column::kAmount>().path] = {store::element_type<std::int64_t>(),
                                                                                   0, 0};
  layout.columns[ledger::transaction_column_of<ledger::Column::kMerchant>().path] = {u32, 0, 0};
  layout.columns[ledger::names::kMerchantDictionary] = {store::text_type(3), 2, 0};
  layout.columns[ledger::names::kCustomerIndex] = {u64, kHashPrefixes + 1, 64};
  layout.columns[ledger::names::kTransactionIndex] = {u64, kHashPrefixes + 1, 64};
  return layout;
}

constexpr std::uint64_t kFileBytes = 64 + 8 * (kHashPrefixes + 1) + 4096;

/// Some of it is another: always inside the file, as read_layout() promises.
void change(store::Layout& layout, FuzzInput& input) {
  const std::string column = input.one_of(kColumns);
  switch (input.below(5)) {
    case 0:
      layout.columns.erase(column);
      break;
    case 1:
    case 2: {
      store::ColumnPlace& place = layout.columns[column];
      place.type = type_from(input);
      const std::array<std::uint64_t, 4> lengths = {input.below(4), input.below(600), kHashPrefixes + 1,
                                                    input.take<std::uint32_t>()};
      place.file_offset = input.below(kFileBytes + 1);
      place.length = std::min(lengths[input.below(4)], (kFileBytes - place.file_offset) / place.type.width);
      break;
    }
    case 3: {
      static const std::vector<std::string> names = {"version",        "customers", "transactions", "first_timestamp",
                                                     "last_timestamp", "accounts",  "liabilities"};
      const std::string& name = input.one_of(names);
      if (input.flag())
        layout.integer_attributes[name] = input.flag() ? input.below(4) : input.take<std::uint64_t>();
      else
        layout.integer_attributes.erase(name);
      break;
    }
    default: {
      static const std::vector<std::string> names = {"format", "currency", "timezone"};
      const std::string& name = input.one_of(names);
      if (input.flag())
        layout.text_attributes[name] = input.text(input.below(40));
      else
        layout.text_attributes.erase(name);
    }
  }
}

/// A small file as create_layout() makes it, of all that it may hold.
const std::string& sound_file() {
  static const std::string bytes = [] {
    store::FileSpec spec;
    spec.attributes = {{"format", std::string("test")},
                       {"version", std::uint64_t{3}},
                       {"names", std::vector<std::string>{"a", "", "ccc"}}};
    spec.group_attributes["/one"] = {{"rows", std::uint64_t{7}}};
    for (std::size_t i = 0; i < kTypes.size(); ++i)
      spec.columns.push_back({"/one/column" + std::to_string(i), kTypes[i], 3, "units", "", {"no", "yes"}});
    spec.columns.push_back({"/two/name", store::text_type(7), 3, "", "What it is called.", {}});
    const std::string path = directory().file("sound.h5");
    (void)store::create_layout(path, spec);
    const store::File file = store::File::open_to_read(path);
    std::string all(file.size(), '\0');
    file.read_at(0, std::as_writable_bytes(std::span(all)));
    return all;
  }();
  return bytes;
}

/// Metadata is refused by name, or leads to columns inside the file.
void check_metadata(FuzzInput& input) {
  std::string bytes = sound_file();
  for (std::size_t changes = input.below(6); changes > 0; --changes) {
    const std::size_t place = input.take<std::uint16_t>() % bytes.size();
    const std::string_view other = input.text(input.below(9));
    bytes.replace(place, std::min(other.size(), bytes.size() - place), other.substr(0, bytes.size() - place));
  }
  if (input.below(16) == 0) bytes.resize(input.take<std::uint16_t>() % bytes.size());
  directory().write("x.h5", bytes);
  const std::string path = directory().file("x.h5");
  try {
    for (const auto& [name, place] : store::read_layout(path).columns)
      require(
          place.file_offset <= bytes.size() && place.length <= (bytes.size() - place.file_offset) / place.type.width,
          "a column lies inside the file");
  } catch (const InputError& error) {
    require(std::string_view(error.what()).find(path) != std::string_view::npos, "a refusal names the file");
  }
}

/// A segment opens, or is refused with one line that names it.
void check_layout(FuzzInput& input) {
  store::Layout layout = sound_layout();
  for (std::size_t changes = input.below(6); changes > 0; --changes) change(layout, input);
  std::string bytes(kFileBytes, '\0');
  const std::string_view head = input.rest().substr(0, 4096);
  bytes.replace(head.size() > 64 ? 0 : kFileBytes - 4096, head.size(), head);
  directory().write("x.h5", bytes);
  const std::string path = directory().file("x.h5");
  try {
    const ledger::OpenedSegment opened =
        ledger::open_segment(std::make_shared<store::ColumnFileReader>(path, layout), "x");
    for (const char* column : kColumns) {
      if (!layout.has(column)) continue;
      const store::ColumnPlace& place = layout.at(column);
      if (place.type.kind == store::ElementKind::kText)
        require(opened.segment.file->read_all_texts(column).size() == place.length, "as many texts as it says");
    }
  } catch (const InputError& error) {
    require(std::string_view(error.what()).find(path) != std::string_view::npos, "a refusal names the segment");
    (void)fuzz::accepts([&] { throw error; });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  directory().clear();
  if (input.flag())
    check_layout(input);
  else if (input.flag())
    check_metadata(input);
  else
    check_sums(input);
  return 0;
}

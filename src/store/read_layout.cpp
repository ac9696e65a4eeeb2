#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/layout.hpp"
#include "store/metadata_bytes.hpp"
#include "store/object_header.hpp"
#include "store/text_heap.hpp"

namespace spendlens::store {

namespace {

using namespace std::string_view_literals;

constexpr int kMaxDepth = 8;
constexpr std::uint64_t kMaxListLength = 65'536;
constexpr std::uint64_t kTextReferenceBytes = 16;

/// Names may be printed.
bool is_name(const std::string& name) {
  return !name.empty() &&
         std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/'; });
}

/// Walks an untrusted file and collects its layout; whatever columns cannot have is refused.
class LayoutReading {
 public:
  explicit LayoutReading(const File& file) : bytes_(file), texts_(bytes_) {}

  Layout run() {
    read_object(root_address(), "", 0);
    return std::move(layout_);
  }

 private:
  using Messages = std::vector<HeaderMessage>;

  [[nodiscard]] std::uint64_t root_address();
  void read_object(std::uint64_t address, const std::string& path, int depth);
  void read_group(const Messages& messages, const std::string& path, int depth);
  void read_column(const Messages& messages, const std::string& path);
  [[nodiscard]] MetadataCursor only(const Messages& messages, HeaderMessage::Type type, const std::string& path) const;
  void read_attributes(const Messages& messages, const std::string& path);
  void read_attribute(const HeaderMessage& message, const std::string& path);
  [[noreturn]] void refuse(const std::string& object, const std::string& what) const {
    throw InputError(fmt::format("{}: '{}' {}; this is not a file of spendlens, or it is damaged", bytes_.path(),
                                 object.empty() ? "/" : readable(object), what));
  }

  MetadataBytes bytes_;
  TextHeap texts_;
  std::set<std::uint64_t> seen_;
  Layout layout_;
};

std::uint64_t LayoutReading::root_address() {
  constexpr std::uint64_t kSuperblockBytes = 48;
  const auto refuse_file = [this](const char* what) {
    throw InputError(fmt::format("{}: {}; this is not a file of spendlens, or it is damaged", bytes_.path(), what));
  };
  if (bytes_.file_bytes() < kSuperblockBytes) refuse_file("it is too short for an HDF5 file");
  MetadataCursor superblock(bytes_, 0, kSuperblockBytes);
  if (superblock.text(8) != "\x89HDF\r\n\x1a\n"sv) refuse_file("it does not begin as an HDF5 file does");
  const std::uint8_t version = superblock.byte();
  if (version != 2 && version != 3) refuse_file("it is of a version of HDF5 that spendlens does not write");
  if (superblock.byte() != 8 || superblock.byte() != 8) refuse_file("its HDF5 addresses are not of 64 bits");
  superblock.skip(1);  // whether somebody has it open
  if (superblock.number(8) != 0) refuse_file("its HDF5 addresses do not count from its beginning");
  superblock.skip(8);  // an extension, which says nothing of objects
  if (superblock.number(8) > bytes_.file_bytes()) refuse_file("it is shorter than HDF5 wrote it");
  return superblock.number(8);
}

void LayoutReading::read_object(std::uint64_t address, const std::string& path, int depth) {
  if (depth > kMaxDepth) refuse(path, "is nested too deeply");
  if (!seen_.insert(address).second) refuse(path, "is linked twice");
  const Messages messages = object_header(bytes_, address);
  const auto has = [&messages](HeaderMessage::Type type) {
    return std::any_of(messages.begin(), messages.end(),
                       [type](const HeaderMessage& message) { return message.type == type; });
  };
  if (has(HeaderMessage::kLayout))
    read_column(messages, path);
  else if (has(HeaderMessage::kLinkInfo))
    read_group(messages, path, depth);
  else
    refuse(path, "is neither a group nor a column");
}

void LayoutReading::read_group(const Messages& messages, const std::string& path, int depth) {
  read_attributes(messages, path);
  for (const HeaderMessage& message : messages) {
    if (message.type == HeaderMessage::kLinkInfo && has_heap(message.body, 8))
      refuse(path, "keeps its links in a way that spendlens does not write");
    if (message.type != HeaderMessage::kLink) continue;
    const HardLink link = read_link(message.body);
    const std::string name = path + "/" + link.name;
    if (!is_name(link.name)) refuse(name, "has a name that spendlens does not give");
    if (!link.address) refuse(name, "is a link to elsewhere");
    read_object(*link.address, name, depth + 1);
  }
}

/// The one message of a type.
MetadataCursor LayoutReading::only(const Messages& messages, HeaderMessage::Type type, const std::string& path) const {
  const HeaderMessage* found = nullptr;
  for (const HeaderMessage& message : messages) {
    if (message.type != type) continue;
    if (found != nullptr || message.is_shared) refuse(path, "is described in a way that spendlens does not write");
    found = &message;
  }
  if (found == nullptr) refuse(path, "lacks its type or its length");
  return found->body;
}

void LayoutReading::read_column(const Messages& messages, const std::string& path) {
  const std::optional<StoredPlace> stored = read_storage(only(messages, HeaderMessage::kLayout, path));
  const bool is_elsewhere = std::any_of(messages.begin(), messages.end(), [](const HeaderMessage& message) {
    return message.type == HeaderMessage::kExternalFiles || message.type == HeaderMessage::kFilters;
  });
  if (!stored || is_elsewhere) refuse(path, "is not stored in one piece");
  const Extent extent = read_dataspace(only(messages, HeaderMessage::kDataspace, path));
  if (!extent.is_line) refuse(path, "is not one-dimensional");
  const std::optional<ElementType> type = read_datatype(only(messages, HeaderMessage::kDatatype, path)).element;
  if (!type) refuse(path, "has an element type that no column has");
  ColumnPlace place{*type, extent.length, 0};
  if (place.length > 0) {
    const std::uint64_t offset = stored->address;
    if (offset > bytes_.file_bytes() || place.length > (bytes_.file_bytes() - offset) / type->width)
      refuse(path, "does not lie inside the file");
    place.file_offset = offset;
  }
  if (!layout_.columns.emplace(path, place).second) refuse(path, "is there twice");
  read_attributes(messages, path);
}

void LayoutReading::read_attributes(const Messages& messages, const std::string& path) {
  for (const HeaderMessage& message : messages) {
    if (message.type == HeaderMessage::kAttributeInfo && has_heap(message.body, 2))
      refuse(path, "keeps its attributes in a way that spendlens does not write");
    if (message.type == HeaderMessage::kAttribute) read_attribute(message, path);
  }
}

void LayoutReading::read_attribute(const HeaderMessage& message, const std::string& path) {
  MetadataCursor body = message.body;
  if (message.is_shared || body.byte() != 3 || body.byte() != 0)
    refuse(path, "has an attribute that is described in a way that spendlens does not write");
  const std::uint64_t name_bytes = body.number(2);
  const std::uint64_t type_bytes = body.number(2);
  const std::uint64_t space_bytes = body.number(2);
  body.skip(1);  // character set
  std::string name = body.text(name_bytes);
  name.resize(std::min(name.find('\0'), name.size()));
  const std::string full = path.empty() ? name : path + "/" + name;
  if (!is_name(name)) refuse(full, "is an attribute with a name that spendlens does not give");
  const StoredType type = read_datatype(body.part(type_bytes));
  const Extent extent = read_dataspace(body.part(space_bytes));
  if (extent.is_scalar && type.element == element_type<std::uint64_t>()) {
    layout_.integer_attributes[full] = body.number(8);
    return;
  }
  if (!type.is_variable_text) refuse(full, "is an attribute of a type that spendlens does not write");
  if (extent.is_scalar) {
    layout_.text_attributes[full] = texts_.text(body);
    return;
  }
  if (!extent.is_line || extent.length > kMaxListLength || extent.length > body.remaining() / kTextReferenceBytes)
    refuse(full, "is an attribute of a shape that spendlens does not write");
  std::vector<std::string>& list = layout_.list_attributes[full];
  for (std::uint64_t i = 0; i < extent.length; ++i) list.push_back(texts_.text(body));
}

}  // namespace

Layout read_layout(const File& file) { return LayoutReading(file).run(); }

Layout read_layout(const std::string& path) { return read_layout(File::open_to_read(path)); }

}  // namespace spendlens::store

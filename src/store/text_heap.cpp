#include "store/text_heap.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

[[noreturn]] void refuse(const MetadataBytes& bytes) {
  throw InputError(fmt::format(
      "{}: a text of an attribute is not where it should be; this is not a file of spendlens, or it is damaged",
      bytes.path()));
}

}  // namespace

const TextHeap::Collection& TextHeap::collection_at(std::uint64_t address) {
  constexpr std::uint64_t kHeaderBytes = 16;
  const auto [found, is_new] = collections_.try_emplace(address);
  if (!is_new) return found->second;
  MetadataCursor header(bytes_, address, kHeaderBytes);
  if (header.text(4) != "GCOL" || header.byte() != 1) refuse(bytes_);
  header.skip(3);
  const std::uint64_t size = header.number(8);
  if (size < kHeaderBytes) refuse(bytes_);
  MetadataCursor objects(bytes_, address + kHeaderBytes, size - kHeaderBytes);
  while (objects.remaining() >= kHeaderBytes) {
    const auto index = static_cast<std::uint16_t>(objects.number(2));
    objects.skip(6);  // count of references, reserved
    const std::uint64_t length = objects.number(8);
    if (index == 0) break;  // the rest is free
    if (length > objects.remaining()) refuse(bytes_);
    found->second.emplace(index, Object{objects.position(), length});
    objects.skip(std::min((length + 7) / 8 * 8, objects.remaining()));
  }
  return found->second;
}

std::string TextHeap::text(MetadataCursor& reference) {
  const std::uint64_t length = reference.number(4);
  const std::uint64_t address = reference.number(8);
  const std::uint64_t index = reference.number(4);
  if (length == 0) return {};
  const Collection& collection = collection_at(address);
  const auto object = index > 0xFFFF ? collection.end() : collection.find(static_cast<std::uint16_t>(index));
  if (object == collection.end() || object->second.second < length) refuse(bytes_);
  const std::string text = MetadataCursor(bytes_, object->second.first, length).text(length);
  return text.substr(0, text.find('\0'));
}

}  // namespace spendlens::store

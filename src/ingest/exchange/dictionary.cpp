#include "ingest/exchange/dictionary.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ingest {

namespace {

void append_text(std::vector<std::byte>& bytes, std::string_view text) {
  const auto length = static_cast<std::uint16_t>(text.size());
  const auto* head = reinterpret_cast<const std::byte*>(&length);
  bytes.insert(bytes.end(), head, head + sizeof length);
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  bytes.insert(bytes.end(), begin, begin + text.size());
}

template <class Use>
void for_each_text(std::span<const std::byte> bytes, Use use) {
  for (std::size_t position = 0; position < bytes.size();) {
    std::uint16_t length = 0;
    std::memcpy(&length, bytes.data() + position, sizeof length);
    use(std::string_view(reinterpret_cast<const char*>(bytes.data() + position + sizeof length), length));
    position += sizeof length + length;
  }
}

}  // namespace

std::uint64_t TextInterner::intern(std::string_view text) {
  const std::uint64_t hash = text_hash(text);
  if (recent_.empty()) recent_.resize(kNumRecent);
  RecentText& recent = recent_[hash % kNumRecent];
  if (recent.hash == hash && recent.length != 0 && std::string_view(recent.text.data(), recent.length) == text)
    return hash;
  const auto [place, is_new] = texts_.try_emplace(hash);
  if (is_new)
    place->second = text;
  else if (place->second != text)
    throw InputError(fmt::format("the texts '{}' and '{}' share a 64-bit hash and cannot be in one segment; rename one",
                                 place->second, text));
  if (!text.empty() && text.size() <= recent.text.size()) {
    recent.hash = hash;
    recent.length = static_cast<std::uint8_t>(text.size());
    std::copy(text.begin(), text.end(), recent.text.begin());
  }
  return hash;
}

void CodeTable::miss() { throw InternalError("a row's text is in no dictionary"); }

CodeTable::CodeTable(const std::vector<std::string>& texts)
    : entries_(std::bit_ceil(2 * texts.size() + 1)), mask_(entries_.size() - 1) {
  for (std::size_t code = 0; code < texts.size(); ++code) {
    const std::uint64_t hash = text_hash(texts[code]);
    std::size_t place = hash & mask_;
    while (entries_[place].code != kFree) place = (place + 1) & mask_;
    entries_[place] = {hash, static_cast<std::uint32_t>(code)};
  }
}

Dictionary build_dictionary(comm::Communicator& communicator, const TextInterner& seen, const char* what,
                            std::size_t max_texts) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  std::vector<std::vector<std::byte>> parts(ranks);
  for (const auto& [hash, text] : seen.texts()) append_text(parts[hash % ranks], text);
  std::vector<std::byte> outgoing;
  std::vector<std::uint64_t> offset = {0};
  for (const auto& part : parts) {
    outgoing.insert(outgoing.end(), part.begin(), part.end());
    offset.push_back(outgoing.size());
  }
  const comm::Gathered dealt = communicator.exchange(outgoing, offset);
  TextInterner mine;
  comm::agree(communicator, [&] { for_each_text(dealt.bytes, [&](std::string_view text) { mine.intern(text); }); });
  std::vector<std::byte> distinct;
  for (const auto& [hash, text] : mine.texts()) append_text(distinct, text);
  const comm::Gathered all = communicator.all_gather(distinct);

  Dictionary dictionary;
  for_each_text(all.bytes, [&](std::string_view text) { dictionary.texts.emplace_back(text); });
  std::sort(dictionary.texts.begin(), dictionary.texts.end());
  if (dictionary.texts.size() > max_texts)
    throw InputError(fmt::format("{} distinct {} are more than the {} that a segment can hold", dictionary.texts.size(),
                                 what, max_texts));
  dictionary.code = CodeTable(dictionary.texts);
  return dictionary;
}

}  // namespace spendlens::ingest

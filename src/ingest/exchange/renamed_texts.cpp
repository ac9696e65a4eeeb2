#include "ingest/exchange/renamed_texts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

std::uint64_t check_of(std::string_view text) { return digest(std::as_bytes(std::span(text))).high; }

}  // namespace

void RenamedTexts::add_example(std::vector<std::string>& examples, std::string_view text) {
  const auto at = std::lower_bound(examples.begin(), examples.end(), text);
  if (at != examples.end() && *at == text) return;
  if (at == examples.end() && examples.size() == kExamples) return;
  examples.emplace(at, text);
  if (examples.size() > kExamples) examples.pop_back();
}

const RenamedTexts::Known& RenamedTexts::meet(std::uint64_t hash, std::string_view text) {
  const auto [place, is_new] = known_.try_emplace(hash);
  Known& known = place->second;
  const std::uint64_t check = check_of(text);
  if (is_new) {
    const Renamed renamed = rename_(text);
    known = {check, 0, renamed.by, !renamed.name.empty()};
    if (known.is_named) {
      known.name = names_.intern(renamed.name);
      add_example(examples_[known.name], text);
    }
  } else if (known.check != check) {
    throw InputError(
        fmt::format("the text '{}' shares a 64-bit hash with another one and cannot be in one segment with it; change "
                    "it",
                    readable(text)));
  }
  return known;
}

std::optional<std::uint64_t> RenamedTexts::intern_renamed(std::string_view text) {
  const std::uint64_t hash = text_hash(text);
  if (recent_.empty()) recent_.resize(kNumRecent);
  RecentText& recent = recent_[hash % kNumRecent];
  if (recent.hash == hash && recent.length != 0 && std::string_view(recent.text.data(), recent.length) == text)
    return recent.name;
  const Known& known = meet(hash, text);
  if (!known.is_named) return std::nullopt;
  if (!text.empty() && text.size() <= recent.text.size()) {
    recent.hash = hash;
    recent.name = known.name;
    recent.length = static_cast<std::uint8_t>(text.size());
    std::copy(text.begin(), text.end(), recent.text.begin());
  }
  return known.name;
}

}  // namespace spendlens::ingest

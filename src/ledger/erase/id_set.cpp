#include "ledger/erase/id_set.hpp"

#include <algorithm>
#include <set>

namespace spendlens::ledger {

namespace {

/// Letters and digits; bytes of other characters than ASCII's count as letters.
bool is_of_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

IdSet::IdSet(const std::vector<std::string>& ids) : texts_(ids) {
  std::erase(texts_, "");
  std::sort(texts_.begin(), texts_.end());
  texts_.erase(std::unique(texts_.begin(), texts_.end()), texts_.end());
  std::set<std::size_t> lengths;
  for (const std::string& text : texts_) {
    index_.emplace(text, ids_.size());
    ids_.push_back(text);
    lengths.insert(text.size());
  }
  lengths_.assign(lengths.begin(), lengths.end());
  found_.assign(ids_.size(), 0);
}

bool IdSet::has(std::string_view id) {
  const auto at = index_.find(id);
  if (at == index_.end()) return false;
  found_[at->second] = 1;
  return true;
}

bool IdSet::stands_in(std::string_view text, bool by_itself) {
  bool any = false;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (by_itself && begin > 0 && is_of_word(text[begin - 1]) && is_of_word(text[begin])) continue;
    for (const std::size_t length : lengths_) {
      const std::size_t end = begin + length;
      if (end > text.size()) break;
      if (by_itself && end < text.size() && is_of_word(text[end]) && is_of_word(text[end - 1])) continue;
      any = has(text.substr(begin, length)) || any;
    }
  }
  return any;
}

}  // namespace spendlens::ledger

#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "spendlens/core/error.hpp"

namespace spendlens::fuzz {

/// A finding: ends the process where the fuzzer and the sanitizers see it.
[[noreturn]] inline void fail(const std::string& what) {
  std::fprintf(stderr, "finding: %s\n", what.c_str());
  std::abort();
}
inline void require(bool holds, const char* what) {
  if (!holds) fail(what);
}

/// The fuzzer's bytes as choices and texts, taken from the front; zeros once they are used up.
class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* data, std::size_t size) : bytes_(reinterpret_cast<const char*>(data), size) {}

  template <std::integral T>
  [[nodiscard]] T take() {
    T value = 0;
    std::memcpy(&value, bytes_.data(), std::min(sizeof(T), bytes_.size()));
    bytes_.remove_prefix(std::min(sizeof(T), bytes_.size()));
    return value;
  }
  [[nodiscard]] bool flag() { return (take<std::uint8_t>() & 1) != 0; }
  /// 0 to n - 1.
  [[nodiscard]] std::size_t below(std::size_t n) {
    return n <= 256 ? take<std::uint8_t>() % n : take<std::uint32_t>() % n;
  }
  template <class List>
  [[nodiscard]] auto& one_of(List& list) {
    return list[below(std::size(list))];
  }
  [[nodiscard]] std::string_view text(std::size_t length) {
    const std::string_view text = bytes_.substr(0, length);
    bytes_.remove_prefix(text.size());
    return text;
  }
  [[nodiscard]] std::string_view rest() { return text(bytes_.size()); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

/// Longer lines hide what they say.
inline constexpr std::size_t kLongestMessage = 10'000;

/// Does what may be refused; true where it was not. A refusal is one line that blames the use or the input: everything
/// else that is thrown is a finding.
inline bool accepts(const std::function<void()>& work) {
  try {
    work();
    return true;
  } catch (const Error& error) {
    const std::string_view what = error.what();
    if (error.code() != ExitCode::kUsage && error.code() != ExitCode::kInput)
      fail("an error of another kind: " + std::string(what));
    if (what.empty() || what.size() > kLongestMessage || what.find('\n') != std::string_view::npos)
      fail("no clear line: " + std::string(what));
  } catch (const std::exception& error) {
    fail(std::string("an exception that is no Error: ") + error.what());
  }
  return false;
}

}  // namespace spendlens::fuzz

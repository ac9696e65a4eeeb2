#pragma once

#include <cstddef>
#include <cstdint>

namespace spendlens::synth {

/// "C" and nine digits.
inline constexpr std::size_t kIdBytes = 10;
/// The customer's id, "-" and one digit from 1 on.
inline constexpr std::size_t kAccountIdBytes = kIdBytes + 2;
inline constexpr std::size_t kMaxAccounts = 9;

inline void write_id(std::uint64_t number, char* to) {
  to[0] = 'C';
  for (std::size_t i = kIdBytes - 1; i > 0; --i, number /= 10) to[i] = static_cast<char>('0' + number % 10);
}

/// The account that is number `account` of the customer, from 0.
inline void write_account_id(std::uint64_t customer, std::size_t account, char* to) {
  write_id(customer, to);
  to[kIdBytes] = '-';
  to[kIdBytes + 1] = static_cast<char>('1' + account);
}

}  // namespace spendlens::synth

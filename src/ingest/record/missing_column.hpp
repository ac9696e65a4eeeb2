#pragma once

#include <string>
#include <vector>

namespace spendlens::ingest {

/// The names of a header as a message lists them.
[[nodiscard]] std::string names_text(const std::vector<std::string>& header);

/// Throws InputError: `file` has no column `name`, in which the field `key` would be; it says what the file has and
/// which option names another.
[[noreturn]] void miss_column(const std::string& file, const std::vector<std::string>& header, const std::string& name,
                              const std::string& key);

/// Likewise of a file that does not say whose its rows are, which is said in one of several ways.
[[noreturn]] void miss_customers(const std::string& file, const std::vector<std::string>& header, bool has_accounts);

}  // namespace spendlens::ingest

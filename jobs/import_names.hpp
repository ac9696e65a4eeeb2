#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "spendlens/ingest/import.hpp"

namespace spendlens::jobs {

/// The option of import and of compact that says how merchants get their names: clean or raw.
CLI::Option* add_merchants_option(CLI::App& command, std::string& merchants, const std::string& description);

[[nodiscard]] MerchantRule merchant_rule_of(const std::string& merchants);

/// What merchants and categories are stored as. `merchants` takes what is read into the options by merchant_rule_of();
/// all must outlive the command.
void add_name_options(CLI::App& command, std::string& merchants, ingest::ImportOptions& options);

}  // namespace spendlens::jobs

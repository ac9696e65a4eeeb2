#include "import_names.hpp"

namespace spendlens::jobs {

CLI::Option* add_merchants_option(CLI::App& command, std::string& merchants, const std::string& description) {
  return command.add_option("--merchants", merchants, description)->check(CLI::IsMember({"clean", "raw"}));
}

MerchantRule merchant_rule_of(const std::string& merchants) {
  return merchants == "raw" ? MerchantRule::kRaw : MerchantRule::kDescriptor1;
}

void add_name_options(CLI::App& command, std::string& merchants, ingest::ImportOptions& options) {
  add_merchants_option(
      command, merchants,
      "clean: a merchant is the payee of its text, without payment facilitators, references and places "
      "(rule set descriptor-1); raw: it is the text")
      ->capture_default_str();
  command
      .add_option(
          "--aliases", options.aliases,
          "CSV of pattern,name,kind: merchants whose text in capitals is the pattern (a * at its end matches any "
          "rest) are stored as the name, and are of that kind; none: no aliases. Default: a list of well-known "
          "services with their kinds")
      ->type_name("FILE|none");
  command
      .add_option("--categories", options.categories,
                  "CSV of code,category: what a bank's own codes are; others stay as they are")
      ->type_name("FILE");
}

}  // namespace spendlens::jobs

#include "ingest/format/load_text_rules.hpp"

#include <fmt/format.h>

#include "ingest/format/list_file.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ingest/aliases.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

CategoryCodes parse_category_codes(const std::string& text, const std::string& name_for_errors) {
  const ListFile file("categories", name_for_errors, text, {"code", "category"});
  CategoryCodes codes;
  for (const ListFile::Line& line : file.lines()) {
    const std::string& code = file.text(line, 0, ledger::kMaxTextBytes);
    const std::string& category = file.text(line, 1, ledger::kMaxTextBytes);
    if (code.empty() || category.empty()) file.refuse(line.number, "the code or the category is empty");
    if (!codes.add(code, category))
      file.refuse(line.number, fmt::format("the code '{}' is given twice", readable(code)));
  }
  return codes;
}

TextRules load_text_rules(comm::Communicator& communicator, const ImportOptions& options) {
  TextRules rules;
  rules.payees.rule = options.merchant_rule;
  rules.payees.aliases = load_aliases(communicator, options.aliases);
  if (options.categories.empty()) return rules;
  std::string text;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) text = read_list_file("categories", options.categories);
  });
  comm::broadcast_object(communicator, text, 0);
  comm::agree(communicator, [&] { rules.categories = parse_category_codes(text, options.categories); });
  rules.categories_text = std::move(text);
  return rules;
}

}  // namespace spendlens::ingest

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <string>

#include "bindings.hpp"
#include "spendlens/core/accounts.hpp"
#include "spendlens/core/aliases.hpp"
#include "spendlens/core/error.hpp"
#include "texts.hpp"

// What an import makes of texts before signals read them: payees of merchants, types of accounts.

namespace spendlens::python {

namespace {

/// [(pattern, name, kind)], each as an alias file has it.
Aliases aliases_from(const std::vector<std::vector<std::string>>& lines) {
  std::vector<Alias> list;
  for (const auto& line : lines) {
    if (line.size() != 3) throw UsageError("an alias is a pattern, a name and a kind");
    Alias alias{payee_capitals(line[0]), line[1]};
    if (alias.pattern.empty()) throw UsageError("an alias has no pattern");
    if (!line[2].empty()) {
      const auto kind = parse_outflow_kind(line[2]);
      if (!kind) throw UsageError("there is no kind of payments '" + line[2] + "'");
      alias.kind = static_cast<std::uint8_t>(*kind);
    }
    list.push_back(std::move(alias));
  }
  return Aliases(std::move(list));
}

/// (names ascending, kind of each, payee of each text: 4294967295 where it is none)
nb::tuple payees_of(const Texts& texts, const std::string& rule_name,
                    const std::vector<std::vector<std::string>>& lines) {
  const auto rule = parse_merchant_rule(rule_name == "clean" ? "descriptor-1" : rule_name);
  if (!rule) throw UsageError("merchants is clean or raw, not " + rule_name);
  const PayeeRules rules{*rule, aliases_from(lines)};
  std::map<std::string, std::uint8_t> kinds;
  std::vector<std::string> keys;
  for (const std::string_view text : texts.views()) {
    const PayeeRules::Payee payee = rules.payee_of(text);
    keys.push_back(payee.key);
    if (payee.key.empty()) continue;
    std::uint8_t& kind = kinds.try_emplace(payee.key, kNoStreamKind).first->second;
    if (kind == kNoStreamKind) kind = rules.kind_of(payee.alias);
  }
  nb::list names;
  std::vector<std::uint8_t> kind_of;
  std::map<std::string_view, std::uint32_t> place;
  for (const auto& [name, kind] : kinds) {
    place.emplace(name, static_cast<std::uint32_t>(kind_of.size()));
    names.append(nb::str(name.c_str()));
    kind_of.push_back(kind);
  }
  std::vector<std::uint32_t> payee_of_text;
  for (const std::string& key : keys) payee_of_text.push_back(key.empty() ? kNoMerchant : place.at(key));
  return nb::make_tuple(names, to_numpy(std::move(kind_of)), to_numpy(std::move(payee_of_text)));
}

/// The code of each text by a parser of the library; 255 where there is none.
template <class Parse>
nb::object codes_by(const Texts& texts, Parse parse) {
  std::vector<std::uint8_t> codes;
  for (const std::string_view text : texts.views()) {
    const auto code = parse(text);
    codes.push_back(code ? static_cast<std::uint8_t>(*code) : kNoFlag);
  }
  return to_numpy(std::move(codes));
}

}  // namespace

void bind_payees(nb::module_& module) {
  module.def("payees_of", &payees_of, nb::arg("texts"), nb::arg("rule"), nb::arg("aliases"));
  module.def("account_types_of", [](const Texts& texts) { return codes_by(texts, parse_account_type); });
  module.def("account_subtypes_of", [](const Texts& texts) { return codes_by(texts, parse_account_subtype); });
  module.def("liability_types_of", [](const Texts& texts) { return codes_by(texts, parse_liability_type); });
}

}  // namespace spendlens::python

#pragma once

#include <string>
#include <vector>

#include "report/html/html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

/// Whether a signal is null for every customer of a window: the ledger lacks what it is computed from. Not where the
/// summary has no such signal or window, or the window no customer.
[[nodiscard]] bool is_known_for_nobody(const ReportContext& context, const std::string& window,
                                       const std::string& signal);

/// The personas of the registry that nobody can qualify for, whoever they are: all that their rules could hold by is
/// known for nobody.
struct UntestedPersonas {
  std::vector<std::string> names;    ///< untrusted
  std::vector<std::string> partly;   ///< names of those of which some alternatives could be tested
  std::vector<std::string> signals;  ///< that are known for nobody, of both, each once
  std::size_t all = 0;               ///< personas of the registry

  [[nodiscard]] bool none() const { return names.empty() && partly.empty(); }
};

/// In one window ("6m").
[[nodiscard]] UntestedPersonas untested_personas(const ReportContext& context, const std::string& window);

/// "5 of 6 personas could not be tested: nobody's income, spend or ... is known." Empty where all could.
[[nodiscard]] Html untested_text(const UntestedPersonas& untested);

}  // namespace spendlens::report

#include "exit_codes.hpp"

#include <fmt/core.h>

#include <array>

namespace spendlens::jobs {

namespace {

constexpr std::array<ExitCodeText, 10> kTexts = {{
    {ExitCode::kDone, "done", ""},
    {ExitCode::kUsage, "usage", "the command line, a profile, a registry or a scenario is wrong"},
    {ExitCode::kInput, "input unusable",
     "a file, a ledger or a result is missing, damaged, foreign or of a newer version; so is a check that fails"},
    {ExitCode::kRejected, "too many rejected rows", "more than --max-rejected allows; the ledger is as it was"},
    {ExitCode::kIo, "input/output", "the system refused to read or write, the disk is full, or memory ran out"},
    {ExitCode::kStopped, "stopped with a checkpoint, run again", "the same command goes on from there"},
    {ExitCode::kInternal, "internal", "a defect of spendlens"},
    {ExitCode::kShadow, "shadow mode found a difference", "a kernel and its reference loop differ"},
    {ExitCode::kInUse, "output in use", "another job holds it"},
    {ExitCode::kGate, "a gate of diff did not hold", "what was compared is written all the same"},
}};

}  // namespace

std::span<const ExitCodeText> exit_code_texts() { return kTexts; }

std::string exit_code_lines() {
  constexpr std::size_t kWidth = 100;
  std::string text;
  std::string line = "Exit codes:";
  for (const ExitCodeText& entry : kTexts) {
    const std::string word = fmt::format(" {} {}{}", static_cast<int>(entry.code), entry.meaning,
                                         entry.code == kTexts.back().code ? "" : ";");
    if (line.size() + word.size() > kWidth) {
      text += line + "\n";
      line = std::string(11, ' ');
    }
    line += word;
  }
  return text + line;
}

}  // namespace spendlens::jobs

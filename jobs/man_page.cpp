#include "man_page.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "exit_codes.hpp"

namespace spendlens::jobs {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 11> kEnvironment = {{
    {"SPENDLENS_DUCKDB",
     "DuckDB's library (libduckdb.so, or its folder), which reads Parquet, JSON and queries and writes Parquet. Default: lib/spendlens and lib of the prefix, then what the loader finds."},
    {"SPENDLENS_INSTRUCTION_SET",
     "base, avx2 or avx512: the widest that kernels may use; default: the widest of the machine. No result depends on it."},
    {"OPENLINEAGE_NAMESPACE", "Namespace of the jobs in the events of --lineage; default: spendlens."},
    {"OPENLINEAGE_PARENT_ID", "The run that they are part of, as NAMESPACE/JOB/RUN."},
    {"SPENDLENS_SILENCE_SECONDS", "After so many seconds of waiting a line says for which ranks; default: 30."},
    {"OMP_NUM_THREADS", "Threads of each rank where --threads is not given."},
    {"OMPI_COMM_WORLD_SIZE, OMPI_COMM_WORLD_RANK, OMPI_COMM_WORLD_LOCAL_SIZE, PMIX_RANK, PMI_RANK",
     "Set by mpirun and srun: MPI is started only where one of them is there, and threads are shared out among the ranks of a host."},
    {"SLURM_JOB_ID, SLURM_RESTART_COUNT", "The job, and which start of it, that a lock names as its holder."},
    {"NO_COLOR", "No colours and no blocks on a terminal, as with TERM=dumb or without TERM."},
    {"CLICOLOR_FORCE", "Colours also where output is no terminal, unless it is 0 or NO_COLOR is set."},
    {"LC_ALL, LC_CTYPE, LANG",
     "Bars of the screen are drawn in blocks where the first of them that is set names UTF-8."},
}};

constexpr std::array<std::pair<const char*, const char*>, 8> kFiles = {{
    {"LEDGER/*.h5, LEDGER/*.h5.sum", "The segments of a ledger and their sums."},
    {"LEDGER/rejects/SEGMENT.csv", "The rows that an import set aside, as they were."},
    {"OUT/audit.h5, OUT/audit.h5.sum", "Every customer's result, in HDF5, and its sums."},
    {"OUT/summary.json", "Every figure of the whole base."},
    {"OUT/run.json", "How the audit ran: options, stages, bytes, calls, memory."},
    {"OUT/report.html", "The result as a page, made by spendlens report."},
    {"OUT/.checkpoint/", "What a stopped or killed audit goes on from; gone when it is done."},
    {"share/spendlens/personas*.yaml, share/spendlens/profiles/",
     "The shipped registries of personas and the shipped profiles, to copy from."},
}};

/// A text in which nothing is a request, an escape or a mark of typography: minus signs and quotes are to be copied.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool first = escaped.empty() || escaped.back() == '\n';
    if (first && (c == '.' || c == '\'')) escaped += "\\&";
    switch (c) {
      case '\\':
        escaped += "\\e";
        break;
      case '-':
        escaped += "\\-";
        break;
      case '\'':
        escaped += "\\(aq";
        break;
      case '`':
        escaped += "\\(ga";
        break;
      case '^':
        escaped += "\\(ha";
        break;
      case '~':
        escaped += "\\(ti";
        break;
      default:
        escaped.push_back(c);
    }
  }
  return escaped;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

/// A sentence: ends in a full stop.
std::string sentence(const std::string& text) { return roff(text) + (text.empty() || text.ends_with('.') ? "" : "."); }

/// Text as --help shows it: indented lines stay as they are, the others are a paragraph.
std::string passages(std::string_view text) {
  std::string page;
  bool example = false;
  bool paragraph = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const bool indented = line.starts_with("  ");
    if (example && !indented) page += ".EE\n";
    if (!example && indented) page += ".PP\n.EX\n";
    if (!indented && !line.empty() && !paragraph) page += ".PP\n";
    example = indented;
    paragraph = !indented && !line.empty();
    if (!line.empty()) page += roff(indented ? line.substr(2) : line) + "\n";
  }
  return example ? page + ".EE\n" : page;
}

std::string label_of(const OptionDefinition& option) {
  std::string label;
  for (const std::string& name : option.names)
    label += (label.empty() ? "" : ", ") + (option.positional ? italic(name) : bold(name));
  if (!option.positional && !option.value_name.empty()) label += " " + italic(option.value_name);
  return label;
}

std::string entry_of(const OptionDefinition& option) {
  std::string entry =
      ".TP\n" + label_of(option) + (option.repeatable ? " ...\n" : "\n") + sentence(option.description) + "\n";
  if (!option.default_text.empty()) entry += "Default: " + bold(option.default_text) + "\n";
  return option.required ? entry + "Required.\n" : entry;
}

/// The options of a command but for --help, which every one has.
std::string options_of(const CommandDefinition& command) {
  std::string page;
  for (const OptionDefinition& option : command.options)
    if (!command.commands.empty() || option.names.back() != "--help") page += entry_of(option);
  return page;
}

std::string synopsis_of(const CommandDefinition& program, const CommandDefinition& command) {
  std::string line = bold(program.name) + " " + bold(command.name);
  for (const OptionDefinition& option : command.options)
    if (option.required) line += " " + label_of(option);
  return line + " [" + italic("option") + "]...";
}

template <class Entries>
std::string entries(const Entries& all) {
  std::string page;
  for (const auto& [name, text] : all) page += ".TP\n" + bold(name) + "\n" + roff(text) + "\n";
  return page;
}

}  // namespace

std::string man_page(const CommandDefinition& program, const std::string& version) {
  std::string page = fmt::format(
      ".\\\" Made by `{0} document man` from its own options.\n.TH SPENDLENS 1 \"\" \"{0} {1}\" \"User Commands\"\n.nr HY 0\n.nh\n.ad l\n",
      program.name, roff(version));
  const std::string summary = program.description.substr(program.description.find(": ") + 2);
  page += fmt::format(".SH NAME\n{} \\- {}\n", program.name, roff(summary));
  page += fmt::format(".SH SYNOPSIS\n{0} {1} [{2}]...\n.br\n{3} {4} {0} {1} [{2}]...\n", bold(program.name),
                      italic("command"), italic("option"), bold("mpirun -n"), italic("ranks"));
  page +=
      ".SH DESCRIPTION\n"
      "A ledger is made from transaction logs by \\fBimport\\fR, or by \\fBgenerate\\fR; \\fBaudit\\fR computes signals, persona and RFM of every\n"
      "customer in it, and Lens 1 and Lens 2 of the whole base; the other commands show what it found.\n"
      "\\fBimport\\fR, \\fBgenerate\\fR, \\fBcompact\\fR, \\fBaudit\\fR and \\fBcheck\\fR run alone or, with the same result, on any number of ranks under\n"
      "mpirun or srun.\n";
  page += ".SH OPTIONS\nThese go with every command, before or after its name.\n" + options_of(program);
  page += ".SH COMMANDS\n";
  for (const CommandDefinition& command : program.commands) {
    page += fmt::format(".SS {}\n{}\n.PP\n{}\n", roff(command.name), synopsis_of(program, command),
                        sentence(command.description));
    page += options_of(command) + passages(command.footer);
  }
  page += ".SH EXIT STATUS\n";
  for (const ExitCodeText& entry : exit_code_texts())
    page += fmt::format(
        ".TP\n{}\n{}\n", bold(std::to_string(static_cast<int>(entry.code))),
        sentence(*entry.more == '\0' ? std::string(entry.meaning) : fmt::format("{}: {}", entry.meaning, entry.more)));
  page += ".SH ENVIRONMENT\n" + entries(kEnvironment);
  page += ".SH FILES\nOf a ledger LEDGER and the directory OUT of a result:\n" + entries(kFiles);
  page += ".SH EXAMPLES\n" + passages(std::string_view(program.footer).substr(0, program.footer.find("\n\n")));
  return page + ".SH SEE ALSO\n.BR mpirun (1),\n.BR srun (1),\n.BR h5dump (1)\n";
}

}  // namespace spendlens::jobs

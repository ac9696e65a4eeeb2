#include <fmt/core.h>

#include <cstdio>
#include <memory>

#include "bash_completion.hpp"
#include "command_line.hpp"
#include "command_tree.hpp"
#include "man_page.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/reference.hpp"

namespace spendlens::jobs {

namespace {

int print(const comm::Communicator& communicator, const std::string& text) {
  if (communicator.rank() == 0) std::fwrite(text.data(), 1, text.size(), stdout);
  return 0;
}

std::string completion_of(const std::string& shell, CLI::App& app) {
  if (shell != "bash") throw UsageError("there is no completion for the shell '" + shell + "'");
  return bash_completion(definition_of(app));
}

}  // namespace

void add_completion(CLI::App& app, const CommonOptions&, Command& chosen) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("completion", "A script that completes commands, options and their values in a shell");
  command->footer(
      "Example:\n  source <(spendlens completion bash)\n`cmake --install` puts it where bash finds it by itself.");
  command->add_option("shell", *shell, "The shell: bash")->required()->check(CLI::IsMember({"bash"}));
  command->callback([shell, &app, &chosen] {
    chosen = {
        [shell, &app](comm::Communicator& communicator) { return print(communicator, completion_of(*shell, app)); },
        true};
  });
}

void add_document(CLI::App& app, const CommonOptions&, Command& chosen) {
  auto what = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "document", "What the build and docs/ are made from: the man page, the tables of docs/results.md");
  command->group("");  // for those who build spendlens
  command
      ->add_option(
          "what", *what,
          "man: the man page in roff; result: tables and columns of audit.h5, summary: keys of summary.json, in Markdown")
      ->required()
      ->check(CLI::IsMember({"man", "result", "summary"}));
  command->callback([what, &app, &chosen] {
    chosen = {[what, &app](comm::Communicator& communicator) {
                if (*what == "result") return print(communicator, report::result_reference());
                if (*what == "summary") return print(communicator, report::summary_reference());
                return print(communicator, man_page(definition_of(app), SPENDLENS_VERSION));
              },
              true};
  });
}

}  // namespace spendlens::jobs

#include <catch2/catch.hpp>

#include <chrono>
#include <random>
#include <string>

#include "registry_texts.hpp"
#include "scratch_directory.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::test;
using Catch::Contains;

namespace {

const audit::ConditionTerms kTerms = audit::condition_terms({});

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// Refused by both readers with one line of at most some hundred bytes, before anybody loses patience.
void check_refused_quickly(const std::string& text) {
  const auto begin = std::chrono::steady_clock::now();
  for (const bool as_profile : {true, false}) {
    std::string message;
    try {
      if (as_profile)
        (void)audit::parse_profile(text, "p.yaml");
      else
        (void)audit::parse_registry(text, "r.yaml", kTerms);
    } catch (const UsageError& error) {
      message = error.what();
    }
    CHECK_FALSE(message.empty());
    CHECK(message.size() < 600);
    CHECK(message.find('\n') == std::string::npos);
  }
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

}  // namespace

TEST_CASE("Text that is no YAML is refused with its line") {
  CHECK_THROWS_WITH(audit::parse_profile("windows: [30]\nnull_as_zero: [\n", "p.yaml"),
                    Contains("profile p.yaml, line 3"));
  for (const char* text : {"a: b: c", "\"open", "*nobody", "a: &x\n- b\n  c", "%YAML 9.9\n---\na: b", "{a", "]", "? [",
                           "!<", "&", "- a\nb: c", "\t- x: [", "@a", "`a"})
    check_refused_quickly(text);
}

TEST_CASE("Deep nesting is refused, not a crash") {
  for (const char* open : {"[", "{a: ", "- ", "? ", "[{"}) check_refused_quickly(times(100'000, open));
  check_refused_quickly("personas: " + times(300, "[") + times(300, "]"));
}

TEST_CASE("Aliases that multiply or turn in circles are refused, not a crash") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + ", " + before + "]\n";
  }
  check_refused_quickly(bomb);
  check_refused_quickly("&a [*a]");
  check_refused_quickly("personas: &a [*a]");
  check_refused_quickly("personas:\n  - &a {id: *a}\n");
}

TEST_CASE("Aliases that are no trick are read") {
  const std::string text =
      "personas:\n"
      "  - {id: a, name: A, priority: 1, criteria: &c {operator: OR, conditions: [{signal: spending, operator: '>', value: 1}]}}\n"
      "  - {id: b, name: B, priority: 2, criteria: *c}\n";
  const personas::Registry registry = audit::parse_registry(text, "r.yaml", kTerms);
  CHECK(registry.personas[0].conditions == registry.personas[1].conditions);
}

TEST_CASE("Bytes that are no text are refused") {
  check_refused_quickly(std::string("\0\1\2\3", 4));
  CHECK_THROWS_WITH(audit::parse_profile("windows: [30]\nnot_spending: [\xFF]\n", "p.yaml"),
                    Contains("line 2: the text is not UTF-8"));
  for (const char* bad :
       {"\xC0\x80", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\x80", "\xE0\x80\x80"})
    CHECK_THROWS_WITH(audit::parse_registry(registry_text("Thin buffer", bad), "r.yaml", kTerms),
                      Contains("line 3: the text is not UTF-8"));
  CHECK(audit::parse_registry(registry_text("Thin buffer", "Wenig gespart \xE2\x82\xAC \xF0\x9F\x92\xB0 \xC3\xA4"),
                              "r.yaml", kTerms)
            .size() == 1);
}

TEST_CASE("Long texts do not end up in the message") {
  check_refused_quickly(times(900'000, "k") + ": 1");
  check_refused_quickly("windows: [" + times(900'000, "9") + "]");
  check_refused_quickly(registry_text("liquid_months", times(500'000, "m")));
}

TEST_CASE("Text over a mebibyte is refused before it is parsed") {
  CHECK_NOTHROW(audit::parse_profile("#" + times((1U << 20U) - 2, "x") + "\n", "p.yaml"));
  check_refused_quickly("#" + times(1U << 20U, "x") + "\n");
}

TEST_CASE("A second document is refused") {
  CHECK_THROWS_WITH(audit::parse_profile("windows: [30]\n---\nwindows: [60]\n", "p.yaml"), Contains("second document"));
}

TEST_CASE("Files that cannot be read are named") {
  const ScratchDirectory scratch;
  const std::string none = scratch.path() + "/none.yaml";
  for (const std::string& path : {none, scratch.path()}) {
    const std::string what = path == none ? "" : " is a directory, not a plain file";
    CHECK_THROWS_AS(audit::load_profile(path), IoError);
    CHECK_THROWS_WITH(audit::load_profile(path),
                      Contains((what.empty() ? "cannot read profile " : "profile ") + path + what));
    CHECK_THROWS_AS(audit::load_registry(path, {}), IoError);
    CHECK_THROWS_WITH(audit::load_registry(path, {}),
                      Contains((what.empty() ? "cannot read registry " : "registry ") + path + what));
  }
  CHECK_THROWS_WITH(audit::load_registry("/dev/zero", {}), Contains("is a pipe or a device, not a plain file"));
  test::write_bytes(scratch.file("long.yaml"), std::string((1U << 20U) + 1, '#'));
  CHECK_THROWS_WITH(audit::load_registry(scratch.file("long.yaml"), {}), Contains("is over 1048576 bytes"));
}

TEST_CASE("Files with some bytes changed, gone or doubled are read or refused, and nothing else") {
  std::mt19937_64 random(12);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  const std::string marks = "[]{}:,-&*!|>'\"%@`#?~<=\n\t 019.eE\\";
  const std::string originals[] = {*audit::shipped_registry_text("default"), *audit::shipped_profile_text("default"),
                                   registry_text()};
  std::size_t read = 0;
  for (int round = 0; round < 3'000; ++round) {
    std::string text = originals[below(3)];
    for (std::size_t change = 0; change <= below(4); ++change) {
      const std::size_t at = below(text.size());
      const std::size_t length = std::min(below(12), text.size() - at);
      switch (below(4)) {
        case 0:
          text[at] = marks[below(marks.size())];
          break;
        case 1:
          text.insert(at, 1, marks[below(marks.size())]);
          break;
        case 2:
          text.erase(at, length);
          break;
        default:
          text.insert(at, text.substr(at, length));
          break;
      }
    }
    CAPTURE(text);
    for (const bool as_profile : {true, false}) {
      try {
        if (as_profile)
          (void)audit::parse_profile(text, "p.yaml");
        else
          (void)audit::parse_registry(text, "r.yaml", kTerms);
        ++read;
      } catch (const UsageError& error) {
        const std::string message = error.what();
        if (message.find(", line ") == std::string::npos || message.find('\n') != std::string::npos) FAIL(message);
      } catch (const std::exception& error) {
        FAIL("neither read nor refused: " << error.what());
      }
    }
  }
  CHECK(read > 100);
}

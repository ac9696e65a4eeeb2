#include <catch2/catch.hpp>

#include "audit/stage/run.hpp"
#include "random_rows.hpp"
#include "scratch_directory.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::audit;

namespace {

/// Of a ledger and options that `change` may have changed.
Fingerprint fingerprint_with(const std::string& ledger, const std::function<void(AuditOptions&)>& change = {}) {
  const test::ScratchDirectory out;
  AuditOptions options;
  options.ledger = ledger;
  options.out = out.path();
  options.as_of = "2011-06-30";
  if (change) change(options);
  Fingerprint fingerprint;
  test::run_ranks(1, [&](comm::Communicator& communicator) {
    const Run run = set_up(communicator, options);
    fingerprint = fingerprint_of(options, run.settings, run.result);
  });
  return fingerprint;
}

}  // namespace

TEST_CASE("The fingerprint names what decides the result where it differs, and nothing else") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(100, 1), {});
  test::write_bytes(scratch.file("p.yaml"), "include_pending: true\n");
  const Fingerprint base = fingerprint_with(scratch.path());
  const auto differs_by = [&](const std::function<void(AuditOptions&)>& change) {
    return differences(base, fingerprint_with(scratch.path(), change));
  };

  CHECK(differs_by([](AuditOptions& o) {
          o.memory_bytes = 1;
          o.num_threads = 2;
          o.verify = true;
          o.checkpoint_interval = 1;
          o.max_seconds = 9;
        }).empty());
  CHECK(differs_by([&](AuditOptions& o) { o.profile = scratch.file("p.yaml"); }) == "profile");
  CHECK(differs_by([](AuditOptions& o) { o.as_of = "2011-06-29"; }) == "dates");
  CHECK(differs_by([](AuditOptions& o) { o.period = "2011-03"; }) == "dates");
  CHECK(differs_by([](AuditOptions& o) { o.compare = "2009"; }) == "dates");
  CHECK(differs_by([](AuditOptions& o) { o.percentiles = {5}; }) == "options");
  CHECK(differs_by([](AuditOptions& o) { o.score_method = rfm::ScoreMethod::kFixed; }) == "options");
  CHECK(differs_by([](AuditOptions& o) { o.bins = 4; }) == "options");
  CHECK(differs_by([](AuditOptions& o) { o.detail = Detail::kSummary; }) == "options");
  CHECK(differs_by([](AuditOptions& o) { o.shadow_percent = 1; }) == "options");
  CHECK(differs_by([](AuditOptions& o) { o.cohorts = {Granularity::kYear}; }) == "options");
  CHECK(differs_by([](AuditOptions& o) { o.cohorts = {}; }) == "options");
  CHECK(differs_by([](AuditOptions& o) { o.acquired_from = "2011-01-01"; }) == "options");

  test::write_segment(scratch.path(), "b", test::random_rows(10, 2), {});
  CHECK(differences(base, fingerprint_with(scratch.path())) == "ledger");
  Fingerprint other = base;
  other["spendlens"] = "0.0.1";
  other.erase("dates");
  CHECK(differences(base, other) == "dates, spendlens");
}

TEST_CASE("Another breakdown and other conditions are another run") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(10, 1), {});
  const test::ScratchDirectory out;
  AuditOptions options;
  options.ledger = scratch.path();
  options.out = out.path();
  test::run_ranks(1, [&](comm::Communicator& communicator) {
    const Run run = set_up(communicator, options);
    const auto differs_by = [&](const std::optional<std::string>& by, std::vector<RowCondition> where) {
      AuditOptions other = options;
      other.by = by;
      other.where = std::move(where);
      return differences(fingerprint_of(options, run.settings, run.result),
                         fingerprint_of(other, run.settings, run.result));
    };
    CHECK(differs_by(std::nullopt, {}).empty());
    CHECK(differs_by("region", {}) == "by and where");
    CHECK(differs_by(std::nullopt, {{"region", "North"}}) == "by and where");
    CHECK(differs_by(std::nullopt, {{"region", "North", true}}) == "by and where");
  });
}

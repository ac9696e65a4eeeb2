#include "audit/checkpoint/fingerprint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "audit/settings/settings.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::audit {

namespace {

std::string digest_of(const std::string& text) { return digest_text(digest(std::as_bytes(std::span(text)))); }

std::string ledger_digest(const std::vector<SegmentRecord>& segments) {
  std::string text;
  for (const SegmentRecord& segment : segments) text += fmt::format("{}\n{}\n", segment.name, segment.digest);
  return digest_of(text);
}

/// What built this program, whatever it calls its version.
std::string digest_of_program() {
  const store::File program = store::File::open_to_read("/proc/self/exe");
  std::vector<std::byte> piece(256 * 1024);
  DigestStream stream;
  for (std::uint64_t offset = 0;;) {
    const std::size_t got = program.read_some(offset, piece);
    if (got == 0) return digest_text(stream.finish());
    stream.update(std::span(piece).first(got));
    offset += got;
  }
}

/// The same of every date that a process audits: the file behind /proc/self/exe is the one that runs.
const std::string& program_digest() {
  static const std::string digest = digest_of_program();
  return digest;
}

std::string dates_of(const AuditResult& head) {
  return fmt::format("{} {}..{}/{} {}..{}/{}", head.reference, head.period.period.start, head.period.period.end,
                     head.period.observation_end, head.compare.period.start, head.compare.period.end,
                     head.compare.observation_end);
}

std::string cohorts_of(const AuditResult& head) {
  std::string text;
  for (const Granularity granularity : head.cohort_settings.granularities)
    text += fmt::format("{} ", cohorts::granularity_name(granularity));
  const cohorts::CohortRules& rules = head.cohort_settings.rules;
  return text + (rules.acquired_from ? "from " + date_text(*rules.acquired_from) : "");
}

std::string clv_of(const AuditResult& head) {
  if (!head.clv_settings.asked()) return "none";
  const value::InputRules& rules = head.clv_settings.inputs;
  return fmt::format("{} {}", value::model_name(*head.clv_settings.model),
                     rules.calibration_end ? date_text(*rules.calibration_end) : "without a holdout");
}

std::string parts_of(const AuditOptions& options) {
  std::string text = options.by.value_or("");
  for (const RowCondition& condition : options.where) text += "\n" + condition.text();
  return text;
}

}  // namespace

std::string segment_digest(const ledger::Segment& segment) { return digest_of(segment.file->sums().text_of_bytes()); }

Fingerprint fingerprint_of(const AuditOptions& options, const Settings& settings, const AuditResult& head) {
  return {
      {"ledger", ledger_digest(head.run.segments)},
      {"profile", settings.profile.profile.name + " " + digest_of(settings.profile.text)},
      {"personas", settings.registry.name + " " + digest_of(settings.registry.text)},
      {"segments", settings.segments.name + " " + digest_of(settings.segments.text)},
      {"dates", dates_of(head)},
      {"options", fmt::format("percentiles {} score-method {} bins {} detail {} shadow {} cohorts {} clv {} signals {}",
                              fmt::join(options.percentiles, ","), static_cast<int>(options.score_method), options.bins,
                              detail_name(options.detail), options.shadow_percent, cohorts_of(head), clv_of(head),
                              options.signals)},
      {"by and where", parts_of(options)},
      {"spendlens", std::string(SPENDLENS_VERSION) + " " + program_digest()}};
}

std::string differences(const Fingerprint& a, const Fingerprint& b) {
  std::set<std::string> names;
  for (const auto& [one, other] : {std::pair(&a, &b), std::pair(&b, &a)})
    for (const auto& [name, value] : *one)
      if (const auto found = other->find(name); found == other->end() || found->second != value) names.insert(name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace spendlens::audit

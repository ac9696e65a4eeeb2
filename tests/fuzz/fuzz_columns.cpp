// Above the store: segments whose columns hold what no import writes are refused with one line, or read and computed;
// then the kernels give what the reference loops give. What `check` passes the reader takes.
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "audit/stage/batch_work.hpp"
#include "fuzz_input.hpp"
#include "hostile_segment.hpp"
#include "ledger/segment/open_segment.hpp"
#include "memory_directory.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/check.hpp"
#include "spendlens/store/block_sums.hpp"

using namespace spendlens;
using namespace spendlens::audit;
using fuzz::FuzzInput;
using fuzz::require;

namespace {

const fuzz::MemoryDirectory& directory() {
  static const fuzz::MemoryDirectory directory;
  return directory;
}

comm::LocalCommunicator& communicator() {
  static comm::LocalCommunicator communicator;
  return communicator;
}

const Settings& settings_of(std::size_t which) {
  static const std::array<const char*, 2> names = {"default", "spendsense"};
  static const std::array<Settings, 2> all = [] {
    std::array<Settings, 2> settings;
    for (std::size_t i = 0; i < names.size(); ++i) {
      settings[i].profile = load_profile_with_text(names[i]);
      settings[i].registry = load_registry("default", settings[i].profile.profile);
    }
    return settings;
  }();
  return all[which];
}

struct Choices {
  std::size_t settings = 0;
  Day reference = 0;
  Day period_days = 1;
  std::uint64_t batch_cost = 1;
};

/// What set_up() does, without files.
Run run_of(const ledger::Ledger& ledger, const Choices& choices, const AuditOptions& options) {
  Run run{.communicator = communicator(),
          .options = options,
          .settings = settings_of(choices.settings),
          .shared_ledger = std::make_shared<ledger::Ledger>(ledger)};
  const Period period = window_ending(choices.reference, choices.period_days);
  run.result.reference = choices.reference;
  run.result.period = {period, period.end};
  run.result.compare = {{period.start - choices.period_days, period.start}, period.start};
  run.result.signal_profile = run.settings.profile.profile.signals;
  run.result.registry = run.settings.registry.registry;
  const std::size_t names = run.result.registry.size() + personas::kNumOthers;
  for (const signals::Window& window : signals::windows_of(run.result.signal_profile))
    run.result.windows.push_back({window, signals::SignalPartial(run.result.signal_profile.set),
                                  personas::PersonaPartial(run.result.registry.size()),
                                  std::vector<std::uint64_t>(ledger.archetypes().size() * names, 0)});
  return run;
}

/// Streams the ledger as an audit does; the shadow compares every customer.
void audit_all(const ledger::Ledger& ledger, const Choices& choices) {
  // A result without columns: nothing is kept, all is computed.
  static std::unique_ptr<store::ColumnFileWriter> no_columns =
      std::make_unique<store::ColumnFileWriter>(communicator(), directory().file("result.h5"), store::FileSpec{});
  AuditOptions options;
  options.shadow_percent = 100;
  Run run = run_of(ledger, choices, options);
  run.output.file = std::move(no_columns);
  struct Return {
    Run& run;
    ~Return() { no_columns = std::move(run.output.file); }
  } const give_back{run};
  BatchWork work(run);
  ledger::BatchReader reader(run.ledger, ledger::batches_of(run.ledger, {0, kHashPrefixes}, choices.batch_cost),
                             work.wanted());
  Aggregates sums = empty_aggregates(run.result);
  std::uint64_t customers = 0;
  while (const ledger::Batch* batch = reader.next()) {
    work.begin(*batch);
    work.process(*batch, sums);
    customers += batch->num_customers();
  }
  require(sums.shadow_customers == customers, "every customer is computed twice");
}

/// What checking says of each segment: as `check` does, sums included.
bool passes_check(const ledger::Ledger& ledger) {
  return fuzz::accepts([&] {
    for (const ledger::Segment& segment : ledger.segments()) ledger::check_segment(communicator(), segment);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  Choices choices;
  choices.settings = input.below(2);
  choices.reference = input.below(8) == 0 ? static_cast<Day>(input.below(kTimestampLimit / kSecondsPerDay))
                                          : fuzz::kFirstDay + static_cast<Day>(input.below(400));
  choices.period_days = 1 + static_cast<Day>(input.below(400));
  choices.batch_cost = input.flag() ? 1 : 1'000'000;
  const std::size_t num_segments = 1 + input.below(2);
  std::vector<fuzz::HostileSegment> segments;
  for (std::size_t i = 0; i < num_segments; ++i) segments.emplace_back(input);
  for (fuzz::HostileSegment& segment : segments) segment.spoil(input);
  (void)fuzz::accepts([&] {
    std::vector<ledger::OpenedSegment> opened;
    for (std::size_t i = 0; i < num_segments; ++i) {
      const std::string name = "s" + std::to_string(i);
      directory().write(name + ".h5", segments[i].file_bytes());
      const std::string path = directory().file(name + ".h5");
      directory().write(name + ".h5.sum", store::compute_block_sums(communicator(), path).text());
      opened.push_back(
          ledger::open_segment(std::make_shared<store::ColumnFileReader>(path, segments[i].layout()), name));
    }
    const ledger::Ledger ledger = ledger::ledger_of(directory().path(), std::move(opened));
    const bool sound = passes_check(ledger);
    const bool read = fuzz::accepts([&] { audit_all(ledger, choices); });
    require(read || !sound, "what passes its check is read");
  });
  return 0;
}

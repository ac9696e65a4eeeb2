// The files of a checkpoint: damaged ones are refused, and so are those whose sum is right and whose contents are not.
#include <array>
#include <string>
#include <vector>

#include "audit/checkpoint/checkpoint.hpp"
#include "audit/checkpoint/checkpoint_part.hpp"
#include "fuzz_input.hpp"
#include "memory_directory.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/store/sealed_file.hpp"

using namespace spendlens;
using namespace spendlens::audit;
using fuzz::FuzzInput;
using fuzz::require;

namespace {

constexpr const char* kId = "id";
constexpr ledger::PrefixRange kPrefixes{10, 20};
const Fingerprint kFingerprint = {{"ledger", "1"}, {"profile", "2"}};

const fuzz::MemoryDirectory& directory() {
  static const fuzz::MemoryDirectory directory;
  return directory;
}

/// The head of a part, as checkpoint_part.cpp has it.
struct Head {
  std::string id;
  Part part;
  std::uint64_t subscriptions = 0;
  std::vector<std::uint64_t> aggregates;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, id, part, subscriptions, aggregates);
  }
};
struct Manifest {
  std::string id;
  Fingerprint fingerprint;
  std::uint64_t result_bytes = 0;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, id, fingerprint, result_bytes);
  }
};

void write_sealed(const std::string& path, std::string_view bytes) {
  store::SealedFileWriter writer(path);
  writer.write(std::as_bytes(std::span(bytes)));
  writer.publish();
}

std::string with_length(const std::string& packed) {
  const std::uint64_t length = packed.size();
  return std::string(reinterpret_cast<const char*>(&length), sizeof length) + packed;
}

/// A head that says what it likes of itself.
std::string head_from(FuzzInput& input) {
  Head head{kId,
            {kPrefixes, input.take<std::uint8_t>()},
            input.take<std::uint8_t>(),
            std::vector<std::uint64_t>(2 * Aggregates(signals::SignalSet::kBank, 2, 6, 24).numbers().size())};
  switch (input.below(8)) {
    case 0:
      head.part.customers = input.take<std::uint64_t>();
      break;
    case 1:
      head.subscriptions = input.take<std::uint64_t>();
      break;
    case 2:
      head.aggregates.resize(input.take<std::uint16_t>());
      break;
    case 3:
      head.part.prefixes = {input.take<std::uint64_t>(), input.take<std::uint64_t>()};
      break;
    case 4:
      head.id = input.text(input.below(20));
      break;
    default:
      break;
  }
  for (std::size_t i = input.below(4); i > 0 && !head.aggregates.empty(); --i)
    head.aggregates[input.below(head.aggregates.size())] = input.take<std::uint64_t>();
  std::string packed = comm::pack(head);
  for (std::size_t i = input.below(4); i > 0; --i)
    packed[input.below(packed.size())] = static_cast<char>(input.take<std::uint8_t>());
  return with_length(packed);
}

/// What a run that goes on does with the part.
void use_part(const std::string& name) {
  Part part;
  if (!fuzz::accepts([&] { part = examine_part(directory().path(), kId, name); })) return;
  require(part.prefixes == kPrefixes, "a part is what its name says");
  Aggregates aggregates(signals::SignalSet::kBank, 2, 6, 24);
  CustomerState state;
  StreamSpill spill(directory().file("spill"));
  if (!fuzz::accepts([&] { restore_part(directory().path(), kId, part, aggregates, state, spill); })) return;
  require(state.size() == part.customers, "a part gives back as many customers as it says");
  require(state.period.frequency.size() == part.customers && state.compare.recency_days.size() == part.customers,
          "in each column");
}

/// A directory with a manifest and a part, as a run finds it: what does not fit is said and left, never an error.
void use_directory(std::string_view manifest, std::string_view part, bool seal_manifest, bool seal_part) {
  const std::string checkpoint = directory().file(".checkpoint");
  store::make_directories(checkpoint);
  directory().write("audit.h5.tmp", "result");
  const auto put = [&](const std::string& name, std::string_view bytes, bool sealed) {
    if (sealed)
      write_sealed(checkpoint + "/" + name, bytes);
    else
      directory().write(".checkpoint/" + name, bytes);
  };
  put("manifest", manifest, seal_manifest);
  put(part_name(kPrefixes), part, seal_part);
  comm::LocalCommunicator communicator;
  const bool accepted = fuzz::accepts([&] {
    const Checkpoint found(communicator, directory().path(), kFingerprint, [](const std::string&) {});
    require(found.finished().size() <= 1, "one part is there at most");
  });
  require(accepted, "a checkpoint that cannot be used is left aside");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  directory().clear();
  const std::string name = part_name(kPrefixes);
  switch (input.below(6)) {
    case 0:
      directory().write(name, input.rest());
      use_part(name);
      break;
    case 1:
      write_sealed(directory().file(name), input.rest());
      use_part(name);
      break;
    case 2:
      write_sealed(directory().file(name), with_length(std::string(input.rest())));
      use_part(name);
      break;
    case 3: {
      const std::string head = head_from(input);
      write_sealed(directory().file(name), head + std::string(input.rest()));
      use_part(name);
      break;
    }
    case 4: {
      const bool seal = input.flag();
      const std::string part = head_from(input);
      use_directory(input.rest(), part, seal, true);
      break;
    }
    default: {
      const std::string manifest = comm::pack(Manifest{kId, kFingerprint, input.below(8)});
      const bool seal = input.flag();
      const std::string head = input.flag() ? head_from(input) : std::string();
      use_directory(manifest, head + std::string(input.rest()), true, seal);
      break;
    }
  }
  return 0;
}

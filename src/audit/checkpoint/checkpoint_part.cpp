#include "audit/checkpoint/checkpoint_part.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/store/sealed_file.hpp"

namespace spendlens::audit {

namespace {

/// What stands before the columns of customers and streams.
struct Head {
  std::string id;
  Part part;
  std::uint64_t streams = 0;              ///< kept
  std::uint64_t inputs = 0;               ///< of models of value: of each customer, or none
  std::vector<std::uint64_t> aggregates;  ///< the low and the high half of each number
  std::vector<std::uint64_t> cohorts;     ///< likewise; a partial after the other, each behind its length
  bool keeps_cohorts = false;             ///< of each customer
  std::uint64_t entries = 0;              ///< of parts of the base
  std::uint64_t bytes_of_entry = 0;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, id, part, streams, inputs, aggregates, cohorts, keeps_cohorts, entries, bytes_of_entry);
  }
};

std::vector<std::uint64_t> halves_of(const std::vector<int128>& numbers) {
  std::vector<std::uint64_t> halves;
  for (const int128 number : numbers) {
    halves.push_back(static_cast<std::uint64_t>(number));
    halves.push_back(static_cast<std::uint64_t>(static_cast<uint128>(number) >> 64));
  }
  return halves;
}

std::vector<int128> numbers_of(const std::vector<std::uint64_t>& halves) {
  std::vector<int128> numbers;
  for (std::size_t i = 0; i + 1 < halves.size(); i += 2)
    numbers.push_back(static_cast<int128>(static_cast<uint128>(halves[i + 1]) << 64 | halves[i]));
  return numbers;
}

std::vector<int128> packed_cohorts(const Aggregates& aggregates) {
  std::vector<int128> all;
  for (const cohorts::CohortPartial& partial : aggregates.cohorts) {
    const std::vector<int128> packed = partial.packed();
    all.push_back(packed.size());
    all.insert(all.end(), packed.begin(), packed.end());
  }
  return all;
}

/// Throws InputError where the list is of other cohorts than these.
void unpack_cohorts(std::span<const int128> all, Aggregates& aggregates) {
  for (cohorts::CohortPartial& partial : aggregates.cohorts) {
    if (all.empty() || all[0] < 0 || all[0] >= static_cast<int128>(all.size()))
      throw InputError("sums of cohorts of another audit");
    const auto length = static_cast<std::size_t>(all[0]);
    partial = partial.unpacked(all.subspan(1, length));
    all = all.subspan(1 + length);
  }
}

/// Calls use(column) for each column of customers, in the order of the file.
template <class State, class Use>
void for_each_column(State& state, Use use) {
  for (auto* period : {&state.period, &state.compare})
    use(period->total_spend), use(period->frequency), use(period->recency_days);
  use(state.group);
  if (state.keeps_cohorts) use(state.cohort);
}

Head read_head(store::SealedFileReader& reader, const std::string& path) {
  std::uint64_t length = 0;
  reader.read(std::as_writable_bytes(std::span(&length, 1)));
  if (length > reader.remaining()) throw InputError(path + " holds less than it says");
  std::vector<std::byte> packed(length);
  reader.read(packed);
  try {
    return comm::unpack<Head>(packed);
  } catch (const boost::archive::archive_exception&) {
    throw InputError(path + " is of another kind");
  }
}

/// Whether the rest of the file is the columns that the head announces.
bool fits(const Head& head, std::uint64_t bytes) {
  const std::uint64_t of_customer =
      CustomerState::kBytesOfCustomer + (head.keeps_cohorts ? CustomerState::kBytesOfCohort : 0);
  if (head.part.customers > bytes / of_customer) return false;
  bytes -= head.part.customers * of_customer;
  if ((head.inputs != 0 && head.inputs != head.part.customers) || head.inputs > bytes / sizeof(InputRecord))
    return false;
  bytes -= head.inputs * sizeof(InputRecord);
  if (head.entries > 0 && (head.bytes_of_entry == 0 || head.entries > bytes / head.bytes_of_entry)) return false;
  bytes -= head.entries * head.bytes_of_entry;
  return bytes % sizeof(signals::Stream) == 0 && head.streams == bytes / sizeof(signals::Stream);
}

/// Head of the part that must be under this name.
Head head_of(store::SealedFileReader& reader, const std::string& path, const std::string& id, const std::string& name) {
  Head head = read_head(reader, path);
  const ledger::PrefixRange prefixes = head.part.prefixes;
  if (head.id != id) throw InputError(path + " is of another checkpoint");
  if (prefixes.begin >= prefixes.end || prefixes.end > kHashPrefixes || part_name(prefixes) != name)
    throw InputError(path + " is not what its name says");
  if (!fits(head, reader.remaining())) throw InputError(path + " holds more or less than it says");
  return head;
}

}  // namespace

std::string part_name(ledger::PrefixRange prefixes) {
  return fmt::format("part-{:05}-{:05}", prefixes.begin, prefixes.end);
}

void write_part(const std::string& directory, const std::string& id, const FinishedRange& finished_range,
                const CustomerState& state, StreamSpill& streams) {
  const std::size_t customers = finished_range.customers.end - finished_range.customers.begin;
  const Head head{id,
                  {finished_range.prefixes, customers},
                  finished_range.streams.end - finished_range.streams.begin,
                  state.inputs ? customers : 0,
                  halves_of(finished_range.aggregates.numbers()),
                  halves_of(packed_cohorts(finished_range.aggregates)),
                  state.keeps_cohorts,
                  finished_range.entries.end - finished_range.entries.begin,
                  state.parts.bytes_of_entry()};
  const std::string packed = comm::pack(head);
  const std::uint64_t length = packed.size();
  store::SealedFileWriter writer(directory + "/" + part_name(finished_range.prefixes));
  writer.write(std::as_bytes(std::span(&length, 1)));
  writer.write(std::as_bytes(std::span(packed)));
  for_each_column(state, [&](const auto& column) {
    writer.write(std::as_bytes(std::span(column).subspan(finished_range.customers.begin, customers)));
  });
  if (state.inputs)
    state.inputs->for_each_part(finished_range.customers,
                                [&](std::span<const InputRecord> some) { writer.write(std::as_bytes(some)); });
  PartState::for_each_column(state.parts, [&](const auto& column) {
    writer.write(std::as_bytes(std::span(column).subspan(finished_range.entries.begin, head.entries)));
  });
  streams.for_each_part(finished_range.streams,
                        [&](std::span<const signals::Stream> some) { writer.write(std::as_bytes(some)); });
  writer.publish();
}

Part examine_part(const std::string& directory, const std::string& id, const std::string& name) {
  const std::string path = directory + "/" + name;
  store::SealedFileReader reader(path);
  return head_of(reader, path, id, name).part;
}

void restore_part(const std::string& directory, const std::string& id, const Part& part, Aggregates& aggregates,
                  CustomerState& state, StreamSpill& streams) {
  const std::string name = part_name(part.prefixes);
  store::SealedFileReader reader(directory + "/" + name);
  const Head head = head_of(reader, directory + "/" + name, id, name);
  Aggregates of_part = aggregates;  // for its shape
  const std::vector<int128> numbers = numbers_of(head.aggregates);
  if (numbers.size() != of_part.numbers().size() || head.keeps_cohorts != state.keeps_cohorts ||
      (head.entries > 0 && head.bytes_of_entry != state.parts.bytes_of_entry()))
    throw InputError(directory + "/" + name + " holds aggregates of another audit");
  of_part.set_numbers(numbers);
  try {
    unpack_cohorts(numbers_of(head.cohorts), of_part);
  } catch (const InputError& error) {
    throw InputError(directory + "/" + name + " holds " + error.what());
  }
  aggregates.merge(of_part);
  for_each_column(state, [&](auto& column) {
    const std::size_t before = column.size();
    column.resize(before + head.part.customers);
    reader.read(std::as_writable_bytes(std::span(column).subspan(before)));
  });
  if (head.inputs != (state.inputs ? head.part.customers : 0))
    throw InputError(directory + "/" + name + " holds inputs of another audit");
  std::vector<InputRecord> inputs;
  for (std::uint64_t left = head.inputs; left > 0; left -= inputs.size()) {
    inputs.resize(std::min<std::uint64_t>(InputSpill::kInMemory, left));
    reader.read(std::as_writable_bytes(std::span(inputs)));
    state.inputs->append(inputs);
  }
  PartState::for_each_column(state.parts, [&](auto& column) {
    const std::size_t before = column.size();
    column.resize(before + head.entries);
    reader.read(std::as_writable_bytes(std::span(column).subspan(before)));
  });
  std::vector<signals::Stream> some;
  for (std::uint64_t left = head.streams; left > 0; left -= some.size()) {
    some.resize(std::min<std::uint64_t>(StreamSpill::kInMemory, left));
    reader.read(std::as_writable_bytes(std::span(some)));
    streams.append(some);
  }
}

}  // namespace spendlens::audit

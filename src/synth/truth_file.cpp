#include "synth/truth_file.hpp"

#include <algorithm>
#include <vector>

#include "spendlens/comm/agree.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::synth {

namespace {

/// Customers that a rank makes at once; in a round each rank has so many, the lower rank the lower numbers.
constexpr std::uint64_t kCustomersARound = 2'048;
constexpr std::uint64_t kCustomersATask = 64;

std::string text_of(const CustomerModel& model, ItemRange customers, int num_threads) {
  const std::uint64_t number = customers.end - customers.begin;
  std::vector<std::string> parts((number + kCustomersATask - 1) / kCustomersATask);
  for_each_task(parts.size(), num_threads, [&](std::size_t task, std::size_t) {
    const std::uint64_t begin = customers.begin + task * kCustomersATask;
    const std::uint64_t end = std::min(customers.end, begin + kCustomersATask);
    for (std::uint64_t i = begin; i < end; ++i) model.append_truth(i, parts[task]);
  });
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

}  // namespace

TruthFile::TruthFile(comm::Communicator& communicator, const CustomerModel& model, const std::string& path)
    : communicator_(communicator), model_(model) {
  comm::agree(communicator_, [&] {
    if (communicator_.rank() != 0) return;
    file_ = std::make_unique<store::OutputFile>(path);
    const std::string header = model_.truth_header();
    file_->append(std::as_bytes(std::span(header)));
  });
}

void TruthFile::write(std::uint64_t customers, int num_threads) {
  const auto ranks = static_cast<std::uint64_t>(communicator_.size());
  for (std::uint64_t done = 0; done < customers; done += ranks * kCustomersARound) {
    std::string text;
    comm::agree(communicator_, [&] {
      const std::uint64_t begin =
          std::min(customers, done + static_cast<std::uint64_t>(communicator_.rank()) * kCustomersARound);
      text = text_of(model_, {begin, std::min(customers, begin + kCustomersARound)}, num_threads);
    });
    const comm::Gathered gathered = communicator_.gather(std::as_bytes(std::span(text)), 0);
    comm::agree(communicator_, [&] {
      if (file_) file_->append(gathered.bytes);
    });
  }
}

void TruthFile::publish() {
  comm::agree(communicator_, [&] {
    if (file_) file_->publish();
  });
}

}  // namespace spendlens::synth

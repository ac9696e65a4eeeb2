#include <fmt/format.h>

#include "ingest/format/shipped_texts.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ingest/format.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::ingest {

namespace {

[[noreturn]] void refuse_name(const std::string& name) {
  throw UsageError(fmt::format(
      "there is no format '{}'; spendlens import --list-formats tells which there are, and a file of your own is named as NAME.yaml",
      readable(name)));
}

std::string text_of(const std::string& name_or_path) {
  for (const ShippedFormat& format : shipped_formats())
    if (name_or_path == format.name) return format.text;
  if (name_or_path.find_first_of("/.") == std::string::npos) refuse_name(name_or_path);
  return yaml::read_yaml_file("format", name_or_path);
}

}  // namespace

std::span<const ShippedFormat> shipped_formats() { return {kShippedFormats, kNumShippedFormats}; }

ImportFormat load_format(comm::Communicator& communicator, const std::string& name_or_path) {
  std::string text;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) text = text_of(name_or_path);
  });
  comm::broadcast_object(communicator, text, 0);
  ImportFormat format;
  comm::agree(communicator, [&] { format = parse_format(text, name_or_path); });
  return format;
}

}  // namespace spendlens::ingest

#include "format_list.hpp"

#include <fmt/format.h>

#include "spendlens/ingest/format.hpp"

namespace spendlens::jobs {

std::string format_list() {
  std::string list;
  for (const ingest::ShippedFormat& shipped : ingest::shipped_formats())
    list += fmt::format("{}{:<22} {}", list.empty() ? "" : "\n", shipped.name,
                        ingest::parse_format(shipped.text, shipped.name).description);
  return list;
}

}  // namespace spendlens::jobs

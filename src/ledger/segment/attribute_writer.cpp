#include "ledger/segment/attribute_writer.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include "ledger/segment/column_names.hpp"
#include "ledger/segment/run_columns.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ledger {

AttributeWriter::AttributeWriter(comm::Communicator& communicator, const SegmentMetadata& facts,
                                 const SegmentPart& part, const SegmentPart& totals)
    : announced_(part.num_listed),
      listed_width_(totals.listed_width),
      first_listed_(communicator.exclusive_sum(part.num_listed)),
      listed_by_prefix_(kHashPrefixes, 0) {
  for (const NamedTexts& attribute : facts.attributes) names_.push_back(attribute.name);
}

/// Column by column, of codes that lie customer by customer.
void AttributeWriter::write_codes(const store::ColumnFileWriter& file, const char* beginning, std::uint64_t first,
                                  const std::vector<std::uint16_t>& codes) {
  const std::size_t n = codes.size() / names_.size();
  std::vector<std::uint16_t> column(n);
  for (std::size_t attribute = 0; attribute < names_.size(); ++attribute) {
    for (std::size_t i = 0; i < n; ++i) column[i] = codes[i * names_.size() + attribute];
    const std::string path = names::path_of(beginning, names_[attribute]);
    require_of_writer(write_stored<std::uint16_t>(file, path.c_str(), first, column),
                      "an attribute's code that is not in its dictionary");
  }
}

void AttributeWriter::append(const store::ColumnFileWriter& file, std::uint64_t first_customer,
                             std::uint64_t num_customers, const CustomerAttributes& attributes) {
  const std::uint64_t listed = attributes.num_listed();
  require_of_writer(attributes.num_attributes == names_.size() &&
                        attributes.code.size() == num_customers * names_.size() &&
                        attributes.listed_code.size() == listed * names_.size() &&
                        attributes.listed_id.size() == listed * attributes.listed_width,
                    "attributes of different lengths");
  require_of_writer(listed <= announced_ - listed_, "more listed customers than announced");
  require_of_writer(std::is_sorted(attributes.listed_hash.begin(), attributes.listed_hash.end()),
                    "listed customers that do not ascend");
  write_codes(file, names::kAttribute, first_customer, attributes.code);
  const std::uint64_t first = first_listed_ + listed_;
  file.write_texts(names::kListedId, first, repadded(attributes.listed_id, attributes.listed_width, listed_width_));
  file.write<std::uint64_t>(names::kListedHash, first, attributes.listed_hash);
  write_codes(file, names::kListedAttribute, first, attributes.listed_code);
  for (const std::uint64_t hash : attributes.listed_hash) ++listed_by_prefix_[hash_prefix(hash)];
  listed_ += listed;
}

void AttributeWriter::require_complete() const {
  require_of_writer(listed_ == announced_, "fewer listed customers than announced");
}

void AttributeWriter::write_index(comm::Communicator& communicator, const store::ColumnFileWriter& file) {
  communicator.all_reduce(listed_by_prefix_, comm::ReduceOp::kSum);
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    file.write<std::uint64_t>(names::kListedIndex, 0, index_of_counts(listed_by_prefix_));
  });
}

}  // namespace spendlens::ledger

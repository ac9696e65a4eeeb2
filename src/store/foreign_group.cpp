#include "store/foreign_group.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::store {

namespace {

using Columns = std::map<std::string, ForeignDataset>;

constexpr std::size_t kMaxForeignDepth = 32;
/// Chunks that fit here are inflated once, not again for every range that is read from them.
constexpr std::size_t kChunkCacheBytes = 64 * 1024 * 1024;
constexpr std::size_t kChunkCacheSlots = 12'421;

/// Finds the groups that hold columns, in an untrusted file.
class ForeignSearch {
 public:
  ForeignSearch(ForeignLinks& links, const hdf5::Check& check) : links_(links), check_(check) {
    access_ = hdf5::PropertyId(check_(H5Pcreate(H5P_DATASET_ACCESS), "set up access"));
    check_(H5Pset_chunk_cache(access_.get(), kChunkCacheSlots, kChunkCacheBytes, H5D_CHUNK_CACHE_W0_DEFAULT),
           "set up access");
  }

  void visit(hid_t group, const std::string& path);

  [[nodiscard]] std::map<std::string, ForeignGroup>& groups() { return groups_; }
  /// The path and the reason of the first dataset that is no column; empty where there is none.
  [[nodiscard]] const std::string& first_passed_over() const { return first_passed_over_; }

 private:
  void refuse_pandas(hid_t group, const std::vector<hdf5::Link>& links) const;
  void note_dataset(hid_t object, const std::string& path, const std::string& name);
  void note_group(hid_t object, const std::string& path);

  ForeignLinks& links_;
  const hdf5::Check& check_;
  hdf5::PropertyId access_;
  std::vector<ObjectKey> above_;  ///< the groups from the root to the one that is visited
  std::set<ObjectKey> seen_;
  std::map<std::string, ForeignGroup> groups_;
  std::string first_passed_over_;
};

void ForeignSearch::refuse_pandas(hid_t group, const std::vector<hdf5::Link>& links) const {
  const auto has_link = [&links](const char* name) {
    return std::any_of(links.begin(), links.end(), [name](const hdf5::Link& l) { return l.is_hard && l.name == name; });
  };
  const bool is_pandas = check_(H5Aexists(group, "pandas_type"), "read attributes") > 0 ||
                         check_(H5Aexists(group, "pandas_version"), "read attributes") > 0 ||
                         (has_link("axis0") && has_link("block0_values"));
  if (is_pandas)
    throw InputError(fmt::format(
        "{} has the layout of pandas' to_hdf, which only pandas reads; write flat columns instead: import h5py; f = "
        "h5py.File('flat.h5', 'w'); [f.create_dataset(c, data=df[c].tolist()) for c in df]; f.close() (dates as texts: "
        "df[c].astype(str))",
        check_.path()));
}

void ForeignSearch::note_dataset(hid_t object, const std::string& path, const std::string& name) {
  hdf5::DatasetId dataset(
      check_(H5Dopen2(object, ".", access_.get()), fmt::format("open '{}/{}'", path, readable(name))));
  std::string why_not;
  if (std::optional<ForeignDataset> column = foreign_dataset(std::move(dataset), check_, why_not)) {
    groups_[path].columns.emplace(name, std::move(*column));
    return;
  }
  if (first_passed_over_.empty())
    first_passed_over_ = fmt::format("'{}/{}': {}", readable(path), readable(name), why_not);
  groups_[path].passed_over.emplace(name, why_not);
}

void ForeignSearch::note_group(hid_t object, const std::string& path) {
  if (std::find(above_.begin(), above_.end(), key_of(object, check_)) != above_.end())
    throw InputError(fmt::format("{}: '{}' leads back to a group that it lies in, a cycle; remove that link",
                                 check_.path(), readable(path)));
  if (above_.size() > kMaxForeignDepth)
    throw InputError(fmt::format("{}: '{}' is a group more than {} groups deep; put the table into a file of its own",
                                 check_.path(), readable(path), kMaxForeignDepth));
  visit(object, path);
}

void ForeignSearch::visit(hid_t group, const std::string& path) {
  const ObjectKey key = key_of(group, check_);
  if (!seen_.insert(key).second) return;  // under another name its columns were found already
  above_.push_back(key);
  const std::vector<hdf5::Link> links = hdf5::links_of(group, check_);
  refuse_pandas(group, links);
  for (const hdf5::Link& link : links) {
    const std::string shown = path + "/" + link.name;
    const hdf5::ObjectId object = links_.open(group, link.name, shown);
    const H5I_type_t type = H5Iget_type(object.get());
    if (type == H5I_GROUP) note_group(object.get(), shown);
    if (type == H5I_DATASET) note_dataset(object.get(), path, link.name);
  }
  above_.pop_back();
}

/// A dataset of several dimensions is a column where it is as long as the columns of one dimension.
void pass_over_other_lengths(ForeignGroup& group) {
  const auto flat = std::find_if(group.columns.begin(), group.columns.end(),
                                 [](const auto& column) { return column.second.dimensions == 1; });
  if (flat == group.columns.end()) return;
  const std::uint64_t length = flat->second.length;
  for (auto column = group.columns.begin(); column != group.columns.end();) {
    if (column->second.dimensions == 1 || column->second.length == length) {
      ++column;
      continue;
    }
    group.passed_over.emplace(
        column->first, fmt::format("it is of {} dimensions and has {} rows, but '{}' has {}", column->second.dimensions,
                                   column->second.length, readable(flat->first), length));
    column = group.columns.erase(column);
  }
}

void require_equal_lengths(const Columns& columns, const std::string& path) {
  const auto& [first_name, first] = *columns.begin();
  for (const auto& [name, column] : columns)
    if (column.length != first.length)
      throw InputError(
          fmt::format("{}: column '{}' has {} rows, but '{}' has {}; all columns of a table must be of one length",
                      path, first_name, first.length, name, column.length));
}

}  // namespace

ForeignGroup open_foreign_group(hid_t file, ForeignLinks& links, const hdf5::Check& check) {
  ForeignSearch search(links, check);
  const hdf5::GroupId root(check(H5Gopen2(file, "/", H5P_DEFAULT), "open the root group"));
  search.visit(root.get(), "");
  auto& groups = search.groups();
  std::erase_if(groups, [](const auto& group) { return group.second.columns.empty(); });
  if (groups.empty())
    throw InputError(
        search.first_passed_over().empty()
            ? fmt::format("{} holds no columns: one-dimensional datasets of numbers or texts in one group are needed",
                          check.path())
            : fmt::format("{} holds no columns that can be read: {}", check.path(), search.first_passed_over()));
  auto chosen = groups.find("");
  if (chosen == groups.end()) chosen = groups.begin();
  if (!chosen->first.empty() && groups.size() > 1)
    throw InputError(
        fmt::format("{} holds columns in {} groups ({}, {}, ...); put those of one table into a file of their own",
                    check.path(), groups.size(), groups.begin()->first, std::next(groups.begin())->first));
  pass_over_other_lengths(chosen->second);
  require_equal_lengths(chosen->second.columns, check.path());
  return std::move(chosen->second);
}

}  // namespace spendlens::store

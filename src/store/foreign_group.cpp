#include "store/foreign_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

using Columns = std::map<std::string, ForeignDataset>;

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxTextWidth = 1024 * 1024;
/// Chunks that fit here are inflated once, not again for every range that is read from them.
constexpr std::size_t kChunkCacheBytes = 64 * 1024 * 1024;
constexpr std::size_t kChunkCacheSlots = 12'421;

/// Finds the groups that hold columns, in an untrusted file.
class ForeignSearch {
 public:
  explicit ForeignSearch(const hdf5::Check& check) : check_(check) {
    access_ = hdf5::PropertyId(check_(H5Pcreate(H5P_DATASET_ACCESS), "set up access"));
    check_(H5Pset_chunk_cache(access_.get(), kChunkCacheSlots, kChunkCacheBytes, H5D_CHUNK_CACHE_W0_DEFAULT),
           "set up access");
  }

  void visit(hid_t group, const std::string& path, int depth);

  [[nodiscard]] std::map<std::string, Columns>& groups() { return groups_; }
  [[nodiscard]] std::vector<std::string>& passed_over(const std::string& group) { return passed_over_[group]; }

 private:
  void refuse_pandas(hid_t group, const std::vector<hdf5::Link>& links) const;
  [[nodiscard]] bool is_compound(hid_t group, const std::string& name) const;
  [[nodiscard]] std::optional<ForeignDataset> open_column(hid_t group, const std::string& name) const;

  const hdf5::Check& check_;
  hdf5::PropertyId access_;
  std::set<haddr_t> seen_;
  std::map<std::string, Columns> groups_;
  std::map<std::string, std::vector<std::string>> passed_over_;
};

bool ForeignSearch::is_compound(hid_t group, const std::string& name) const {
  const hdf5::ObjectId object(check_(H5Oopen(group, name.c_str(), H5P_DEFAULT), "open an object"));
  if (H5Iget_type(object.get()) != H5I_DATASET) return false;
  const hdf5::TypeId type(check_(H5Dget_type(object.get()), "read a type"));
  return H5Tget_class(type.get()) == H5T_COMPOUND;
}

void ForeignSearch::refuse_pandas(hid_t group, const std::vector<hdf5::Link>& links) const {
  const auto has_link = [&links](const char* name) {
    return std::any_of(links.begin(), links.end(), [name](const hdf5::Link& l) { return l.is_hard && l.name == name; });
  };
  const bool is_pandas = check_(H5Aexists(group, "pandas_type"), "read attributes") > 0 ||
                         check_(H5Aexists(group, "pandas_version"), "read attributes") > 0 ||
                         (has_link("axis0") && has_link("block0_values")) ||
                         (has_link("table") && is_compound(group, "table"));
  if (is_pandas)
    throw InputError(fmt::format(
        "{} has the layout of pandas' to_hdf, which only pandas reads; write flat columns instead: import h5py; f = "
        "h5py.File('flat.h5', 'w'); [f.create_dataset(c, data=df[c].tolist()) for c in df]; f.close() (dates as texts: "
        "df[c].astype(str))",
        check_.path()));
}

std::optional<ForeignDataset> ForeignSearch::open_column(hid_t group, const std::string& name) const {
  ForeignDataset column;
  column.dataset =
      hdf5::DatasetId(check_(H5Dopen2(group, name.c_str(), access_.get()), fmt::format("open '{}'", name)));
  const hid_t dataset = column.dataset.get();
  const hdf5::SpaceId space(check_(H5Dget_space(dataset), "read a shape"));
  if (H5Sget_simple_extent_type(space.get()) != H5S_SIMPLE || H5Sget_simple_extent_ndims(space.get()) != 1)
    return std::nullopt;
  hsize_t length = 0;
  check_(H5Sget_simple_extent_dims(space.get(), &length, nullptr), "read a shape");
  column.length = length;

  const hdf5::PropertyId creation(check_(H5Dget_create_plist(dataset), "read how a column is stored"));
  if (H5Pget_layout(creation.get()) == H5D_VIRTUAL) return std::nullopt;
  if (check_(H5Pget_external_count(creation.get()), "read how a column is stored") != 0) return std::nullopt;

  const hdf5::TypeId type(check_(H5Dget_type(dataset), "read a type"));
  column.width = H5Tget_size(type.get());
  switch (H5Tget_class(type.get())) {
    case H5T_INTEGER:
      column.is_unsigned = H5Tget_sign(type.get()) == H5T_SGN_NONE;
      if (column.width > sizeof(std::int64_t)) return std::nullopt;
      break;
    case H5T_ENUM: {
      const hdf5::TypeId base(check_(H5Tget_super(type.get()), "read a type"));
      column.is_unsigned = H5Tget_sign(base.get()) == H5T_SGN_NONE;
      if (column.width > sizeof(std::int64_t)) return std::nullopt;
      break;
    }
    case H5T_FLOAT: column.kind = ForeignKind::kReal; break;
    case H5T_STRING:
      column.kind = ForeignKind::kText;
      column.is_variable = check_(H5Tis_variable_str(type.get()), "read a type") > 0;
      column.padding = H5Tget_strpad(type.get());
      if (!column.is_variable && column.width > kMaxTextWidth) return std::nullopt;
      break;
    default: return std::nullopt;
  }
  return column;
}

void ForeignSearch::visit(hid_t group, const std::string& path, int depth) {
  if (depth > kMaxDepth || !seen_.insert(hdf5::address_of(group, check_)).second) return;
  const std::vector<hdf5::Link> links = hdf5::links_of(group, check_);
  refuse_pandas(group, links);
  for (const hdf5::Link& link : links) {
    if (!link.is_hard) continue;
    const hdf5::ObjectId object(
        check_(H5Oopen(group, link.name.c_str(), H5P_DEFAULT), fmt::format("open '{}/{}'", path, link.name)));
    const H5I_type_t type = H5Iget_type(object.get());
    if (type == H5I_GROUP) visit(object.get(), path + "/" + link.name, depth + 1);
    if (type != H5I_DATASET) continue;
    if (std::optional<ForeignDataset> column = open_column(group, link.name))
      groups_[path].emplace(link.name, std::move(*column));
    else
      passed_over_[path].push_back(link.name);
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

ForeignGroup open_foreign_group(hid_t file, const hdf5::Check& check) {
  ForeignSearch search(check);
  const hdf5::GroupId root(check(H5Gopen2(file, "/", H5P_DEFAULT), "open the root group"));
  search.visit(root.get(), "", 0);
  auto& groups = search.groups();
  if (groups.empty())
    throw InputError(fmt::format(
        "{} holds no columns: one-dimensional datasets of numbers or texts in one group are needed", check.path()));
  auto chosen = groups.find("");
  if (chosen == groups.end()) chosen = groups.begin();
  if (!chosen->first.empty() && groups.size() > 1)
    throw InputError(
        fmt::format("{} holds columns in {} groups ({}, {}, ...); put those of one table into a file of their own",
                    check.path(), groups.size(), groups.begin()->first, std::next(groups.begin())->first));
  require_equal_lengths(chosen->second, check.path());
  return {std::move(chosen->second), std::move(search.passed_over(chosen->first))};
}

}  // namespace spendlens::store

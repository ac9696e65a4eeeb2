#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <random>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/foreign_columns.hpp"

using namespace spendlens;
using store::ForeignColumns;
using store::ForeignKind;

namespace {

/// A file f.h5 that a script fills as `f`.
class ForeignFile {
 public:
  explicit ForeignFile(const std::string& script) {
    const auto result = test::run_python(
        SPENDLENS_PYTHON, "import h5py, numpy as np\nf = h5py.File('f.h5', 'w')\n" + script + "\nf.close()\n",
        scratch_.path());
    INFO(result.output);
    REQUIRE(result.succeeded);
  }
  [[nodiscard]] std::string path() const { return scratch_.file("f.h5"); }

 private:
  test::ScratchDirectory scratch_;
};

std::vector<std::int64_t> integers(const ForeignColumns& file, const std::string& name) {
  std::vector<std::int64_t> values(file.num_rows());
  file.read_integers(name, 0, values);
  return values;
}

std::vector<std::string> texts(const ForeignColumns& file, const std::string& name) {
  std::vector<std::string> values;
  file.read_texts(name, 0, file.num_rows(), values);
  return values;
}

void check_refused(const std::string& script, const std::string& message) {
  const ForeignFile file(script);
  CHECK_THROWS_AS(ForeignColumns(file.path()), InputError);
  CHECK_THROWS_WITH(ForeignColumns(file.path()), Catch::Contains(message) && Catch::Contains(file.path()));
  CHECK_THROWS_WITH(ForeignColumns::probe_in_child(file.path()), Catch::Contains(message));
}

}  // namespace

TEST_CASE("Columns of every type are listed and read") {
  const ForeignFile source(R"(
f['i8'] = np.array([-1, 0, 127], 'i1')
f['u16'] = np.array([1, 2, 65535], 'u2')
f['big_endian'] = np.array([-5, 6, 7], '>i4')
f['u64'] = np.array([1, 2, 2**63 - 1], 'u8')
f['flag'] = np.array([True, False, True])
f['f32'] = np.array([0.5, -1.25, np.nan], 'f4')
f['f64'] = np.array([0.1, -2.5, 3e10])
f['fixed'] = np.array([b'ab', b'', b'cd e'], 'S6')
f['text'] = ['Zo\u00eb', '', 'a longer one']
)");
  ForeignColumns::probe_in_child(source.path());
  const ForeignColumns file(source.path());

  CHECK(file.num_rows() == 3);
  REQUIRE(file.columns().size() == 9);
  CHECK(file.columns()[0].name == "big_endian");
  CHECK(file.columns()[0].kind == ForeignKind::kInteger);
  CHECK(integers(file, "i8") == std::vector<std::int64_t>{-1, 0, 127});
  CHECK(integers(file, "u16") == std::vector<std::int64_t>{1, 2, 65535});
  CHECK(integers(file, "big_endian") == std::vector<std::int64_t>{-5, 6, 7});
  CHECK(integers(file, "u64") == std::vector<std::int64_t>{1, 2, std::numeric_limits<std::int64_t>::max()});
  CHECK(integers(file, "flag") == std::vector<std::int64_t>{1, 0, 1});
  CHECK(texts(file, "fixed") == std::vector<std::string>{"ab", "", "cd e"});
  CHECK(texts(file, "text") == std::vector<std::string>{"Zo\xC3\xAB", "", "a longer one"});
  std::vector<double> reals(2);
  file.read_reals("f64", 1, reals);
  CHECK(reals == std::vector<double>{-2.5, 3e10});
  file.read_reals("f32", 1, reals);
  CHECK(reals[0] == -1.25);
  CHECK(std::isnan(reals[1]));
}

TEST_CASE("Ranges of chunked and compressed columns are read") {
  const ForeignFile source(R"(
n = 200000
f.create_dataset('id', data=np.arange(n), chunks=(1000,), compression='gzip', shuffle=True)
f.create_dataset('name', data=[f'customer {i}' for i in range(n)], chunks=(5000,), compression='gzip')
f.create_dataset('fixed', data=np.array([f'{i}' for i in range(n)], 'S8'), chunks=(70000,), compression='gzip')
)");
  ForeignColumns::probe_in_child(source.path());
  const ForeignColumns file(source.path());

  std::vector<std::int64_t> some(3);
  file.read_integers("id", 99'999, some);
  CHECK(some == std::vector<std::int64_t>{99'999, 100'000, 100'001});
  const auto names = texts(file, "name");
  REQUIRE(names.size() == 200'000);
  CHECK(names[65'536] == "customer 65536");
  CHECK(names.back() == "customer 199999");
  std::vector<std::string> fixed;
  file.read_texts("fixed", 69'999, 2, fixed);
  CHECK(fixed == std::vector<std::string>{"69999", "70000"});
}

TEST_CASE("Strings padded with blanks or ended by NUL lose the padding only") {
  const ForeignFile source(R"(
for name, pad in [('blank', h5py.h5t.STR_SPACEPAD), ('nul', h5py.h5t.STR_NULLTERM)]:
    t = h5py.h5t.C_S1.copy(); t.set_size(5); t.set_strpad(pad)
    d = h5py.h5d.create(f.id, name.encode(), t, h5py.h5s.create_simple((2,)))
    data = np.array([b' ab  ', b'     ' if name == 'blank' else b'xyz'], 'S5')
    m = h5py.h5t.C_S1.copy(); m.set_size(5); m.set_strpad(pad)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, data, mtype=m)
)");
  const ForeignColumns file(source.path());
  CHECK(texts(file, "blank") == std::vector<std::string>{" ab", ""});
  CHECK(texts(file, "nul") == std::vector<std::string>{" ab  ", "xyz"});
}

TEST_CASE("The columns may lie in one group, and other objects are passed over") {
  const ForeignFile source(R"(
f['log/sales/amount'] = [1, 2]
f['log/sales/customer'] = ['a', 'b']
f['log/note'] = 'a scalar'
f['log/matrix'] = np.zeros((2, 2))
f['log/elsewhere'] = h5py.ExternalLink('other.h5', '/x')
f['log/sales/outside'] = h5py.ExternalLink('other.h5', '/x')
f.create_dataset('log/sales/raw', (2,), 'i8', external=[('/etc/hostname', 0, 16)])
f['log/sales/complex'] = np.zeros(2, 'c16')
)");
  ForeignColumns::probe_in_child(source.path());
  const ForeignColumns file(source.path());
  REQUIRE(file.columns().size() == 2);
  CHECK(integers(file, "amount") == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("The root's columns are taken where it has some") {
  const ForeignFile source("f['amount'] = [1, 2]\nf['more/other'] = [1, 2, 3]");
  const ForeignColumns file(source.path());
  CHECK(file.columns().size() == 1);
  CHECK(file.num_rows() == 2);
}

TEST_CASE("An empty table has no rows and is no error") {
  const ForeignFile source("f['amount'] = np.zeros(0)\nf.create_dataset('id', (0,), h5py.string_dtype())");
  ForeignColumns::probe_in_child(source.path());
  const ForeignColumns file(source.path());
  CHECK(file.num_rows() == 0);
  CHECK(texts(file, "id").empty());
}

TEST_CASE("An unsigned value above the signed range is an input error that names its row") {
  const ForeignFile source("f['id'] = np.array([1, 2**63], 'u8')");
  const ForeignColumns file(source.path());
  CHECK_THROWS_AS(integers(file, "id"), InputError);
  CHECK_THROWS_WITH(integers(file, "id"), Catch::Contains("row 1") && Catch::Contains("9223372036854775808"));
}

TEST_CASE("A wrong name is an input error, a wrong kind or range an internal one") {
  const ForeignFile source("f['id'] = [1, 2]\nf['name'] = ['a', 'b']");
  const ForeignColumns file(source.path());
  std::vector<std::int64_t> values(2);
  CHECK_THROWS_WITH(file.read_integers("ID", 0, values), Catch::Contains("no column 'ID'; it has id, name"));
  CHECK_THROWS_AS(file.read_integers("name", 0, values), InternalError);
  CHECK_THROWS_AS(file.read_integers("id", 1, values), InternalError);
}

TEST_CASE("Files without one table of columns are refused") {
  check_refused("f['m'] = np.zeros((2, 2))", "holds no columns");
  check_refused("f['a/x'] = [1]\nf['b/x'] = [1]", "2 groups (/a, /b");
  check_refused("f['amount'] = [1, 2]\nf['name'] = ['x']", "'amount' has 2 rows, but 'name' has 1");
}

TEST_CASE("pandas' own layouts are refused with the way to write flat columns") {
  check_refused("g = f.create_group('df')\ng.attrs['pandas_type'] = 'frame'\ng['axis0'] = ['a']",
                "h5py.File('flat.h5', 'w')");
  check_refused("f['df/axis0'] = [b'a']\nf['df/axis1'] = [1, 2]\nf['df/block0_values'] = np.zeros((2, 1))", "to_hdf");
  check_refused("f['df/table'] = np.zeros(2, [('index', 'i8'), ('a', 'f8')])", "to_hdf");
}

TEST_CASE("The way that the refusal shows makes a file that is read") {
  const ForeignFile source(R"(
f.close()
import pandas
df = pandas.DataFrame({'id': ['a', 'b'], 'n': [1, 2], 'x': [0.5, 1.5]})
import h5py; f = h5py.File('f.h5', 'w'); [f.create_dataset(c, data=df[c].tolist()) for c in df]
)");
  const ForeignColumns file(source.path());
  CHECK(texts(file, "id") == std::vector<std::string>{"a", "b"});
  CHECK(integers(file, "n") == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("A missing file, a directory and garbage are told apart") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("garbage.h5"), "this is no HDF5 file");
  CHECK_THROWS_AS(ForeignColumns::probe_in_child(scratch.file("none.h5")), IoError);
  CHECK_THROWS_AS(ForeignColumns::probe_in_child(scratch.path()), InputError);
  CHECK_THROWS_AS(ForeignColumns::probe_in_child(scratch.file("garbage.h5")), InputError);
  CHECK_THROWS_AS(ForeignColumns(scratch.file("garbage.h5")), InputError);
}

TEST_CASE("No damage to a file ends the process that probes it") {
  const ForeignFile source(R"(
f.create_dataset('id', data=np.arange(3000), chunks=(100,), compression='gzip')
f.create_dataset('name', data=[f'customer {i}' for i in range(3000)], chunks=(100,))
)");
  const std::string bytes = test::file_bytes(source.path());
  std::mt19937 random(7);
  int refused = 0;
  for (int round = 0; round < 60; ++round) {
    std::string damaged = bytes;
    for (int change = 0; change < 8; ++change)
      damaged[random() % (round < 30 ? 4096 : damaged.size())] = static_cast<char>(random());
    test::write_bytes(source.path(), damaged);
    try {
      ForeignColumns::probe_in_child(source.path());
    } catch (const InputError&) {
      ++refused;
    }
  }
  CHECK(refused > 10);
  test::write_bytes(source.path(), bytes.substr(0, bytes.size() / 2));
  CHECK_THROWS_AS(ForeignColumns::probe_in_child(source.path()), InputError);
}

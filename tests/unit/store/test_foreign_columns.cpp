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
  const ForeignColumns file(source.path());

  CHECK(file.num_rows() == 3);
  REQUIRE(file.columns().size() == 9);
  CHECK(file.columns()[0].name == "big_endian");
  CHECK(file.columns()[0].kind == ForeignKind::kInteger);
  CHECK(integers(file, "i8") == std::vector<std::int64_t>{-1, 0, 127});
  CHECK(integers(file, "u16") == std::vector<std::int64_t>{1, 2, 65535});
  CHECK(integers(file, "big_endian") == std::vector<std::int64_t>{-5, 6, 7});
  CHECK(integers(file, "u64") == std::vector<std::int64_t>{1, 2, std::numeric_limits<std::int64_t>::max()});
  CHECK(texts(file, "flag") == std::vector<std::string>{"TRUE", "FALSE", "TRUE"});
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
f.create_dataset('log/sales/raw', (2,), 'i8', external=[('/etc/hostname', 0, 16)])
f['log/sales/complex'] = np.zeros(2, 'c16')
)");
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
  const ForeignColumns file(source.path());
  CHECK(file.num_rows() == 0);
  CHECK(texts(file, "id").empty());
}

TEST_CASE("An unsigned value above the signed range keeps its bits, in a column that says so") {
  const ForeignFile source("f['id'] = np.array([1, 2**63], 'u8')");
  const ForeignColumns file(source.path());
  CHECK(file.columns()[0].is_unsigned);
  CHECK(static_cast<std::uint64_t>(integers(file, "id")[1]) == std::uint64_t{1} << 63U);
}

TEST_CASE("Links are followed within the file and below its folder, also one through the other") {
  const ForeignFile source(R"(
import os
os.mkdir('sub')
with h5py.File('sub/other.h5', 'w') as other:
    other['data/x'] = [7, 8]
    other['alias'] = h5py.SoftLink('/data/x')
f['amount'] = [1, 2]
f['hard'] = f['amount']
f['soft'] = h5py.SoftLink('amount')
f['far'] = h5py.ExternalLink('sub/other.h5', '/alias')
)");
  const ForeignColumns file(source.path());
  CHECK(integers(file, "hard") == std::vector<std::int64_t>{1, 2});
  CHECK(integers(file, "soft") == std::vector<std::int64_t>{1, 2});
  CHECK(integers(file, "far") == std::vector<std::int64_t>{7, 8});
}

TEST_CASE("A link that leads nowhere, in circles or out of the folder is refused by its name") {
  check_refused("f['amount'] = [1]\nf['pending'] = h5py.SoftLink('/nowhere')",
                "'/pending' leads to '/nowhere', which is not there");
  check_refused("f['a'] = h5py.SoftLink('/b')\nf['b'] = h5py.SoftLink('/a')", "'/a' leads round in circles");
  check_refused("f['x'] = h5py.ExternalLink('../../etc/other.h5', '/x')", "'/x' leads out of the file's folder");
  check_refused("f['x'] = h5py.ExternalLink('/etc/passwd', '/x')", "'/x' leads out of the file's folder");
  check_refused("f['x'] = h5py.ExternalLink('none.h5', '/x')", "'none.h5', which is not there");
  check_refused("import os\nos.mkfifo('pipe.h5')\nf['x'] = h5py.ExternalLink('pipe.h5', '/x')",
                "which is no plain file");
  check_refused("f['g/amount'] = [1]\nf['g/up'] = h5py.SoftLink('/')", "'/g/up' leads back to a group");
}

TEST_CASE("A dataset of several dimensions of which one alone is longer than 1 is a column") {
  const ForeignFile source(
      "f['down'] = np.arange(5).reshape(5, 1)\nf['across'] = np.arange(5.).reshape(1, 5)\nf['flat'] = ['a', 'b', 'c', 'd', 'e']");
  const ForeignColumns file(source.path());
  CHECK(integers(file, "down") == std::vector<std::int64_t>{0, 1, 2, 3, 4});
  std::vector<double> reals(2);
  file.read_reals("across", 3, reals);
  CHECK(reals == std::vector<double>{3, 4});
}

TEST_CASE("An enumeration is read as its names, and a code without one as digits") {
  const ForeignFile source(
      "f.create_dataset('e', data=np.array([1, 0, 7], 'u1'), dtype=h5py.enum_dtype({'FOOD': 0, 'RENT': 1}, basetype='u1'))");
  CHECK(texts(ForeignColumns(source.path()), "e") == std::vector<std::string>{"RENT", "FOOD", "7"});
}

TEST_CASE("What is no column is named with the reason") {
  check_refused("f['m'] = np.zeros((2, 2))", "'/m': it is a table of 2 x 2");
  check_refused("f['t'] = np.zeros(2, [('id', 'i8'), ('amount', 'f8')])",
                "it is a compound, records of the fields id, amount");
  check_refused("f.create_dataset('z', data=np.zeros(4), compression='lzf')",
                "compressed with the filter lzf (32000), which is not installed");
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
  check_refused("f.create_group('empty')", "holds no columns");
  check_refused("f['a/x'] = [1]\nf['b/x'] = [1]", "2 groups (/a, /b");
  check_refused("f['amount'] = [1, 2]\nf['name'] = ['x']", "'amount' has 2 rows, but 'name' has 1");
}

TEST_CASE("pandas' own layouts are refused with the way to write flat columns") {
  check_refused("g = f.create_group('df')\ng.attrs['pandas_type'] = 'frame'\ng['axis0'] = ['a']",
                "h5py.File('flat.h5', 'w')");
  check_refused("f['df/axis0'] = [b'a']\nf['df/axis1'] = [1, 2]\nf['df/block0_values'] = np.zeros((2, 1))", "to_hdf");
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
  CHECK_THROWS_AS(ForeignColumns(scratch.file("none.h5")), IoError);
  CHECK_THROWS_AS(ForeignColumns(scratch.path()), InputError);
  CHECK_THROWS_AS(ForeignColumns(scratch.file("garbage.h5")), InputError);
  CHECK_THROWS_AS(ForeignColumns(scratch.file("garbage.h5")), InputError);
}

namespace {

/// Opens the file and reads all of it.
void read_all(const std::string& path) {
  const ForeignColumns file(path);
  for (const store::ForeignColumn& column : file.columns()) {
    if (column.kind == ForeignKind::kText) {
      texts(file, column.name);
    } else if (column.kind == ForeignKind::kInteger) {
      integers(file, column.name);
    } else {
      std::vector<double> reals(file.num_rows());
      file.read_reals(column.name, 0, reals);
    }
  }
}

}  // namespace

TEST_CASE("No damage to a file ends the process that reads it") {
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
      read_all(source.path());
    } catch (const InputError&) {
      ++refused;
    } catch (const std::length_error&) {  // a file that claims more rows than the memory has
      ++refused;
    } catch (const std::bad_alloc&) {
      ++refused;
    }
  }
  CHECK(refused > 10);
  test::write_bytes(source.path(), bytes.substr(0, bytes.size() / 2));
  CHECK_THROWS_AS(read_all(source.path()), InputError);
}

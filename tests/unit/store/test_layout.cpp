#include <catch2/catch.hpp>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/layout.hpp"

using namespace spendlens;
using namespace spendlens::store;

namespace {

FileSpec small_spec() {
  FileSpec spec;
  spec.attributes = {{"format", std::string("test-\xC3\xA9")}, {"version", std::uint64_t{3}}};
  spec.group_attributes["/import"] = {{"rows", std::uint64_t{7}}};
  spec.columns = {{"/a/amount", {ElementKind::kI64, 8}, 5, "cents", "What was paid.", {}},
                  {"/a/name", text_type(3), 5, "", "", {}},
                  {"/a/kind", {ElementKind::kU8, 1}, 5, "", "", {"none", "some"}},
                  {"/empty", {ElementKind::kU32, 4}, 0, "", "", {}},
                  {"/deep/er/real", {ElementKind::kF64, 8}, 2, "", "", {}},
                  {"/small", {ElementKind::kF32, 4}, 1, "", "", {}},
                  {"/short", {ElementKind::kU16, 2}, 3, "", "", {}},
                  {"/hash", {ElementKind::kU64, 8}, 3, "", "", {}}};
  return spec;
}

void check_python(const test::ScratchDirectory& scratch, const std::string& script) {
  const test::ScriptResult result = test::run_python(SPENDLENS_PYTHON, script, scratch.path());
  INFO(result.output);
  CHECK(result.succeeded);
}

/// The message with which a file that a script writes as f.h5 is refused.
void check_refused(const std::string& script, const std::string& message) {
  const test::ScratchDirectory scratch;
  check_python(scratch, "import h5py, numpy as np\nf = h5py.File('f.h5', 'w', libver=('v108', 'v108'))\n" + script +
                            "\nf.close()\n");
  CHECK_THROWS_AS(read_layout(scratch.file("f.h5")), InputError);
  CHECK_THROWS_WITH(read_layout(scratch.file("f.h5")),
                    Catch::Contains(message) && Catch::Contains(scratch.file("f.h5")));
}

}  // namespace

TEST_CASE("A created layout is read back as it was") {
  const test::ScratchDirectory scratch;
  const Layout created = create_layout(scratch.file("f.h5"), small_spec());
  const Layout read = read_layout(scratch.file("f.h5"));

  REQUIRE(read.columns.size() == 8);
  for (const auto& [name, place] : created.columns) {
    INFO(name);
    CHECK(read.at(name).type == place.type);
    CHECK(read.at(name).length == place.length);
    CHECK(read.at(name).file_offset == place.file_offset);
  }
  CHECK(read.text_attributes == created.text_attributes);
  CHECK(read.integer_attributes == created.integer_attributes);
  CHECK(read.list_attributes == created.list_attributes);
  CHECK(read.text("format") == "test-\xC3\xA9");
  CHECK(read.integer("/import/rows") == 7);
  CHECK(read.text("/a/amount/units") == "cents");
  CHECK(read.list_attributes.at("/a/kind/values") == std::vector<std::string>{"none", "some"});
}

TEST_CASE("What a layout lacks is an error that names it") {
  const test::ScratchDirectory scratch;
  const Layout layout = create_layout(scratch.file("f.h5"), small_spec());

  CHECK(layout.has("/hash"));
  CHECK_FALSE(layout.has("/nothing"));
  CHECK_THROWS_WITH(layout.at("/nothing"), Catch::Contains("/nothing"));
  CHECK_THROWS_WITH(layout.at("/hash", ElementKind::kI64), Catch::Contains("/hash") && Catch::Contains("u64"));
  CHECK_THROWS_AS(layout.text("nothing"), InputError);
  CHECK_THROWS_AS(layout.integer("nothing"), InputError);
}

TEST_CASE("Two creations of one layout give the same bytes") {
  const test::ScratchDirectory scratch;
  create_layout(scratch.file("a.h5"), small_spec());
  create_layout(scratch.file("b.h5"), small_spec());

  CHECK(test::file_bytes(scratch.file("a.h5")) == test::file_bytes(scratch.file("b.h5")));
}

TEST_CASE("Metadata of many columns lies before the first column") {
  const test::ScratchDirectory scratch;
  FileSpec spec;
  for (int i = 0; i < 400; ++i)
    spec.columns.push_back({"/t/column_" + std::to_string(i),
                            {ElementKind::kU64, 8},
                            40'000,
                            "unit " + std::to_string(i),
                            std::string(300, 'd'),
                            {"a", "b", "c"}});
  const Layout layout = create_layout(scratch.file("f.h5"), spec);

  for (const auto& [name, place] : layout.columns) CHECK(place.file_offset < 16u * 1024 * 1024 + 400u * 40'000 * 8);
  CHECK(read_layout(scratch.file("f.h5")).columns.size() == 400);
}

TEST_CASE("h5py reads texts as str, integers as integers, lists as str and text columns as bytes") {
  const test::ScratchDirectory scratch;
  create_layout(scratch.file("f.h5"), small_spec());

  check_python(scratch, R"(
import h5py, numpy as np
f = h5py.File('f.h5', 'r')
assert isinstance(f.attrs['format'], str) and f.attrs['format'] == 'test-\u00e9', f.attrs['format']
assert int(f.attrs['version']) == 3
assert int(f['import'].attrs['rows']) == 7
assert list(f['a/kind'].attrs['values']) == ['none', 'some']
assert all(isinstance(v, str) for v in f['a/kind'].attrs['values'])
assert f['a/amount'].attrs['units'] == 'cents'
assert f['a/name'].dtype == np.dtype('S3') and f['a/name'][:].dtype.kind == 'S'
assert f['a/amount'].dtype == np.dtype('<i8') and f['deep/er/real'].dtype == np.dtype('<f8')
assert f['a/amount'].chunks is None and f['a/amount'].id.get_offset() is not None
assert f['empty'].shape == (0,) and len(f['empty'][:]) == 0
)");
}

TEST_CASE("A layout cannot be created in a missing directory") {
  const test::ScratchDirectory scratch;
  CHECK_THROWS_AS(create_layout(scratch.file("none/f.h5"), small_spec()), IoError);
  CHECK_THROWS_WITH(create_layout(scratch.file("none/f.h5"), small_spec()),
                    Catch::Contains("No such file or directory"));
}

TEST_CASE("A file that is no HDF5 file is refused") {
  const test::ScratchDirectory scratch;
  test::write_bytes(scratch.file("f.h5"), std::string(5000, 'x'));
  CHECK_THROWS_AS(read_layout(scratch.file("f.h5")), InputError);
  CHECK_THROWS_WITH(read_layout(scratch.file("f.h5")), Catch::Contains("HDF5"));
}

TEST_CASE("Objects that no file of ours holds are refused by name") {
  check_refused("f['a'] = np.zeros((3, 2))", "'/a' is not one-dimensional");
  check_refused("f['a'] = 3", "'/a' is not one-dimensional");
  check_refused("f.create_dataset('a', data=np.zeros(9), chunks=(3,))", "'/a' is not stored in one piece");
  check_refused("f.create_dataset('a', (4,), 'f8', external=[('raw', 0, 32)])", "'/a' is not stored in one piece");
  check_refused("f['a'] = np.zeros(3, '>i8')", "'/a' has an element type");
  check_refused("f['a'] = np.zeros(3, 'i2')", "'/a' has an element type");
  check_refused("f['a'] = ['x', 'yy']", "'/a' has an element type");
  check_refused("f['g/a'] = h5py.SoftLink('/b')", "'/g/a' is a link");
  check_refused("f['a'] = h5py.ExternalLink('b.h5', '/b')", "'/a' is a link");
  check_refused("f.create_group('g'); f['g/loop'] = f['/']", "'/g/loop' is linked twice");
  check_refused("f['a'] = np.dtype('f8')", "'/a' is neither");
  check_refused("f['a'] = np.zeros(3); f['b'] = f['a']", "'/b' is linked twice");
  check_refused("f['a/b/c/d/e/f/g/h/i/j'] = np.zeros(3)", "is nested too deeply");
  check_refused("for i in range(9): f['c%d' % i] = np.zeros(3)", "keeps its links in a way");
  check_refused("f['a'] = np.zeros(3)\nfor i in range(9): f['a'].attrs['x%d' % i] = 'y'",
                "keeps its attributes in a way");
  check_refused("f['a\x1b[31m'] = np.zeros(3)", "has a name that spendlens does not give");
  check_refused("f.create_group('g'); f['g'].attrs['x'] = 1.5", "'/g/x' is an attribute");
  check_refused("f.attrs['x'] = np.zeros((2, 2), 'u8')", "'x' is an attribute");
}

TEST_CASE("However many groups, columns and attributes there are, all metadata lies before the columns") {
  const test::ScratchDirectory scratch;
  for (const std::size_t groups : std::vector<std::size_t>{1, 3, 9, 20})
    for (const std::size_t columns : std::vector<std::size_t>{1, 7, 8, 9, 35, 70}) {
      FileSpec spec;
      for (std::size_t g = 0; g < groups; ++g) {
        const std::string group = "/table" + std::to_string(g) + (g % 2 == 0 ? "" : "/nested");
        for (std::size_t a = 0; a < columns; ++a)
          spec.group_attributes[group].push_back({"attribute" + std::to_string(a), std::string(a, 'x')});
        for (std::size_t c = 0; c < columns; ++c)
          spec.columns.push_back({group + "/column" + std::to_string(c),
                                  {ElementKind::kF64, 8},
                                  c % 5 == 4 ? 0U : 10U,
                                  "units",
                                  std::string(c * 3, 'd'),
                                  {"no", "yes"}});
      }
      CAPTURE(groups, columns);
      const Layout created = create_layout(scratch.file("f.h5"), spec);
      CHECK(created.columns.size() == groups * columns);
      CHECK(read_layout(scratch.file("f.h5")).columns.size() == groups * columns);
    }
}

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "ledger/segment/compact_journal.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/compact.hpp"

using namespace spendlens;
using namespace spendlens::ledger;

namespace {

using Names = std::vector<std::string>;

void touch(const test::ScratchDirectory& scratch, const std::string& name) {
  std::ofstream(scratch.path() + "/" + name) << "x";
}

bool is_there(const test::ScratchDirectory& scratch, const std::string& name) {
  return std::filesystem::exists(scratch.path() + "/" + name);
}

void write_text(const test::ScratchDirectory& scratch, const std::string& text) {
  std::ofstream(scratch.path() + "/.compact", std::ios::binary) << text;
}

Names listed(const test::ScratchDirectory& scratch, Names names) {
  drop_replaced(scratch.path(), names);
  return names;
}

}  // namespace

TEST_CASE("Without a journal nothing is replaced and there is nothing to settle") {
  const test::ScratchDirectory scratch;
  CHECK(listed(scratch, {"a", "b"}) == Names{"a", "b"});
  recover_compaction(scratch.path());
}

TEST_CASE("Before the new segment is there the folded ones count, and settling drops the journal alone") {
  const test::ScratchDirectory scratch;
  touch(scratch, "a.h5"), touch(scratch, "b.h5");
  write_compact_journal(scratch.path(), {"m", {"a", "b"}});
  CHECK_FALSE(is_there(scratch, ".compact.tmp"));
  CHECK(listed(scratch, {"a", "b"}) == Names{"a", "b"});
  recover_compaction(scratch.path());
  CHECK(is_there(scratch, "a.h5"));
  CHECK(is_there(scratch, "b.h5"));
  CHECK_FALSE(is_there(scratch, ".compact"));
}

TEST_CASE("Once the new segment is there it counts alone, and settling removes the folded ones with their sums") {
  const test::ScratchDirectory scratch;
  for (const char* name : {"a.h5", "a.h5.sum", "b.h5", "m.h5", "m.h5.sum", "other.h5"}) touch(scratch, name);
  write_compact_journal(scratch.path(), {"m", {"a", "b"}});
  CHECK(listed(scratch, {"a", "b", "m", "other"}) == Names{"m", "other"});
  CHECK(listed(scratch, {"b", "m"}) == Names{"m"});
  // Listed a moment before it was published.
  CHECK(listed(scratch, {"a", "b", "other"}) == Names{"m", "other"});
  recover_compaction(scratch.path());
  recover_compaction(scratch.path());
  for (const char* name : {"a.h5", "a.h5.sum", "b.h5", ".compact"}) CHECK_FALSE(is_there(scratch, name));
  for (const char* name : {"m.h5", "m.h5.sum", "other.h5"}) CHECK(is_there(scratch, name));
}

TEST_CASE("A journal that is cut off, foreign or names what cannot be is refused, and no file is removed") {
  for (const char* text :
       {"", "spendlens-compact 2\ninto m\nfold a\nend\n", "spendlens-compact 1\ninto m\nfold a\n",
        "spendlens-compact 1\nfold a\nend\n", "spendlens-compact 1\ninto m\ninto n\nfold a\nend\n",
        "spendlens-compact 1\ninto m\nfold ../a\nend\n", "spendlens-compact 1\ninto a\nfold a\nend\n",
        "spendlens-compact 1\ninto m\nkeep a\nend\n"}) {
    const test::ScratchDirectory scratch;
    touch(scratch, "a.h5"), touch(scratch, "m.h5");
    write_text(scratch, text);
    CAPTURE(text);
    CHECK_THROWS_AS(listed(scratch, {"a", "m"}), InputError);
    CHECK_THROWS_AS(recover_compaction(scratch.path()), InputError);
    CHECK(is_there(scratch, "a.h5"));
    CHECK(is_there(scratch, ".compact"));
  }
}

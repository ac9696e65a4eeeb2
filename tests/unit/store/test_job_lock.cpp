#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/job_lock.hpp"

using namespace spendlens;
using store::JobLock;
using store::LockHolder;

TEST_CASE("A holder reads back from its text, and other texts are none") {
  const LockHolder holder{"a host", "boot", "pid:[1]", 12, 34, "56", 2};
  CHECK(LockHolder::parse(holder.text()) == holder);
  CHECK(holder.name() == "process 12 on host a host, job 56");
  CHECK(!LockHolder::parse(""));
  CHECK(!LockHolder::parse(holder.text().substr(0, 20)));
  CHECK(!LockHolder::parse(LockHolder{"h", "", "", -1, 0, "", 0}.text()));
  CHECK(!LockHolder::parse(LockHolder{"h", "", "", 1, 0, "7; rm", 0}.text()));
}

TEST_CASE("This process is not gone, a child that has ended is") {
  LockHolder holder = LockHolder::self();
  CHECK(holder.start > 0);
  CHECK(!store::provably_gone(holder));
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  holder.pid = child;
  siginfo_t ended{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);
  CHECK(store::provably_gone(holder));  // before it is waited for, too
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(store::provably_gone(holder));
}

TEST_CASE("A later start of the same Slurm job takes the place of the earlier one") {
  ::setenv("SLURM_JOB_ID", "77", 1);
  ::setenv("SLURM_RESTART_COUNT", "1", 1);
  LockHolder holder = LockHolder::self();
  holder.host = "elsewhere";
  CHECK(!store::provably_gone(holder));
  holder.restarts = 0;
  CHECK(store::provably_gone(holder));
  ::unsetenv("SLURM_JOB_ID");
  ::unsetenv("SLURM_RESTART_COUNT");
}

TEST_CASE("A lock is given once at a time, and leaves nothing") {
  const test::ScratchDirectory scratch;
  {
    const JobLock lock(scratch.file(".lock"));
    CHECK(LockHolder::parse(test::file_bytes(scratch.file(".lock"))) == LockHolder::self());
    try {
      const JobLock second(scratch.file(".lock"));
      FAIL("the lock was given twice");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::kInUse);
      CHECK_THAT(error.what(), Catch::Contains(LockHolder::self().name()));
    }
    CHECK(scratch.num_entries() == 1);
    CHECK(!lock.lost());
  }
  CHECK(scratch.num_entries() == 0);
}

TEST_CASE("A lock that another took over is not removed") {
  const test::ScratchDirectory scratch;
  {
    const JobLock lock(scratch.file(".lock"));
    store::remove_file(scratch.file(".lock"));
    test::write_bytes(scratch.file(".lock"), "another's");
  }
  CHECK(test::file_bytes(scratch.file(".lock")) == "another's");
}

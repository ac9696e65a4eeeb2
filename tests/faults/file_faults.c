/* Preloaded into a rank: notes its calls on files below a directory, and makes one of them fail.
 *
 *   SPENDLENS_FAULT_BELOW=DIRECTORY     absolute, without symbolic links; calls on other files are passed on as they are
 *   SPENDLENS_FAULT_TRACE=FILE          FILE.RANK gets a line "KIND<tab>PATH" for each call, the path relative to the directory
 *   SPENDLENS_FAULT="RANK KIND N ACTION PATTERN"
 *       the N-th call (from 1) of that kind on a path that matches PATTERN (fnmatch, relative), on that rank. ACTION is
 *         an error such as EIO     the call fails so, once
 *         an error and a plus      this call and all later ones of the kind on such paths fail
 *         half                     reads and writes move half of the bytes
 *         kill                     the process dies before the call
 *         vanish:DIRECTORY         this directory is removed with all that is in it, then the call is made
 *
 * Kinds: open, create (an open that may create), read, write, truncate, allocate, sync, write-out, rename, link, unlink, mkdir,
 * close, inspect, list, lock, touch. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { kPass, kFail, kHalf };

static char below[PATH_MAX];
static size_t below_length;
static int trace = -1;
static struct {
  int armed, forever, half, kill, reason;
  long number;
  char kind[32], pattern[PATH_MAX], vanish[PATH_MAX];
} fault;
static atomic_long matches;
static __thread int inside;  /* the directory is being removed by this very library */

static int rank_of_process(void) {
  static const char* const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"};
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
    if (getenv(names[i]) != NULL) return atoi(getenv(names[i]));
  return 0;
}

static void refuse(const char* what) {
  fprintf(stderr, "file_faults: %s\n", what);
  _exit(99);
}

static void read_action(const char* action) {
  static const struct { const char* name; int reason; } errors[] = {
      {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"ENOENT", ENOENT}, {"EACCES", EACCES}, {"EINTR", EINTR}, {"ESTALE", ESTALE}, {"EDQUOT", EDQUOT}, {"EMFILE", EMFILE}};
  if (strcmp(action, "half") == 0) { fault.half = 1; return; }
  if (strcmp(action, "kill") == 0) { fault.kill = 1; return; }
  if (strncmp(action, "vanish:", 7) == 0) { strcpy(fault.vanish, action + 7); return; }
  const size_t length = strcspn(action, "+");
  fault.forever = action[length] == '+';
  for (size_t i = 0; i < sizeof errors / sizeof *errors; ++i)
    if (strlen(errors[i].name) == length && strncmp(errors[i].name, action, length) == 0) fault.reason = errors[i].reason;
  if (fault.reason == 0) refuse("an action that is not known");
}

__attribute__((constructor)) static void start(void) {
  const char* directory = getenv("SPENDLENS_FAULT_BELOW");
  if (directory == NULL) return;
  below_length = (size_t)snprintf(below, sizeof below, "%s/", directory);
  const int rank = rank_of_process();
  const char* file = getenv("SPENDLENS_FAULT_TRACE");
  if (file != NULL) {
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s.%d", file, rank);
    trace = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (trace < 0) refuse("the trace cannot be written");
  }
  const char* order = getenv("SPENDLENS_FAULT");
  if (order == NULL) return;
  int of_rank = 0;
  char action[PATH_MAX];
  if (sscanf(order, "%d %31s %ld %4095s %4095s", &of_rank, fault.kind, &fault.number, action, fault.pattern) != 5) refuse("SPENDLENS_FAULT cannot be read");
  read_action(action);
  fault.armed = of_rank == rank;
}

static int remove_one(const char* path, const struct stat* status, int kind, struct FTW* walk) {
  (void)status, (void)kind, (void)walk;
  return remove(path);
}

/* What becomes of a call on this absolute path. */
static int judge(const char* kind, const char* path) {
  if (below_length == 0 || inside || strncmp(path, below, below_length) != 0) return kPass;
  const char* relative = path + below_length;
  const int reason_before = errno;
  if (trace >= 0) {
    char line[PATH_MAX + 64];
    const int length = snprintf(line, sizeof line, "%s\t%s\n", kind, relative);
    if (syscall(SYS_write, trace, line, (size_t)length) != length) refuse("the trace cannot be written");
    errno = reason_before;
  }
  if (!fault.armed || strcmp(kind, fault.kind) != 0 || fnmatch(fault.pattern, relative, 0) != 0) return kPass;
  const long number = atomic_fetch_add(&matches, 1) + 1;
  if (number != fault.number && !(fault.forever && number > fault.number)) return kPass;
  if (fault.kill) raise(SIGKILL);
  if (fault.vanish[0] != '\0') {
    // All of it at once: other ranks must not see a directory that has lost some of its files.
    char gone[PATH_MAX + 8];
    snprintf(gone, sizeof gone, "%s.gone", fault.vanish);
    inside = 1;
    if (rename(fault.vanish, gone) == 0) nftw(gone, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    inside = 0;
    errno = reason_before;
    return kPass;
  }
  if (fault.half) return kHalf;
  errno = fault.reason;
  return kFail;
}

static int judge_descriptor(const char* kind, int descriptor) {
  if (below_length == 0 || inside) return kPass;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length <= 0) return kPass;
  path[length] = '\0';
  static const char deleted[] = " (deleted)";
  if ((size_t)length > sizeof deleted && strcmp(path + length - (sizeof deleted - 1), deleted) == 0) path[(size_t)length - (sizeof deleted - 1)] = '\0';
  return judge(kind, path);
}

/* The path made absolute; that of a relative one from the directory of `at`. */
static int judge_path(const char* kind, int at, const char* path) {
  if (below_length == 0 || inside || path == NULL) return kPass;
  if (path[0] == '/') return judge(kind, path);
  char link[64] = "/proc/self/cwd", whole[2 * PATH_MAX];
  if (at != AT_FDCWD) snprintf(link, sizeof link, "/proc/self/fd/%d", at);
  const long length = syscall(SYS_readlinkat, AT_FDCWD, link, whole, PATH_MAX);
  if (length <= 0) return kPass;
  if (strncmp(path, "./", 2) == 0) path += 2;
  snprintf(whole + length, PATH_MAX, strcmp(path, ".") == 0 ? "" : "/%s", path);
  return judge(kind, whole);
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static const char* open_kind(int flags) { return flags & O_CREAT ? "create" : "open"; }

#define OPEN(name) \
  int name(const char* path, int flags, ...) { \
    REAL(name); \
    va_list more; \
    va_start(more, flags); \
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
    va_end(more); \
    return judge_path(open_kind(flags), AT_FDCWD, path) == kFail ? -1 : real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int at, const char* path, int flags, ...) { \
    REAL(name); \
    va_list more; \
    va_start(more, flags); \
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
    va_end(more); \
    return judge_path(open_kind(flags), at, path) == kFail ? -1 : real(at, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name) \
  FILE* name(const char* path, const char* mode) { \
    REAL(name); \
    return judge_path(mode[0] == 'r' ? "open" : "create", AT_FDCWD, path) == kFail ? NULL : real(path, mode); \
  }
FOPEN(fopen)
FOPEN(fopen64)

/* Half of the bytes, but never none: that would be the end of the file. */
#define MOVE(name, kind, type, ...) \
  const int fate = judge_descriptor(kind, descriptor); \
  if (fate == kFail) return -1; \
  if (fate == kHalf && length > 1) length /= 2; \
  return real(descriptor, bytes, length __VA_ARGS__)
ssize_t read(int descriptor, void* bytes, size_t length) { REAL(read); MOVE(read, "read", void*, ); }
ssize_t pread(int descriptor, void* bytes, size_t length, off_t offset) { REAL(pread); MOVE(pread, "read", void*, , offset); }
ssize_t pread64(int descriptor, void* bytes, size_t length, off64_t offset) { REAL(pread64); MOVE(pread64, "read", void*, , offset); }
ssize_t write(int descriptor, const void* bytes, size_t length) { REAL(write); MOVE(write, "write", const void*, ); }
ssize_t pwrite(int descriptor, const void* bytes, size_t length, off_t offset) { REAL(pwrite); MOVE(pwrite, "write", const void*, , offset); }
ssize_t pwrite64(int descriptor, const void* bytes, size_t length, off64_t offset) { REAL(pwrite64); MOVE(pwrite64, "write", const void*, , offset); }

#define OF_DESCRIPTOR(name, kind, parameters, arguments) \
  int name parameters { \
    REAL(name); \
    return judge_descriptor(kind, descriptor) == kFail ? -1 : real arguments; \
  }
OF_DESCRIPTOR(ftruncate, "truncate", (int descriptor, off_t length), (descriptor, length))
OF_DESCRIPTOR(ftruncate64, "truncate", (int descriptor, off64_t length), (descriptor, length))
OF_DESCRIPTOR(fallocate, "allocate", (int descriptor, int mode, off_t offset, off_t length), (descriptor, mode, offset, length))
OF_DESCRIPTOR(fallocate64, "allocate", (int descriptor, int mode, off64_t offset, off64_t length), (descriptor, mode, offset, length))
OF_DESCRIPTOR(fsync, "sync", (int descriptor), (descriptor))
OF_DESCRIPTOR(fdatasync, "sync", (int descriptor), (descriptor))
OF_DESCRIPTOR(sync_file_range, "write-out", (int descriptor, off64_t offset, off64_t length, unsigned flags), (descriptor, offset, length, flags))
OF_DESCRIPTOR(flock, "lock", (int descriptor, int operation), (descriptor, operation))
OF_DESCRIPTOR(futimens, "touch", (int descriptor, const struct timespec times[2]), (descriptor, times))
OF_DESCRIPTOR(fstat, "inspect", (int descriptor, struct stat* status), (descriptor, status))
OF_DESCRIPTOR(fstat64, "inspect", (int descriptor, struct stat64* status), (descriptor, status))

/* As on Linux: the descriptor is closed all the same. */
int close(int descriptor) {
  REAL(close);
  const int fate = judge_descriptor("close", descriptor);
  const int reason = errno;
  const int outcome = real(descriptor);
  if (fate != kFail) return outcome;
  errno = reason;
  return -1;
}

#define OF_PATH(name, kind, at, path, parameters, arguments) \
  int name parameters { \
    REAL(name); \
    return judge_path(kind, at, path) == kFail ? -1 : real arguments; \
  }
OF_PATH(truncate, "truncate", AT_FDCWD, path, (const char* path, off_t length), (path, length))
OF_PATH(truncate64, "truncate", AT_FDCWD, path, (const char* path, off64_t length), (path, length))
OF_PATH(rename, "rename", AT_FDCWD, to, (const char* from, const char* to), (from, to))
OF_PATH(link, "link", AT_FDCWD, to, (const char* from, const char* to), (from, to))
OF_PATH(unlink, "unlink", AT_FDCWD, path, (const char* path), (path))
OF_PATH(unlinkat, "unlink", at, path, (int at, const char* path, int flags), (at, path, flags))
OF_PATH(mkdir, "mkdir", AT_FDCWD, path, (const char* path, mode_t mode), (path, mode))
OF_PATH(stat, "inspect", AT_FDCWD, path, (const char* restrict path, struct stat* restrict status), (path, status))
OF_PATH(stat64, "inspect", AT_FDCWD, path, (const char* restrict path, struct stat64* restrict status), (path, status))
OF_PATH(lstat, "inspect", AT_FDCWD, path, (const char* restrict path, struct stat* restrict status), (path, status))
OF_PATH(lstat64, "inspect", AT_FDCWD, path, (const char* restrict path, struct stat64* restrict status), (path, status))

DIR* opendir(const char* path) {
  REAL(opendir);
  return judge_path("list", AT_FDCWD, path) == kFail ? NULL : real(path);
}

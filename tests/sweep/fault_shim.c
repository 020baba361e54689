// For LD_PRELOAD: the FAULT_AT-th write to a file stops half-way and kills the process, or finds the disk full from then on.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_int count;

// How many of `n` bytes may be written; -1: the disk is full.
static ssize_t allowed(int fd, size_t n, int* last) {
  struct stat s;
  *last = 0;
  if (fd <= 2 || fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) return (ssize_t)n;
  const char* at = getenv("FAULT_AT");
  const int fault = at ? atoi(at) : 0, now = ++count;
  if (!fault || now < fault) return (ssize_t)n;
  if (!strcmp(getenv("FAULT_KIND"), "full")) return -1;
  if (now > fault) return (ssize_t)n;
  *last = 1;
  return (ssize_t)(n / 2);
}

#define WRITER(name, parameters, arguments_of)                                  \
  ssize_t name parameters {                                                     \
    static ssize_t(*real) parameters;                                           \
    if (!real) *(void**)&real = dlsym(RTLD_NEXT, #name);                        \
    int last;                                                                   \
    const ssize_t may = allowed(fd, n, &last);                                  \
    if (may < 0) return errno = ENOSPC, -1;                                     \
    const ssize_t done = real arguments_of;                                     \
    if (last) kill(getpid(), SIGKILL);                                          \
    return done;                                                                \
  }
WRITER(write, (int fd, const void* bytes, size_t n), (fd, bytes, (size_t)may))
WRITER(pwrite, (int fd, const void* bytes, size_t n, off_t at), (fd, bytes, (size_t)may, at))
WRITER(pwrite64, (int fd, const void* bytes, size_t n, off64_t at), (fd, bytes, (size_t)may, at))

/* Fails the N-th call that writes below a folder: preloaded by disk.py, armed in each child by fail_at(). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[4096];
static long left = -1; /* calls until the one that fails; below zero: none */
static int with, fired, sticky;

void fail_at(const char *where, long n, int error, int stay) {
    snprintf(folder, sizeof folder, "%s", where);
    left = n;
    with = error;
    sticky = stay;
    fired = 0;
}

int has_failed(void) { return fired; }

static int fails(const char *path) {
    if (left < 0 || strncmp(path, folder, strlen(folder))) return 0;
    if (left > 0 && --left > 0) return 0;
    if (!sticky) left = -1;
    fired = 1;
    errno = with;
    return 1;
}

static int fails_at(int fd) {
    char link[64], path[4096];
    if (left < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return fails(path);
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *b, size_t n) { REAL(write); return fails_at(fd) ? -1 : real(fd, b, n); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { REAL(pwrite); return fails_at(fd) ? -1 : real(fd, b, n, o); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) { REAL(pwrite64); return fails_at(fd) ? -1 : real(fd, b, n, o); }
int fsync(int fd) { REAL(fsync); return fails_at(fd) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync); return fails_at(fd) ? -1 : real(fd); }
int ftruncate(int fd, off_t n) { REAL(ftruncate); return fails_at(fd) ? -1 : real(fd, n); }
int ftruncate64(int fd, off64_t n) { REAL(ftruncate64); return fails_at(fd) ? -1 : real(fd, n); }
int rename(const char *a, const char *b) { REAL(rename); return fails(b) ? -1 : real(a, b); }
int unlink(const char *a) { REAL(unlink); return fails(a) ? -1 : real(a); }
ssize_t sendfile(int to, int from, off_t *o, size_t n) {
    ssize_t sendfile64(int, int, off64_t *, size_t);
    REAL(sendfile64);
    return fails_at(to) ? -1 : real(to, from, o, n);
}
ssize_t sendfile64(int to, int from, off64_t *o, size_t n) { REAL(sendfile64); return fails_at(to) ? -1 : real(to, from, o, n); }

static int creates(const char *path, int flags) {
    return (flags & O_CREAT) && access(path, F_OK) && fails(path);
}
#define OPEN(name)                                                     \
    int name(const char *path, int flags, ...) {                       \
        va_list rest;                                                  \
        va_start(rest, flags);                                         \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;      \
        va_end(rest);                                                  \
        REAL(name);                                                    \
        return creates(path, flags) ? -1 : real(path, flags, mode);    \
    }
OPEN(open)
OPEN(open64)

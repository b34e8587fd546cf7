/* A disk that remembers what was written and can be told to fail. Preloaded (LD_PRELOAD) into a
 * process of the tests; what a database calls through the C library comes here first.
 *
 * DISK_SHIM_HOME  only files whose path begins so are looked at.
 * disk_shim_log(path)              from here on, append every operation to this file.
 * disk_shim_fail(n, error, once)   let the n-th change from now fail (0: none); with once only it.
 * disk_shim_read_only(yes)         refuse to open anything for writing, as a read-only disk does.
 * disk_shim_changes()              how many changes there were since then.
 *
 * Log: records of  op(1) fd(4) offset(8) length(8) bytes(length), little endian:
 *   'o' opened (path; offset 1 when the file is new)  'c' closed  'w' wrote  't' truncated to offset
 *   's' synced  'u' unlinked (path)  'r' renamed ("old\0new")  'a' a line to standard output
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_FILES 4096
static unsigned char watched[MOST_FILES];
static int log_fd = -1;
static long changes, fail_at;
static int fail_error, fail_once, refuse_writable;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name, result, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t plain_write(int fd, const void *data, size_t size) {
    REAL("write", ssize_t, int, const void *, size_t);
    return real(fd, data, size);
}

static void put(char op, int fd, int64_t offset, const void *data, uint64_t size) {
    if (log_fd < 0) return;
    char head[21];
    int32_t number = fd;
    head[0] = op;
    memcpy(head + 1, &number, 4);
    memcpy(head + 5, &offset, 8);
    memcpy(head + 13, &size, 8);
    pthread_mutex_lock(&lock);
    if (plain_write(log_fd, head, sizeof head) != (ssize_t)sizeof head
        || (size && plain_write(log_fd, data, size) != (ssize_t)size)) abort();
    pthread_mutex_unlock(&lock);
}

static int is_home(const char *path) {
    const char *home = getenv("DISK_SHIM_HOME");
    return home && path && strncmp(path, home, strlen(home)) == 0;
}

static int is_watched(int fd) { return fd >= 0 && fd < MOST_FILES && watched[fd]; }

/* 1 when this change shall fail; errno is set then. */
static int fails(void) {
    changes++;
    if (!fail_at || changes < fail_at || (fail_once && changes > fail_at)) return 0;
    errno = fail_error;
    return 1;
}

void disk_shim_log(const char *path) {
    log_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
}

void disk_shim_fail(long at, int error, int once) {
    changes = 0;
    fail_at = at;
    fail_error = error;
    fail_once = once;
}

void disk_shim_read_only(int yes) { refuse_writable = yes; }

long disk_shim_changes(void) { return changes; }

static int opened(int fd, const char *path, int is_new) {
    if (fd >= 0 && fd < MOST_FILES) {
        watched[fd] = is_home(path);
        if (watched[fd]) put('o', fd, is_new, path, strlen(path));
    }
    return fd;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        mode_t mode = 0; \
        if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
        REAL(#name, int, const char *, int, ...); \
        int is_new = (flags & O_CREAT) && is_home(path) && access(path, F_OK) != 0; \
        if (is_home(path) && (flags & (O_WRONLY | O_RDWR | O_CREAT))) { \
            if (refuse_writable || (is_new && fails())) { if (refuse_writable) errno = EROFS; return -1; } \
        } \
        return opened(real(path, flags, mode), path, is_new); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        mode_t mode = 0; \
        if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
        REAL(#name, int, int, const char *, int, ...); \
        int is_new = (flags & O_CREAT) && is_home(path) && access(path, F_OK) != 0; \
        return opened(real(folder, path, flags, mode), path, is_new); \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    REAL("close", int, int);
    if (is_watched(fd)) { put('c', fd, 0, NULL, 0); watched[fd] = 0; }
    return real(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
    if (is_watched(fd) && fails()) return -1;
    ssize_t done = plain_write(fd, data, size);
    if (done > 0 && is_watched(fd)) put('w', fd, lseek(fd, 0, SEEK_CUR) - done, data, done);
    if (done > 0 && fd == 1) put('a', fd, 0, data, done);
    return done;
}

#define PWRITE(name, offset_type) \
    ssize_t name(int fd, const void *data, size_t size, offset_type offset) { \
        REAL(#name, ssize_t, int, const void *, size_t, offset_type); \
        if (is_watched(fd) && fails()) return -1; \
        ssize_t done = real(fd, data, size, offset); \
        if (done > 0 && is_watched(fd)) put('w', fd, offset, data, done); \
        return done; \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

/* Syncing takes no time here: the log says what would have survived. */
#define SYNC(name) \
    int name(int fd) { \
        REAL(#name, int, int); \
        if (!is_watched(fd)) return real(fd); \
        if (fails()) return -1; \
        put('s', fd, 0, NULL, 0); \
        return 0; \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_type) \
    int name(int fd, offset_type size) { \
        REAL(#name, int, int, offset_type); \
        if (is_watched(fd) && fails()) return -1; \
        int done = real(fd, size); \
        if (done == 0 && is_watched(fd)) put('t', fd, size, NULL, 0); \
        return done; \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
    REAL("unlink", int, const char *);
    if (is_home(path) && fails()) return -1;
    int done = real(path);
    if (done == 0 && is_home(path)) put('u', -1, 0, path, strlen(path));
    return done;
}

int rename(const char *from, const char *to) {
    REAL("rename", int, const char *, const char *);
    if (is_home(to) && fails()) return -1;
    int done = real(from, to);
    if (done == 0 && is_home(to)) {
        char both[8192];
        int size = snprintf(both, sizeof both, "%s%c%s", from, 0, to);
        put('r', -1, 0, both, size);
    }
    return done;
}

int chmod(const char *path, mode_t mode) {
    REAL("chmod", int, const char *, mode_t);
    if (refuse_writable && is_home(path)) { errno = EROFS; return -1; }
    return real(path, mode);
}

int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
    REAL("utimensat", int, int, const char *, const struct timespec *, int);
    if (refuse_writable && is_home(path)) { errno = EROFS; return -1; }
    return real(folder, path, times, flags);
}

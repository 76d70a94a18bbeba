#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/fs.h>
#include <sys/random.h>
#include <sys/syscall.h>
#endif
#ifdef __APPLE__
#include <copyfile.h>
#include <libproc.h>
#include <mach-o/dyld.h>
#include <sys/clonefile.h>
#include <sys/random.h>
#include <sys/sysctl.h>
#endif

static int result(long value) { return value < 0 ? -errno : (int)value; }

static void fill(const struct stat *from, struct csystem_stat *out) {
    out->device = (uint64_t)from->st_dev;
    out->inode = (uint64_t)from->st_ino;
    out->size = (uint64_t)from->st_size;
    out->mode = (uint32_t)from->st_mode;
    out->links = (uint32_t)from->st_nlink;
    out->owner = (uint32_t)from->st_uid;
#ifdef __APPLE__
    out->modified = from->st_mtimespec.tv_sec * 1000000000LL + from->st_mtimespec.tv_nsec;
    out->changed = from->st_ctimespec.tv_sec * 1000000000LL + from->st_ctimespec.tv_nsec;
#else
    out->modified = from->st_mtim.tv_sec * 1000000000LL + from->st_mtim.tv_nsec;
    out->changed = from->st_ctim.tv_sec * 1000000000LL + from->st_ctim.tv_nsec;
#endif
}

int csystem_stat_at(int directory, const char *path, int follow, struct csystem_stat *out) {
    struct stat found;
    if (fstatat(directory, path, &found, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0) return -errno;
    fill(&found, out);
    return 0;
}

int csystem_stat_descriptor(int descriptor, struct csystem_stat *out) {
    struct stat found;
    if (fstat(descriptor, &found) < 0) return -errno;
    fill(&found, out);
    return 0;
}

int csystem_rename_exclusive(int from_directory, const char *from, int to_directory, const char *to) {
#ifdef __APPLE__
    return result(renameatx_np(from_directory, from, to_directory, to, RENAME_EXCL));
#else
    long renamed = syscall(SYS_renameat2, from_directory, from, to_directory, to, 1 /* NOREPLACE */);
    if (renamed == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -errno;
    // A file system without the flag: callers rename directories, which never replace a full one.
    return result(renameat(from_directory, from, to_directory, to));
#endif
}

int csystem_clone_descriptor(int source, int descriptor) {
#if defined(__linux__) && defined(FICLONE)
    return result(ioctl(descriptor, FICLONE, source));
#elif defined(__APPLE__)
    return result(fcopyfile(source, descriptor, NULL, COPYFILE_DATA));
#else
    (void)source;
    (void)descriptor;
    return -ENOTSUP;
#endif
}

int csystem_sync_file_system(int descriptor) {
#ifdef __linux__
    return result(syscall(SYS_syncfs, descriptor));
#else
    return result(fcntl(descriptor, F_FULLFSYNC));
#endif
}

int csystem_random(void *buffer, size_t count) { return getentropy(buffer, count) < 0 ? -errno : 0; }

int csystem_lock(int descriptor, int exclusive, int wait) {
    int operation = (exclusive ? LOCK_EX : LOCK_SH) | (wait ? 0 : LOCK_NB);
    return result(flock(descriptor, operation));
}

int csystem_terminal_columns(int descriptor) {
    if (!isatty(descriptor)) return -ENOTTY;
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return 0;
    return size.ws_col;
}

static int64_t clock_nanoseconds(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) < 0) return 0;
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int64_t csystem_now(void) { return clock_nanoseconds(CLOCK_REALTIME); }
int64_t csystem_monotonic(void) { return clock_nanoseconds(CLOCK_MONOTONIC); }

const char *csystem_platform(void) {
#if defined(__x86_64__)
#define ARCHITECTURE "x86_64"
#elif defined(__aarch64__)
#define ARCHITECTURE "aarch64"
#else
#define ARCHITECTURE "unknown"
#endif
#if defined(__APPLE__)
    return "macos-" ARCHITECTURE;
#elif defined(__GLIBC__)
    return "linux-" ARCHITECTURE "-gnu";
#else
    return "linux-" ARCHITECTURE "-musl";
#endif
}

int csystem_program_path(char *buffer, size_t capacity) {
#ifdef __APPLE__
    uint32_t size = (uint32_t)capacity;
    char raw[4096];
    uint32_t raw_size = sizeof raw;
    if (_NSGetExecutablePath(raw, &raw_size) != 0) return -ENAMETOOLONG;
    char *real = realpath(raw, NULL);
    if (!real) return -errno;
    size_t length = strlen(real);
    if (length >= size) { free(real); return -ENAMETOOLONG; }
    memcpy(buffer, real, length + 1);
    free(real);
    return (int)length;
#else
    return result(readlink("/proc/self/exe", buffer, capacity));
#endif
}

#ifdef __APPLE__
int csystem_own_processes(int *identifiers, int capacity) {
    int bytes = proc_listpids(PROC_UID_ONLY, getuid(), identifiers, capacity * (int)sizeof(int));
    return bytes < 0 ? -errno : bytes / (int)sizeof(int);
}

static int copy_text(const char *text, char *buffer, size_t capacity) {
    size_t length = strlen(text);
    if (length > capacity) return -ENAMETOOLONG;
    memcpy(buffer, text, length);
    return (int)length;
}

int csystem_process_path(int identifier, int which, char *buffer, size_t capacity) {
    if (which == 0) {
        char path[PROC_PIDPATHINFO_MAXSIZE];
        if (proc_pidpath(identifier, path, sizeof path) <= 0) return -errno;
        return copy_text(path, buffer, capacity);
    }
    struct proc_vnodepathinfo found;
    int size = proc_pidinfo(identifier, PROC_PIDVNODEPATHINFO, 0, &found, sizeof found);
    if (size < (int)sizeof found) return -ESRCH;
    return copy_text(found.pvi_cdir.vip_path, buffer, capacity);
}

int csystem_process_arguments(int identifier, char *buffer, size_t capacity) {
    // Layout: the count, the program's path, padding of NULs, then the arguments and the environment.
    int name[3] = {CTL_KERN, KERN_PROCARGS2, identifier};
    size_t size = 1 << 20;
    char *raw = malloc(size);
    if (!raw) return -ENOMEM;
    if (sysctl(name, 3, raw, &size, NULL, 0) < 0 || size < sizeof(int)) {
        free(raw);
        return -ESRCH;
    }
    int count;
    memcpy(&count, raw, sizeof count);
    size_t at = sizeof count, used = 0;
    while (at < size && raw[at]) at++;
    while (at < size && !raw[at]) at++;
    for (; at < size && count > 0 && used < capacity; at++) {
        buffer[used++] = raw[at];
        if (!raw[at]) count--;
    }
    free(raw);
    return (int)used;
}

int csystem_process_mapping(int identifier, uint64_t *address, char *buffer, size_t capacity) {
    struct proc_regionwithpathinfo found;
    for (;;) {
        int size = proc_pidinfo(identifier, PROC_PIDREGIONPATHINFO, *address, &found, sizeof found);
        if (size < (int)sizeof found) return -ESRCH;
        uint64_t next = found.prp_prinfo.pri_address + found.prp_prinfo.pri_size;
        if (next <= *address) return -ESRCH;
        *address = next;
        if (found.prp_vip.vip_path[0]) return copy_text(found.prp_vip.vip_path, buffer, capacity);
    }
}
#endif

#define _GNU_SOURCE
#include "internal.h"

#ifdef __linux__

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// Everything here only tells. Another thread of the observed process may change a path between this
// look at it and the kernel's, so nothing is decided by it: file calls go on to Landlock, and sockets
// that the filter refuses are refused whatever their arguments say.

#define OPENAT2 437
#define FILE_CALL(call, kind, directory, path, flags) {SYS_##call, csandbox_kind_##kind, directory, path, flags}

const struct csandbox_observed csandbox_observed_calls[] = {
    FILE_CALL(openat, read, 0, 1, 2),
    {OPENAT2, csandbox_kind_read, 0, 1, 2},
    FILE_CALL(execve, execute, -1, 0, -1),
    FILE_CALL(execveat, execute, 0, 1, -1),
    FILE_CALL(mkdirat, write, 0, 1, -1),
    FILE_CALL(mknodat, write, 0, 1, -1),
    FILE_CALL(unlinkat, write, 0, 1, -1),
    FILE_CALL(renameat2, write, 0, 1, -1),
    FILE_CALL(symlinkat, write, 1, 2, -1),
    FILE_CALL(linkat, write, 0, 1, -1),
    FILE_CALL(truncate, write, -1, 0, -1),
#ifdef SYS_renameat
    FILE_CALL(renameat, write, 0, 1, -1),
#endif
#ifdef SYS_open
    FILE_CALL(open, read, -1, 0, 1),
    FILE_CALL(creat, write, -1, 0, -1),
    FILE_CALL(mkdir, write, -1, 0, -1),
    FILE_CALL(mknod, write, -1, 0, -1),
    FILE_CALL(rmdir, write, -1, 0, -1),
    FILE_CALL(unlink, write, -1, 0, -1),
    FILE_CALL(rename, write, -1, 0, -1),
    FILE_CALL(symlink, write, -1, 1, -1),
    FILE_CALL(link, write, -1, 0, -1),
#endif
    {SYS_connect, csandbox_kind_connect, -1, -1, -1},
    {SYS_bind, csandbox_kind_bind, -1, -1, -1},
    {SYS_socket, csandbox_kind_socket, -1, -1, -1},
    {-1, 0, -1, -1, -1},
};

/// Kernels may know a longer structure than this header; they want the whole of it zeroed.
union received {
    struct seccomp_notif call;
    char space[512];
};

union answered {
    struct seccomp_notif_resp call;
    char space[512];
};

static ssize_t read_memory(int process, uint64_t address, void *buffer, size_t length) {
    struct iovec here = {.iov_base = buffer, .iov_len = length};
    struct iovec there = {.iov_base = (void *)(uintptr_t)address, .iov_len = length};
    return process_vm_readv(process, &here, 1, &there, 1, 0);
}

/// Reads a text page by page, because the page after its end may not be there.
static int read_text(int process, uint64_t address, char text[CSANDBOX_PATH]) {
    const size_t page = 4096;
    size_t done = 0;
    while (done < CSANDBOX_PATH) {
        size_t length = page - (size_t)((address + done) % page);
        if (length > CSANDBOX_PATH - done) length = CSANDBOX_PATH - done;
        ssize_t count = read_memory(process, address + done, text + done, length);
        if (count <= 0) return -1;
        if (memchr(text + done, 0, (size_t)count)) return 0;
        done += (size_t)count;
    }
    return -1;
}

/// The directory that a relative path starts from.
static int read_base(int process, int directory, char base[CSANDBOX_PATH]) {
    char link[64];
    if (directory == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/%d/cwd", process);
    else
        snprintf(link, sizeof link, "/proc/%d/fd/%d", process, directory);
    ssize_t length = readlink(link, base, CSANDBOX_PATH - 1);
    if (length < 0) return -1;
    base[length] = 0;
    return 0;
}

/// What an open asks for: the kind of the notice, or 0 for a mere handle, which nothing can be read by.
static int opening(uint64_t flags, int32_t *creates) {
    if (flags & O_PATH) return 0;
    *creates = (flags & O_CREAT) != 0;
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC) || (flags & __O_TMPFILE) == __O_TMPFILE;
    return writes ? csandbox_kind_write : csandbox_kind_read;
}

static int read_file_call(const struct csandbox_observed *observed, const struct seccomp_notif *call,
                          struct csandbox_notice *notice) {
    const __u64 *arguments = call->data.args;
    uint64_t flags = 0;
    notice->creates = 1;
    if (observed->flags >= 0) {
        flags = arguments[observed->flags];
        // The flags of openat2 are the first member of a structure in memory.
        if (observed->number == OPENAT2 &&
            read_memory(notice->process, arguments[2], &flags, sizeof flags) != (ssize_t)sizeof flags)
            return 0;
        int kind = opening(flags, &notice->creates);
        if (kind == 0) return 0;
        notice->kind = kind;
    }
    if (read_text(notice->process, arguments[observed->path], notice->path) < 0) return 0;
    notice->base[0] = 0;
    if (notice->path[0] == '/') return 1;
    int directory = observed->directory < 0 ? AT_FDCWD : (int)arguments[observed->directory];
    return read_base(notice->process, directory, notice->base) == 0;
}

static int read_address(const struct seccomp_notif *call, struct csandbox_notice *notice) {
    struct sockaddr_storage address;
    memset(&address, 0, sizeof address);
    size_t length = (size_t)call->data.args[2];
    if (length > sizeof address) length = sizeof address;
    ssize_t count = read_memory(notice->process, call->data.args[1], &address, length);
    if (count < (ssize_t)sizeof address.ss_family) return 0;
    notice->family = address.ss_family;
    if (address.ss_family == AF_INET) {
        const struct sockaddr_in *inet = (const struct sockaddr_in *)&address;
        notice->port = ntohs(inet->sin_port);
        return inet_ntop(AF_INET, &inet->sin_addr, notice->path, CSANDBOX_PATH) != NULL;
    }
    if (address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *inet = (const struct sockaddr_in6 *)&address;
        notice->port = ntohs(inet->sin6_port);
        return inet_ntop(AF_INET6, &inet->sin6_addr, notice->path, CSANDBOX_PATH) != NULL;
    }
    return 0;
}

static int read_call(const struct seccomp_notif *call, struct csandbox_notice *notice) {
    const struct csandbox_observed *observed = csandbox_observed_calls;
    while (observed->number >= 0 && observed->number != call->data.nr) observed++;
    notice->id = call->id;
    notice->process = (int32_t)call->pid;
    notice->kind = observed->kind;
    notice->creates = 0;
    notice->port = 0;
    switch (observed->kind) {
    case csandbox_kind_socket:
        notice->family = (int32_t)call->data.args[0];
        notice->type = (int32_t)call->data.args[1] & 0xF;
        notice->protocol = (int32_t)call->data.args[2];
        return 1;
    case csandbox_kind_connect:
    case csandbox_kind_bind: return read_address(call, notice);
    case 0: return 0;
    default: return read_file_call(observed, call, notice);
    }
}

int csandbox_next_notice(int listener, int wake, struct csandbox_notice *notice) {
    struct pollfd ready[2] = {{listener, POLLIN, 0}, {wake, POLLIN, 0}};
    if (poll(ready, 2, -1) < 0) return errno == EINTR ? 0 : -1;
    if (ready[1].revents) return -1;
    if (!(ready[0].revents & POLLIN)) return -1;
    union received received;
    memset(&received, 0, sizeof received);
    // The caller may be gone again, killed while it waited.
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &received) < 0)
        return errno == ENOENT || errno == EINTR ? 0 : -1;
    if (read_call(&received.call, notice)) return 1;
    csandbox_answer_notice(listener, notice);
    return 0;
}

void csandbox_answer_notice(int listener, const struct csandbox_notice *notice) {
    union answered answer;
    memset(&answer, 0, sizeof answer);
    answer.call.id = notice->id;
    // A socket comes here only where the filter has refused it already.
    if (notice->kind == csandbox_kind_socket)
        answer.call.error = -EPERM;
    else
        answer.call.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    // The caller may be gone by now, and then nobody needs the answer.
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

#else

int csandbox_next_notice(int listener, int wake, struct csandbox_notice *notice) {
    (void)listener;
    (void)wake;
    (void)notice;
    return -1;
}

void csandbox_answer_notice(int listener, const struct csandbox_notice *notice) {
    (void)listener;
    (void)notice;
}

#endif

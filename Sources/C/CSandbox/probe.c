#define _GNU_SOURCE
#include "internal.h"

#ifndef __linux__

int csandbox_probe(void) { return 0; }

#else

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// Nothing granted: the root directory must be closed, and sockets and tracing refused.
static int try_policy(const struct csandbox_policy *policy, const struct csandbox_filter *filter) {
    int held = 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return 0;
    if (csandbox_landlock_version() > 0 && csandbox_apply_rules(policy) == 0 &&
        open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0 && errno == EACCES)
        held |= csandbox_held_files;
    if (csandbox_apply_filter(filter, 0) == 0 && socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM &&
        syscall(425 /* io_uring_setup */, 1, NULL) < 0 && errno == ENOSYS)
        held |= csandbox_held_filter;
    return held;
}

int csandbox_probe(void) {
    char *const nothing[] = {NULL};
    const struct csandbox_policy policy = {
        .confines = 1,
        .readable = nothing,
        .writable = nothing,
        .network = csandbox_network_none,
        .limits = {UINT64_MAX, UINT64_MAX, UINT64_MAX},
    };
    struct csandbox_filter filter;
    if (csandbox_compile_filter(&policy, 0, &filter) < 0) return 0;
    pid_t child = fork();
    if (child < 0) return 0;
    if (child == 0) _exit(try_policy(&policy, &filter));
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

#endif

#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#else
struct csandbox_filter { int unused; };
#endif

/// What the child tells before it executes: a failure, or (step 0) that its listener comes along.
struct report {
    struct csandbox_failure failure;
};

/// Everything that is made before the fork, because nothing can be made after it.
struct plan {
    const struct csandbox_program *program;
    const struct csandbox_policy *policy;
    struct csandbox_filter filter;
    struct csandbox_filter observing;
    int confines;
    int observes;
};

static int fail(struct csandbox_failure *failure, int step, int number) {
    failure->step = step;
    failure->number = number;
    return -1;
}

static int prepare(struct plan *plan, int observes, struct csandbox_failure *failure) {
    plan->confines = plan->policy && plan->policy->confines;
    plan->observes = plan->confines && observes;
#ifdef __linux__
    if (!plan->confines) return 0;
    if (csandbox_compile_filter(plan->policy, 0, &plan->filter) < 0)
        return fail(failure, csandbox_step_filter, ENOSYS);
    if (plan->observes && csandbox_compile_filter(plan->policy, 1, &plan->observing) < 0)
        plan->observes = 0;
#else
    (void)failure;
    plan->observes = 0;
#endif
    return 0;
}

// From here to `csandbox_spawn` only calls that are allowed between fork and exec.

static void close_from(int first) {
#ifdef __linux__
    if (syscall(436 /* close_range */, (unsigned)first, ~0U, 0) == 0) return;
#endif
    long last = sysconf(_SC_OPEN_MAX);
    if (last < 0 || last > 65536) last = 65536;
    for (int descriptor = first; descriptor < last; descriptor++) close(descriptor);
}

static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/// Lowers a limit; one that is lower already stays.
static int lower(int resource, uint64_t wanted) {
    struct rlimit limit;
    if (wanted == UINT64_MAX) return 0;
    if (getrlimit(resource, &limit) < 0) return -1;
    if (limit.rlim_max > wanted) limit.rlim_max = wanted;
    if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit);
}

static int apply_limits(const struct csandbox_limits *limits) {
    if (lower(RLIMIT_CORE, 0) < 0) return -1;
    if (lower(RLIMIT_NOFILE, limits->open_files) < 0) return -1;
    if (lower(RLIMIT_FSIZE, limits->file_size) < 0) return -1;
    return lower(RLIMIT_NPROC, limits->processes);
}

#ifdef __linux__
/// Takes from a program of root what reaches past Landlock: reading other processes, foremost. What is
/// left concerns files, where Landlock decides. Other users have nothing that could be taken.
static void drop_capabilities(void) {
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (unsigned long capability = 0; capability < 64; capability++) {
        if (capability == CAP_CHOWN || capability == CAP_DAC_OVERRIDE || capability == CAP_FOWNER ||
            capability == CAP_FSETID)
            continue;
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) return;
    }
}
#endif

/// The kernel's part of the policy. With a place for it, the listener is stored there, or -1.
static int confine(const struct plan *plan, int *listener, struct csandbox_failure *failure) {
#ifdef __linux__
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return fail(failure, csandbox_step_privileges, errno);
    drop_capabilities();
    int result = csandbox_apply_rules(plan->policy);
    if (result < 0) return fail(failure, csandbox_step_files, -result);
    if (listener && plan->observes) {
        *listener = csandbox_apply_filter(&plan->observing, 1);
        if (*listener >= 0) return 0;
    }
    result = csandbox_apply_filter(&plan->filter, 0);
    if (result < 0) return fail(failure, csandbox_step_filter, -result);
#else
    (void)plan;
    (void)listener;
    (void)failure;
#endif
    return 0;
}

/// Enters the directory and applies the policy; the directory first, because it need not be granted.
static int enter(const struct plan *plan, int *listener, struct csandbox_failure *failure) {
    if (plan->program->directory && chdir(plan->program->directory) < 0)
        return fail(failure, csandbox_step_directory, errno);
    if (plan->policy && apply_limits(&plan->policy->limits) < 0)
        return fail(failure, csandbox_step_limits, errno);
    return plan->confines ? confine(plan, listener, failure) : 0;
}

static int place_streams(const int streams[3], int *report) {
    int copies[3];
    for (int index = 0; index < 3; index++) {
        // Moved above 2 first, so that no wanted descriptor is overwritten before it is placed.
        copies[index] = fcntl(streams[index], F_DUPFD, 4);
        if (copies[index] < 0) return -1;
    }
    int moved = fcntl(*report, F_DUPFD, 4);
    if (moved < 0) return -1;
    *report = moved;
    for (int index = 0; index < 3; index++)
        if (dup2(copies[index], index) < 0) return -1;
    if (dup2(moved, 3) < 0) return -1;
    *report = 3;
    if (fcntl(3, F_SETFD, FD_CLOEXEC) < 0) return -1;
    close_from(4);
    return 0;
}

static int send_listener(int channel, int listener) {
    struct report report = {{0, 0}};
    struct iovec bytes = {.iov_base = &report, .iov_len = sizeof report};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {
        .msg_iov = &bytes,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &listener, sizeof listener);
    return sendmsg(channel, &message, 0) == (ssize_t)sizeof report ? 0 : -1;
}

static void be_child(const struct plan *plan, const int streams[3], int channel) {
    struct report report = {{csandbox_step_streams, 0}};
    int listener = -1;
    if (place_streams(streams, &channel) < 0) {
        report.failure.number = errno;
        goto failed;
    }
    // A session of its own has no terminal, so that nothing can be typed into that of the person.
    if (plan->confines) setsid(); else setpgid(0, 0);
    reset_signals();
    if (enter(plan, &listener, &report.failure) < 0) goto failed;
    if (listener >= 0) {
        if (send_listener(channel, listener) < 0) {
            fail(&report.failure, csandbox_step_filter, errno);
            goto failed;
        }
        close(listener);
    }
    execve(plan->program->path, plan->program->argv, plan->program->envp);
    fail(&report.failure, csandbox_step_execute, errno);
failed:
    if (write(channel, &report, sizeof report) < 0) _exit(126);
    _exit(127);
}

// From here on again in the parent.

/// Reads one report; 1 with it, 0 at the end, -1 for an error. A listener that comes along is kept.
static int receive_report(int channel, struct report *report, int *listener) {
    struct iovec bytes = {.iov_base = report, .iov_len = sizeof *report};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &bytes,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
    };
    ssize_t count;
#ifdef __linux__
    do count = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
#else
    do count = recvmsg(channel, &message, 0);
#endif
    while (count < 0 && errno == EINTR);
    if (count <= 0) return (int)count;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS) memcpy(listener, CMSG_DATA(header), sizeof *listener);
    return count == (ssize_t)sizeof *report ? 1 : -1;
}

/// Waits until the child has executed or failed. Its last call before is an observed one, so whoever
/// waits for the outcome has to let it pass.
static int await_execution(int channel, int *listener, struct csandbox_failure *failure) {
    struct report report;
    for (;;) {
        struct pollfd ready[2] = {{channel, POLLIN, 0}, {*listener, POLLIN, 0}};
        if (poll(ready, *listener < 0 ? 1 : 2, -1) < 0) {
            if (errno == EINTR) continue;
            return fail(failure, csandbox_step_streams, errno);
        }
        if (ready[0].revents) {
            int received = receive_report(channel, &report, listener);
            if (received == 0) return 0;
            if (received < 0) return fail(failure, csandbox_step_streams, errno);
            if (report.failure.step != 0) {
                *failure = report.failure;
                return -1;
            }
        }
#ifdef __linux__
        else if (*listener >= 0 && ready[1].revents) {
            struct csandbox_notice unread;
            if (csandbox_next_notice(*listener, -1, &unread) == 1)
                csandbox_answer_notice(*listener, &unread);
        }
#endif
    }
}

static int open_channel(int channel[2]) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) < 0) return -1;
    fcntl(channel[0], F_SETFD, FD_CLOEXEC);
    fcntl(channel[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

int csandbox_spawn(const struct csandbox_program *program, const struct csandbox_policy *policy,
                   const int streams[3], int observes, int *listener,
                   struct csandbox_failure *failure) {
    struct plan plan = {.program = program, .policy = policy};
    int channel[2];
    *listener = -1;
    if (prepare(&plan, observes, failure) < 0) return -1;
    if (open_channel(channel) < 0) return fail(failure, csandbox_step_streams, errno);
    pid_t child = fork();
    if (child < 0) {
        int number = errno;
        close(channel[0]);
        close(channel[1]);
        return fail(failure, csandbox_step_streams, number);
    }
    if (child == 0) be_child(&plan, streams, channel[1]);
    close(channel[1]);
    int result = await_execution(channel[0], listener, failure);
    close(channel[0]);
    if (result < 0) {
        if (*listener >= 0) close(*listener);
        *listener = -1;
        kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
        return -1;
    }
    return child;
}

void csandbox_become(const struct csandbox_program *program, const struct csandbox_policy *policy,
                     struct csandbox_failure *failure) {
    struct plan plan = {.program = program, .policy = policy};
    if (prepare(&plan, 0, failure) < 0) return;
    if (program->directory && chdir(program->directory) < 0) {
        fail(failure, csandbox_step_directory, errno);
        return;
    }
    reset_signals();
    close_from(3);
    struct csandbox_program here = *program;
    here.directory = NULL;
    plan.program = &here;
    if (enter(&plan, NULL, failure) < 0) return;
    execve(program->path, program->argv, program->envp);
    fail(failure, csandbox_step_execute, errno);
}

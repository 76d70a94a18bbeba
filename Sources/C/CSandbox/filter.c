#define _GNU_SOURCE
#include "internal.h"

#ifdef __linux__

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// A deny list: what remains is what an arbitrary interpreter needs. Landlock decides about files and
// TCP ports; this filter closes what Landlock does not see. Only register values are looked at, never
// memory, so that nothing can change between the check and the call.

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define X32_BIT 0x40000000U
#define FAST_OPEN 0x20000000U
#define NEW_NAMESPACES 0x7E020000U
#define TYPE_MASK 0xF
#define OPTION_TCP_ULP 31
#define IOCTL_STI 0x5412
#define IOCTL_LINUX 0x541C

#define REFUSE (SECCOMP_RET_ERRNO | EPERM)
#define ABSENT (SECCOMP_RET_ERRNO | ENOSYS)

/// Refused with EPERM. Numbers above 423 are the same on every processor and missing in old headers.
static const int refused[] = {
    // Other processes: their memory, descriptors and threads.
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, 438 /* pidfd_getfd */,
    440 /* process_madvise */, 448 /* process_mrelease */, SYS_move_pages, SYS_migrate_pages,
    // Large parts of the kernel that servers do not use and exploits do.
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_add_key, SYS_request_key, SYS_keyctl,
    SYS_fanotify_init,
    // Another view of files, or files without a path.
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare,
    SYS_open_by_handle_at, SYS_name_to_handle_at, 428 /* open_tree */, 429 /* move_mount */,
    430 /* fsopen */, 431 /* fsconfig */, 432 /* fsmount */, 433 /* fspick */, 442 /* mount_setattr */,
    467 /* open_tree_attr */,
    // The machine.
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
    SYS_reboot, SYS_swapon, SYS_swapoff, SYS_quotactl, 443 /* quotactl_fd */, SYS_acct, SYS_syslog,
    SYS_settimeofday, SYS_clock_settime, SYS_sethostname, SYS_setdomainname, SYS_vhangup,
#ifdef __x86_64__
    SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_uselib,
#endif
    // System V and POSIX queues, which have no directory that Landlock could guard.
    SYS_shmget, SYS_shmat, SYS_shmctl, SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl, SYS_semget,
    SYS_semop, SYS_semtimedop, SYS_semctl, SYS_mq_open, SYS_mq_unlink,
};

/// Answered as an older kernel would, because programs try these and have another way.
static const int absent[] = {
    425 /* io_uring_setup */, 426 /* io_uring_enter */, 427 /* io_uring_register */,
    // Its flags are in memory, out of reach; libraries fall back to clone.
    435 /* clone3 */,
};

/// Refused unless the process or thread named by the first argument is the caller.
static const int own_only[] = {
    SYS_prlimit64, SYS_sched_setparam, SYS_sched_setscheduler, SYS_sched_setaffinity, SYS_sched_setattr,
};

static void emit(struct csandbox_filter *filter, struct sock_filter code) {
    // One past the end is counted but not written, so that a filter too long is noticed.
    const unsigned short room = sizeof filter->code / sizeof filter->code[0];
    if (filter->count < room) filter->code[filter->count] = code;
    if (filter->count <= room) filter->count++;
}

static void say(struct csandbox_filter *filter, int operation, uint32_t value) {
    emit(filter, (struct sock_filter)BPF_STMT((unsigned short)operation, value));
}

static void jump(struct csandbox_filter *filter, int test, uint32_t value, int yes, int no) {
    emit(filter, (struct sock_filter)BPF_JUMP((unsigned short)(BPF_JMP | test | BPF_K), value,
                                              (uint8_t)yes, (uint8_t)no));
}

static void give(struct csandbox_filter *filter, uint32_t answer) { say(filter, BPF_RET | BPF_K, answer); }

/// Loads the low half of an argument: all that the kernel reads of a 32-bit one.
static void load(struct csandbox_filter *filter, int index) {
    say(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + 8 * (size_t)index));
}

static void load_number(struct csandbox_filter *filter) {
    say(filter, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
}

/// Gives an answer when what is loaded is `value`, and goes on otherwise.
static void give_if(struct csandbox_filter *filter, uint32_t value, uint32_t answer) {
    jump(filter, BPF_JEQ, value, 0, 1);
    give(filter, answer);
}

/// Begins what is done only when `value` is loaded; it ends with an answer and `end`.
static unsigned short when(struct csandbox_filter *filter, uint32_t value) {
    jump(filter, BPF_JEQ, value, 0, 0);
    return filter->count;
}

static void end(struct csandbox_filter *filter, unsigned short start) {
    const unsigned short room = sizeof filter->code / sizeof filter->code[0];
    if (start <= room) filter->code[start - 1].jf = (uint8_t)(filter->count - start);
}

/// One answer for each of several calls.
static void give_all(struct csandbox_filter *filter, const int *numbers, int count, uint32_t answer) {
    for (int index = 0; index < count; index++)
        jump(filter, BPF_JEQ, (uint32_t)numbers[index], count - index, 0);
    say(filter, BPF_JMP | BPF_JA, 1);
    give(filter, answer);
}

static void compile_processes(struct csandbox_filter *filter) {
    unsigned short start = when(filter, SYS_clone);
    load(filter, 0);
    jump(filter, BPF_JSET, NEW_NAMESPACES, 0, 1);
    give(filter, REFUSE);
    give(filter, SECCOMP_RET_ALLOW);
    end(filter, start);

    for (size_t index = 0; index < sizeof own_only / sizeof own_only[0]; index++) {
        start = when(filter, (uint32_t)own_only[index]);
        load(filter, 0);
        give_if(filter, 0, SECCOMP_RET_ALLOW);
        give(filter, REFUSE);
        end(filter, start);
    }

    // The first argument says what the second names: a process (and 0 is the caller), a group, a person.
    const struct { uint32_t number, process; } priorities[] = {{SYS_setpriority, 0}, {SYS_ioprio_set, 1}};
    for (int index = 0; index < 2; index++) {
        start = when(filter, priorities[index].number);
        load(filter, 0);
        unsigned short process = when(filter, priorities[index].process);
        load(filter, 1);
        give_if(filter, 0, SECCOMP_RET_ALLOW);
        give(filter, REFUSE);
        end(filter, process);
        give(filter, REFUSE);
        end(filter, start);
    }
}

static void compile_odds(struct csandbox_filter *filter) {
    // 0xFFFFFFFF only asks; 8 is what `linux32` sets.
    unsigned short start = when(filter, SYS_personality);
    load(filter, 0);
    give_if(filter, 0, SECCOMP_RET_ALLOW);
    give_if(filter, 8, SECCOMP_RET_ALLOW);
    give_if(filter, 0xFFFFFFFFU, SECCOMP_RET_ALLOW);
    give(filter, REFUSE);
    end(filter, start);

    // Putting characters into a terminal, which the shell there would then run.
    start = when(filter, SYS_ioctl);
    load(filter, 1);
    give_if(filter, IOCTL_STI, REFUSE);
    give_if(filter, IOCTL_LINUX, REFUSE);
    give(filter, SECCOMP_RET_ALLOW);
    end(filter, start);
}

/// Pairs are how event loops wake themselves. Datagram pairs are refused: such a socket sends to, and
/// connects to, any local service by its path.
static void compile_pairs(struct csandbox_filter *filter) {
    unsigned short start = when(filter, SYS_socketpair);
    load(filter, 0);
    unsigned short local = when(filter, AF_UNIX);
    load(filter, 1);
    say(filter, BPF_ALU | BPF_AND | BPF_K, TYPE_MASK);
    give_if(filter, SOCK_STREAM, SECCOMP_RET_ALLOW);
    give_if(filter, SOCK_SEQPACKET, SECCOMP_RET_ALLOW);
    give(filter, REFUSE);
    end(filter, local);
    give(filter, REFUSE);
    end(filter, start);
}

/// Two numbers of a protocol (0 is the type's own) and nothing else.
static void compile_protocol(struct csandbox_filter *filter, uint32_t type, uint32_t protocol, uint32_t refusal) {
    unsigned short start = when(filter, type);
    load(filter, 2);
    give_if(filter, 0, SECCOMP_RET_ALLOW);
    give_if(filter, protocol, SECCOMP_RET_ALLOW);
    give(filter, refusal);
    end(filter, start);
}

/// IPv4 and IPv6 with TCP or UDP, and the routing table, which name lookup asks for own addresses.
/// Every other protocol would go past the port rules: MPTCP and SCTP connect without asking Landlock.
static void compile_sockets(struct csandbox_filter *filter, uint32_t refusal) {
    unsigned short start = when(filter, SYS_socket);
    load(filter, 0);
    unsigned short routes = when(filter, AF_NETLINK);
    load(filter, 2);
    give_if(filter, 0 /* NETLINK_ROUTE */, SECCOMP_RET_ALLOW);
    give(filter, refusal);
    end(filter, routes);
    jump(filter, BPF_JEQ, AF_INET, 2, 0);
    jump(filter, BPF_JEQ, AF_INET6, 1, 0);
    give(filter, refusal);
    load(filter, 1);
    say(filter, BPF_ALU | BPF_AND | BPF_K, TYPE_MASK);
    compile_protocol(filter, SOCK_STREAM, IPPROTO_TCP, refusal);
    compile_protocol(filter, SOCK_DGRAM, IPPROTO_UDP, refusal);
    give(filter, refusal);
    end(filter, start);
}

/// Two more ways around the port rules: data sent with the first packet, and a socket turned into one
/// of another protocol.
static void compile_detours(struct csandbox_filter *filter) {
    const struct { uint32_t number; int flags; } sends[] = {
        {SYS_sendto, 3}, {SYS_sendmsg, 2}, {SYS_sendmmsg, 3},
    };
    for (int index = 0; index < 3; index++) {
        unsigned short start = when(filter, sends[index].number);
        load(filter, sends[index].flags);
        jump(filter, BPF_JSET, FAST_OPEN, 0, 1);
        give(filter, REFUSE);
        give(filter, SECCOMP_RET_ALLOW);
        end(filter, start);
    }
    unsigned short start = when(filter, SYS_setsockopt);
    load(filter, 1);
    unsigned short tcp = when(filter, IPPROTO_TCP);
    load(filter, 2);
    give_if(filter, OPTION_TCP_ULP, REFUSE);
    give(filter, SECCOMP_RET_ALLOW);
    end(filter, tcp);
    give(filter, SECCOMP_RET_ALLOW);
    end(filter, start);
}

static void compile_network(const struct csandbox_policy *policy, uint32_t refusal, struct csandbox_filter *filter) {
    compile_pairs(filter);
    compile_detours(filter);
    load_number(filter);
    if (policy->network == csandbox_network_none)
        give_if(filter, SYS_socket, refusal);
    else
        compile_sockets(filter, refusal);
    // Landlock is asked about a bind, but not about a listen without one.
    if (policy->network != csandbox_network_unrestricted) give_if(filter, SYS_listen, REFUSE);
}

/// Calls whose notices the reader lets pass; what they may reach, Landlock decides.
static void compile_notices(struct csandbox_filter *filter) {
    for (const struct csandbox_observed *call = csandbox_observed_calls; call->number >= 0; call++)
        if (call->kind != csandbox_kind_socket)
            give_if(filter, (uint32_t)call->number, SECCOMP_RET_USER_NOTIF);
}

int csandbox_compile_filter(const struct csandbox_policy *policy, int observes,
                            struct csandbox_filter *filter) {
    filter->count = 0;
#ifndef OWN_ARCHITECTURE
    (void)policy;
    (void)observes;
    return -1;
#else
    say(filter, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    jump(filter, BPF_JEQ, OWN_ARCHITECTURE, 1, 0);
    give(filter, SECCOMP_RET_KILL_PROCESS);
    load_number(filter);
#ifdef __x86_64__
    jump(filter, BPF_JGE, X32_BIT, 0, 1);
    give(filter, ABSENT);
#endif
    give_all(filter, refused, sizeof refused / sizeof refused[0], REFUSE);
    give_all(filter, absent, sizeof absent / sizeof absent[0], ABSENT);
    compile_processes(filter);
    compile_odds(filter);
    compile_network(policy, observes ? SECCOMP_RET_USER_NOTIF : REFUSE, filter);
    if (observes) compile_notices(filter);
    give(filter, SECCOMP_RET_ALLOW);
    return filter->count <= sizeof filter->code / sizeof filter->code[0] ? 0 : -1;
#endif
}

int csandbox_apply_filter(const struct csandbox_filter *filter, int listens) {
    const struct sock_fprog program = {
        .len = filter->count,
        .filter = (struct sock_filter *)filter->code,
    };
    if (!listens) return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0 ? -errno : 0;
    // With the second flag only a fatal signal interrupts a call that waits; kernels before 5.19 lack it.
    const unsigned long listener = 1UL << 3, killable = 1UL << 5;
    long descriptor = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, listener | killable, &program);
    if (descriptor < 0 && errno == EINVAL)
        descriptor = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, listener, &program);
    return descriptor < 0 ? -errno : (int)descriptor;
}

#endif

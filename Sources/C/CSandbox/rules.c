#define _GNU_SOURCE
#include "internal.h"

#ifndef __linux__

int csandbox_landlock_version(void) { return 0; }

#else

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The interface as the kernel documents it (Documentation/userspace-api/landlock.rst), written down
// here because the headers of many systems are older than their kernels.

enum { call_create_ruleset = 444, call_add_rule = 445, call_restrict_self = 446 };
enum { call_openat2 = 437 };
enum { rule_path_beneath = 1, rule_net_port = 2 };

struct ruleset_attributes {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
};

struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

struct port_rule {
    uint64_t allowed;
    uint64_t port;
};

struct open_how_attributes {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

#define EXECUTE (1ULL << 0)
#define WRITE_FILE (1ULL << 1)
#define READ_FILE (1ULL << 2)
#define READ_DIRECTORY (1ULL << 3)
#define REMOVE_DIRECTORY (1ULL << 4)
#define REMOVE_FILE (1ULL << 5)
#define MAKE_DIRECTORY (1ULL << 7)
#define MAKE_FILE (1ULL << 8)
#define MAKE_PIPE (1ULL << 10)
#define MAKE_LINK (1ULL << 12)
#define REFER (1ULL << 13)
#define TRUNCATE (1ULL << 14)

#define READING (EXECUTE | READ_FILE | READ_DIRECTORY)
// No right to execute: what a program writes it does not run. No sockets and no devices.
#define WRITING                                                                                      \
    (READ_FILE | READ_DIRECTORY | WRITE_FILE | REMOVE_DIRECTORY | REMOVE_FILE | MAKE_DIRECTORY |     \
     MAKE_FILE | MAKE_PIPE | MAKE_LINK | REFER | TRUNCATE)
// Rights that a single file can have; the kernel refuses a rule with any other.
#define FILE_RIGHTS (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE)

#define BIND_TCP (1ULL << 0)
#define CONNECT_TCP (1ULL << 1)
#define SCOPE_ABSTRACT_SOCKETS (1ULL << 0)
#define SCOPE_SIGNALS (1ULL << 1)

#define NO_MAGIC_LINKS 0x02
#define NO_LINKS 0x04
#define BENEATH 0x08

int csandbox_landlock_version(void) {
    long version = syscall(call_create_ruleset, (void *)0, 0, 1);
    return version > 0 ? (int)version : 0;
}

/// Every file right of an interface version, as far as this file knows versions.
static uint64_t file_rights(int version) {
    static const uint64_t rights[] = {
        0, 0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0x1FFFF,
    };
    const int known = sizeof rights / sizeof rights[0] - 1;
    return rights[version < known ? version : known];
}

/// The longest writable directory that `path` lies below, or NULL.
static const char *writable_parent(const struct csandbox_policy *policy, const char *path) {
    const char *found = NULL;
    size_t longest = 0;
    for (char *const *entry = policy->writable; *entry; entry++) {
        size_t length = strlen(*entry);
        if (length > longest && strncmp(path, *entry, length) == 0 && path[length] == '/') {
            found = *entry;
            longest = length;
        }
    }
    return found;
}

/// Opens what a rule is about. Below a directory that the program may change, no link is followed: an
/// earlier start could have put one there, to be granted something else this time.
static int open_place(const struct csandbox_policy *policy, const char *path) {
    const char *parent = writable_parent(policy, path);
    if (!parent) return open(path, O_PATH | O_CLOEXEC);
    int holder = open(parent, O_PATH | O_CLOEXEC);
    if (holder < 0) return -1;
    const struct open_how_attributes how = {
        .flags = O_PATH | O_CLOEXEC,
        .resolve = BENEATH | NO_LINKS | NO_MAGIC_LINKS,
    };
    const char *rest = path + strlen(parent) + 1;
    int place = (int)syscall(call_openat2, holder, rest, &how, sizeof how);
    close(holder);
    return place;
}

static int grant(int ruleset, const struct csandbox_policy *policy, const char *path, uint64_t rights) {
    int place = open_place(policy, path);
    // What cannot be reached now is not granted; a policy is only ever narrowed by this.
    if (place < 0) return 0;
    struct stat found;
    int result = fstat(place, &found);
    if (result == 0) {
        const struct path_rule rule = {
            .allowed = S_ISDIR(found.st_mode) ? rights : rights & FILE_RIGHTS,
            .parent = place,
        };
        result = (int)syscall(call_add_rule, ruleset, rule_path_beneath, &rule, 0);
    }
    int number = errno;
    close(place);
    return result < 0 ? -number : 0;
}

static int grant_all(int ruleset, const struct csandbox_policy *policy, uint64_t handled) {
    for (char *const *path = policy->readable; *path; path++) {
        int result = grant(ruleset, policy, *path, READING & handled);
        if (result < 0) return result;
    }
    for (char *const *path = policy->writable; *path; path++) {
        int result = grant(ruleset, policy, *path, WRITING & handled);
        if (result < 0) return result;
    }
    return 0;
}

static int grant_ports(int ruleset, const struct csandbox_policy *policy) {
    for (uint32_t index = 0; index < policy->port_count; index++) {
        const struct port_rule rule = {.allowed = CONNECT_TCP, .port = policy->ports[index]};
        if (syscall(call_add_rule, ruleset, rule_net_port, &rule, 0) < 0) return -errno;
    }
    return 0;
}

int csandbox_apply_rules(const struct csandbox_policy *policy) {
    int version = csandbox_landlock_version();
    if (version == 0) return 0;
    struct ruleset_attributes handled = {.files = file_rights(version)};
    int limits_ports = version >= 4 && policy->network != csandbox_network_unrestricted;
    if (limits_ports) handled.network = BIND_TCP | CONNECT_TCP;
    if (version >= 6) handled.scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
    int ruleset = (int)syscall(call_create_ruleset, &handled, sizeof handled, 0);
    if (ruleset < 0) return -errno;
    int result = grant_all(ruleset, policy, handled.files);
    if (result == 0 && limits_ports && policy->network == csandbox_network_ports)
        result = grant_ports(ruleset, policy);
    if (result == 0 && syscall(call_restrict_self, ruleset, 0) < 0) result = -errno;
    close(ruleset);
    return result;
}

#endif

#ifndef MCPPKG_CSANDBOX_H
#define MCPPKG_CSANDBOX_H

#include <stdint.h>

/// Resource limits; UINT64_MAX leaves one as it is. Core files are always off.
struct csandbox_limits {
    uint64_t open_files;
    uint64_t file_size;
    uint64_t processes;
};

/// No sockets but pairs; TCP to the listed ports and name lookup; every use of IPv4 and IPv6.
enum csandbox_network {
    csandbox_network_none = 0,
    csandbox_network_ports = 1,
    csandbox_network_unrestricted = 2,
};

/// One compiled policy. Lists end with NULL; what is not there is not granted.
struct csandbox_policy {
    /// 0: limits only, for programs that confine what they start.
    int confines;
    /// Read and execute.
    char *const *readable;
    /// Read, change and create, but not execute.
    char *const *writable;
    int network;
    const uint16_t *ports;
    uint32_t port_count;
    struct csandbox_limits limits;
};

/// A program with everything it is started with; `directory` may be NULL.
struct csandbox_program {
    const char *path;
    char *const *argv;
    char *const *envp;
    const char *directory;
};

/// The step of a start that failed.
enum csandbox_step {
    csandbox_step_streams = 1,
    csandbox_step_directory = 2,
    csandbox_step_limits = 3,
    csandbox_step_privileges = 4,
    csandbox_step_files = 5,
    csandbox_step_filter = 6,
    csandbox_step_execute = 7,
};

/// Why no process came out; `number` is errno.
struct csandbox_failure {
    int32_t step;
    int32_t number;
};

/// Starts a child in its own process group (with a policy: in its own session) with `streams` as 0, 1
/// and 2 and every other descriptor closed. `policy` may be NULL. Returns the process id, or -1 with
/// `failure` filled in: then no process is left. `listener` becomes -1, or, when the child is to be
/// observed and the kernel can, the descriptor to read notices from.
int csandbox_spawn(const struct csandbox_program *program, const struct csandbox_policy *policy,
                   const int streams[3], int observes, int *listener,
                   struct csandbox_failure *failure);

/// Becomes the program: same process, session and streams. Returns only on failure; by then
/// descriptors are closed and what could be applied of the policy is.
void csandbox_become(const struct csandbox_program *program, const struct csandbox_policy *policy,
                     struct csandbox_failure *failure);

/// The version of the kernel's Landlock interface; 0 where there is none.
int csandbox_landlock_version(void);

enum csandbox_held {
    csandbox_held_files = 1,
    csandbox_held_filter = 2,
};

/// Tries an empty policy on a child and returns what of it was found to hold, as bits.
int csandbox_probe(void);

enum csandbox_kind {
    csandbox_kind_read = 1,
    csandbox_kind_write = 2,
    csandbox_kind_execute = 3,
    csandbox_kind_connect = 4,
    csandbox_kind_socket = 5,
    csandbox_kind_bind = 6,
};

#define CSANDBOX_PATH 4096

/// One call that an observed process made. Texts are the process's own words and end with NUL.
struct csandbox_notice {
    /// What the answer goes to.
    uint64_t id;
    int32_t process;
    int32_t kind;
    /// Whether the file is made when it is not there.
    int32_t creates;
    /// Family, type and protocol of a socket; family and port of a destination.
    int32_t family;
    int32_t type;
    int32_t protocol;
    int32_t port;
    /// What a relative path starts from; empty for an absolute one.
    char base[CSANDBOX_PATH];
    /// A path, or the address of a destination.
    char path[CSANDBOX_PATH];
};

/// Waits for the next call. Returns 1 with a notice that waits for its answer, 0 when there was none worth
/// it, -1 when nobody is left or `wake` closes.
int csandbox_next_notice(int listener, int wake, struct csandbox_notice *notice);

/// Lets the call go its way, or fail where the policy has no other wall.
void csandbox_answer_notice(int listener, const struct csandbox_notice *notice);

#endif

#ifndef MCPPKG_CSYSTEM_H
#define MCPPKG_CSYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// What one file looks like to the kernel. Times are nanoseconds since 1970.
struct csystem_stat {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    uint32_t mode;
    uint32_t links;
    uint32_t owner;
    int64_t modified;
    int64_t changed;
};

// Every function returns 0 or a descriptor (>= 0) on success and -errno on failure.

int csystem_stat_at(int directory, const char *path, int follow, struct csystem_stat *out);
int csystem_stat_descriptor(int descriptor, struct csystem_stat *out);
/// Like rename, but fails with EEXIST when the new name exists.
int csystem_rename_exclusive(int from_directory, const char *from, int to_directory, const char *to);
/// Makes `descriptor`, an empty file, share the blocks of `source`; ENOTSUP where that is unknown.
int csystem_clone_descriptor(int source, int descriptor);
/// Writes everything of the file system that holds `descriptor` to its device.
int csystem_sync_file_system(int descriptor);
int csystem_random(void *buffer, size_t count);
/// Takes a kernel lock on an open file: whole, advisory, gone with the last descriptor.
int csystem_lock(int descriptor, int exclusive, int wait);
/// Whether `descriptor` is a terminal, and its width in columns (0 when unknown).
int csystem_terminal_columns(int descriptor);
/// Nanoseconds since 1970.
int64_t csystem_now(void);
/// Nanoseconds of a clock that never goes back.
int64_t csystem_monotonic(void);
/// The target that Swift code was built for: "linux-x86_64-gnu", "macos-aarch64", …
const char *csystem_platform(void);
/// The path of the running program; returns its length or -errno.
int csystem_program_path(char *buffer, size_t capacity);
#ifdef __APPLE__
/// The ids of this user's processes, at most `capacity`; returns how many.
int csystem_own_processes(int *identifiers, int capacity);
/// The path of a process's program (which = 0) or working directory (1); returns its length.
int csystem_process_path(int identifier, int which, char *buffer, size_t capacity);
/// A process's arguments, NUL after each, cut at `capacity`; returns their length.
int csystem_process_arguments(int identifier, char *buffer, size_t capacity);
/// The path of the file mapped at or after `*address`, which moves behind it; -ESRCH after the last.
int csystem_process_mapping(int identifier, uint64_t *address, char *buffer, size_t capacity);
#endif

#endif

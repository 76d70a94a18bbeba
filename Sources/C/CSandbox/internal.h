#ifndef MCPPKG_CSANDBOX_INTERNAL_H
#define MCPPKG_CSANDBOX_INTERNAL_H

#include "include/CSandbox.h"

#ifdef __linux__

#include <linux/filter.h>
#include <stdint.h>

/// A filter program; 400 instructions are about twice what the longest policy needs.
struct csandbox_filter {
    struct sock_filter code[400];
    unsigned short count;
};

/// Writes the filter of a policy. With `observes`, calls that are worth a notice wait for the reader.
/// Returns 0, or -1 when the processor is not known or the filter too long.
int csandbox_compile_filter(const struct csandbox_policy *policy, int observes,
                            struct csandbox_filter *filter);

/// Puts this thread under the filter; returns 0 (or, with `listens`, a descriptor) or -errno.
int csandbox_apply_filter(const struct csandbox_filter *filter, int listens);

/// Puts this thread under the policy's Landlock rules; 0, also without Landlock, or -errno.
/// Only calls that are allowed between fork and exec.
int csandbox_apply_rules(const struct csandbox_policy *policy);

/// The kind of a system call worth a notice, and where its path is; see observe.c.
struct csandbox_observed {
    int number;
    int kind;
    /// Which arguments hold the directory (-1: the working directory), path and flags (-1: none).
    int directory;
    int path;
    int flags;
};

/// Every system call that is observed; ends with number -1.
extern const struct csandbox_observed csandbox_observed_calls[];

#endif
#endif

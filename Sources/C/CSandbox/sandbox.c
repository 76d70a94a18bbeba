#define _GNU_SOURCE
#include "CSandbox.h"

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

int csandbox_landlock_version(void) {
#ifdef __linux__
    long version = syscall(444, (void *)0, 0, 1);
    return version > 0 ? (int)version : 0;
#else
    return 0;
#endif
}

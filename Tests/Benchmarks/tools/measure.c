// measure RESULT INPUT PROGRAM [ARGUMENT...]
//
// Runs a program with INPUT as its standard input and writes one line to RESULT: wall time in
// nanoseconds, CPU time in microseconds, peak memory in KiB, exit status. A program of its own,
// because the memory that a child of a large interpreter is charged with begins with its parent's.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t microseconds(struct timeval time) {
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

int main(int count, char **words) {
    if (count < 4) return 2;
    FILE *result = fopen(words[1], "w");
    int input = open(words[2], O_RDONLY | O_CLOEXEC);
    if (!result || input < 0) return 2;
    int64_t start = now();
    pid_t child = fork();
    if (child < 0) return 2;
    if (child == 0) {
        dup2(input, 0);
        execvp(words[3], words + 3);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) return 2;
    int64_t wall = now() - start;
#ifdef __APPLE__
    long memory = usage.ru_maxrss / 1024;
#else
    long memory = usage.ru_maxrss;
#endif
    fprintf(result, "%lld %lld %ld %d\n", (long long)wall,
            (long long)(microseconds(usage.ru_utime) + microseconds(usage.ru_stime)), memory,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(result) != 0;
}

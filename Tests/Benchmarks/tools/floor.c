// The least that the kernel must do for what mcppkg does, with nothing around it.
//
// floor stat LIST DIRECTORY PROGRAM   looks at every path, then becomes the program
// floor create LIST DIRECTORY         makes every directory and file, files full of zeros
// floor link LIST FROM TO             makes every directory and links every file
//
// A line of LIST is `SIZE PATH`; a path that ends in `/` is a directory, parents first.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char zeros[1 << 16];

static int create(int directory, const char *path, long size) {
    int file = openat(directory, path, O_WRONLY | O_CREAT | O_EXCL, 0444);
    if (file < 0) return 0;
    while (size > 0) {
        ssize_t count = write(file, zeros, size < (long)sizeof zeros ? size : (long)sizeof zeros);
        if (count <= 0) return 0;
        size -= count;
    }
    return close(file) == 0;
}

static int step(char mode, int from, int to, const char *path, long size) {
    struct stat found;
    if (mode == 's') return fstatat(from, path, &found, AT_SYMLINK_NOFOLLOW) == 0;
    if (path[strlen(path) - 1] == '/') return mkdirat(to, path, 0700) == 0;
    if (mode == 'c') return create(to, path, size);
    return linkat(from, path, to, path, 0) == 0;
}

int main(int count, char **words) {
    if (count < 4) return 2;
    char mode = words[1][0];
    FILE *list = fopen(words[2], "r");
    int from = open(words[3], O_RDONLY | O_DIRECTORY);
    int to = mode == 'l' && count > 4 ? open(words[4], O_RDONLY | O_DIRECTORY) : from;
    if (!list || from < 0 || to < 0) return 2;
    char line[8192];
    while (fgets(line, sizeof line, list)) {
        char *path;
        long size = strtol(line, &path, 10);
        path[strcspn(path, "\n")] = 0;
        if (!step(mode, from, to, path + 1, size)) {
            perror(path + 1);
            return 1;
        }
    }
    if (mode == 's' && count > 4) execv(words[4], words + 4);
    return mode == 's' && count > 4;
}

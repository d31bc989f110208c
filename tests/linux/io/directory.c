/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /var/tmp /tmp
 * timeout: 60
 * Folders: getdents with small buffers, changes while reading, rename and unlink rules, dot and dot-dot.
 */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#define FILES 300

static int count(const char *path, int *dots)
{
    char buffer[200];
    int fd = open(path, O_RDONLY | O_DIRECTORY), entries = 0;
    long n;

    *dots = 0;
    while ((n = syscall(SYS_getdents64, fd, buffer, sizeof(buffer))) > 0)
        for (long at = 0; at < n;) {
            struct dirent *entry = (void *)(buffer + at);

            entries++;
            *dots += strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
            at += entry->d_reclen;
        }
    if (n < 0)
        entries = -1;
    close(fd);
    return entries;
}

int main(void)
{
    int dots;
    char name[64], buffer[1024];
    struct stat a, b;

    VALUE(mkdir("d", 0755));
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof(name), "d/file%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0644));
    }
    VALUE(count("d", &dots));
    VALUE(dots);
    int fd = open("d", O_RDONLY);
    VALUE(syscall(SYS_getdents64, fd, buffer, 10));
    VALUE(syscall(SYS_getdents64, 99, buffer, 100));
    VALUE(syscall(SYS_getdents64, open("d/file1", O_RDONLY), buffer, 100));
    VALUE(syscall(SYS_getdents64, fd, (void *)8, 1000));
    DIR *directory = opendir("d");
    int removed = 0;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] == 'f' && unlinkat(dirfd(directory), entry->d_name, 0) == 0)
            removed++;
    VALUE(removed);
    rewinddir(directory);
    int left = 0;
    while (readdir(directory))
        left++;
    VALUE(left);
    closedir(directory);
    VALUE(mkdir("d/sub", 0700));
    VALUE(stat("d/sub/..", &a) | stat("d", &b));
    YES(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
    VALUE(b.st_nlink);
    VALUE(rmdir("d"));
    VALUE(rmdir("d/sub/."));
    VALUE(rmdir("d/sub/.."));
    VALUE(unlink("d"));
    VALUE(rename("d", "d/sub/inside"));
    VALUE(mkdir("e", 0755));
    close(open("e/x", O_CREAT | O_WRONLY, 0644));
    VALUE(rename("d", "e"));
    VALUE(rename("e/x", "d"));
    VALUE(rename("d", "e/x"));
    VALUE(rename("e/x", "e/y"));
    VALUE(rename("e/y", "e/y"));
    VALUE(rename("missing", "z"));
    VALUE(rename("e/y", "missing/z"));
    VALUE(rename("d/sub", "e/moved"));
    VALUE(stat("e/moved/..", &a) | stat("e", &b));
    YES(a.st_ino == b.st_ino);
    VALUE(rmdir("d"));
    VALUE(link("e/y", "hard"));
    VALUE(link("e", "hard2"));
    VALUE(link("e/y", "hard"));
    VALUE(stat("hard", &a));
    VALUE(a.st_nlink);
    VALUE(rename("hard", "e/y"));
    VALUE(access("hard", F_OK));
    VALUE(mkdir("e/y/z", 0755));
    VALUE(mkdir("/", 0755));
    VALUE(mkdir(".", 0755));
    VALUE(rmdir("/"));
    VALUE(chdir("e/moved"));
    VALUE(rmdir("../moved"));
    VALUE(open("new", O_CREAT | O_WRONLY, 0600));
    VALUE(getcwd(buffer, sizeof(buffer)) ? 1 : -1);
    VALUE(chdir(".."));
    VALUE(fchdir(fd));
    VALUE(chdir("/etc/passwd"));
    VALUE(chdir("/"));
    VALUE(getcwd(buffer, 1) ? 1 : -1);
    VALUE(readlink("/etc/passwd", buffer, 10));
    VALUE(readlink("/bin", buffer, 3));
    VALUE(symlink("", "/tmp/empty"));
    return 0;
}

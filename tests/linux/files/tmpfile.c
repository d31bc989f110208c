/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /tmp
 * O_TMPFILE: a file without a name, given one by linkat; O_EXCL; errors.
 */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

static int entries(void)
{
    DIR *d = opendir(".");
    int n = 0;

    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

int main(void)
{
    char path[64], text[16] = "";
    struct stat st;

    umask(022);
    int fd = open(".", O_TMPFILE | O_RDWR, 0666);
    YES(fd >= 0);
    VALUE(entries());
    VALUE(fstat(fd, &st));
    VALUE(st.st_nlink);
    printf("%o\n", st.st_mode);
    VALUE(write(fd, "hello", 5));
    VALUE(pread(fd, text, 5, 0));
    VALUE((fcntl(fd, F_GETFL) & O_TMPFILE) == O_TMPFILE);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    VALUE(linkat(AT_FDCWD, path, AT_FDCWD, "name", AT_SYMLINK_FOLLOW));
    VALUE(entries());
    fstat(fd, &st);
    VALUE(st.st_nlink);
    VALUE(stat("name", &st));
    VALUE(st.st_size);
    VALUE(linkat(fd, "", AT_FDCWD, "second", AT_EMPTY_PATH));
    fstat(fd, &st);
    VALUE(st.st_nlink);
    VALUE(unlink("name"));
    VALUE(unlink("second"));
    close(fd);
    fd = open(".", O_TMPFILE | O_WRONLY | O_EXCL, 0600);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    VALUE(linkat(AT_FDCWD, path, AT_FDCWD, "name", AT_SYMLINK_FOLLOW));
    close(fd);
    VALUE(open(".", O_TMPFILE | O_RDONLY, 0600));
    VALUE(open(".", O_TMPFILE | O_RDWR | O_CREAT, 0600));
    VALUE(open(".", (O_TMPFILE & ~O_DIRECTORY) | O_RDWR, 0600));
    VALUE(open("none", O_TMPFILE | O_RDWR, 0600));
    close(open("file", O_CREAT | O_RDWR, 0600));
    VALUE(open("file", O_TMPFILE | O_RDWR, 0600));
    VALUE(open("/proc", O_TMPFILE | O_RDWR, 0600));
    mkdir("ro", 0555);
    IN_CHILD("user", {
        setuid(65534);
        VALUE(open("ro", O_TMPFILE | O_RDWR, 0600));
    });
    VALUE(entries());
    return 0;
}

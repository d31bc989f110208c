/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /root /tmp
 * Immutable and append-only files and directories: what they refuse, who may make them so, what statx shows.
 */
#include "as_user.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

enum { KEPT = FS_IMMUTABLE_FL | FS_APPEND_FL | FS_NODUMP_FL };

static int flags_of(const char *path)
{
    int fd = open(path, O_RDONLY), flags = 0;
    int err = ioctl(fd, FS_IOC_GETFLAGS, &flags);

    close(fd);
    return err ? -1 : flags & KEPT;
}

static int set(const char *path, int flags)
{
    int fd = open(path, O_RDONLY), old = 0, err = ioctl(fd, FS_IOC_GETFLAGS, &old), keep = errno;

    flags |= old & ~KEPT;
    if (!err) {
        err = ioctl(fd, FS_IOC_SETFLAGS, &flags);
        keep = errno;
    }
    close(fd);
    errno = keep;
    return err;
}

static void statx_flags(const char *path)
{
    uint64_t st[32]; /* struct statx: attributes, and which of them are known */

    syscall(SYS_statx, AT_FDCWD, path, 0, 0, st);
    printf("%s: attributes %#llx of %#llx\n", path, (unsigned long long)st[1] & KEPT, (unsigned long long)st[7] & KEPT);
}

static void a_file(int flags)
{
    int fd = open("file", O_CREAT | O_RDWR, 0666);

    printf("-- file, flags %#x\n", flags);
    VALUE(close(open("other", O_CREAT | O_RDWR, 0666)));
    VALUE(set("file", flags));
    VALUE(flags_of("file"));
    statx_flags("file");
    VALUE(fchmod(fd, 0600));
    VALUE(fchown(fd, 1, 1));
    VALUE(close(open("file", O_RDONLY)));
    VALUE(open("file", O_WRONLY));
    VALUE(open("file", O_WRONLY | O_APPEND | O_TRUNC));
    int append = open("file", O_WRONLY | O_APPEND);
    YES(append >= 0);
    VALUE(write(append, "xyz", 3));
    VALUE(fcntl(append, F_SETFL, 0));
    VALUE(truncate("file", 0));
    VALUE(chmod("file", 0644));
    VALUE(chown("file", 1, 1));
    VALUE(link("file", "link"));
    VALUE(unlink("file"));
    VALUE(rename("file", "moved"));
    VALUE(rename("other", "file"));
    VALUE(utimensat(AT_FDCWD, "file", NULL, 0));
    VALUE(utimensat(AT_FDCWD, "file", (struct timespec[2]){ { 1, 1 }, { 1, 1 } }, 0));
    VALUE(setxattr("file", "trusted.x", "y", 1, 0));
    VALUE(access("file", W_OK));
    VALUE(set("file", 0));
    VALUE(unlink("file"));
    VALUE(unlink("other"));
    close(fd);
    close(append);
}

static void a_directory(int flags)
{
    printf("-- directory, flags %#x\n", flags);
    VALUE(mkdir("dir", 0755));
    VALUE(close(open("dir/file", O_CREAT | O_RDWR, 0666)));
    VALUE(set("dir", flags));
    statx_flags("dir");
    VALUE(close(open("dir/new", O_CREAT | O_RDWR, 0666)));
    VALUE(mkdir("dir/sub", 0755));
    VALUE(symlink("x", "dir/symlink"));
    VALUE(link("dir/file", "dir/link"));
    VALUE(unlink("dir/file"));
    VALUE(rename("dir/file", "dir/moved"));
    VALUE(rename("dir/file", "away"));
    VALUE(rmdir("dir"));
    VALUE(rename("dir", "dir2"));
    VALUE(chmod("dir", 0700));
    VALUE(truncate("dir/file", 5));
    VALUE(set("dir", 0));
    unlink("dir/new");
    unlink("dir/symlink");
    unlink("dir/link");
    rmdir("dir/sub");
    VALUE(unlink("dir/file"));
    VALUE(rmdir("dir"));
}

static void who(void)
{
    printf("-- who\n");
    VALUE(close(open("file", O_CREAT | O_RDWR, 0666)));
    VALUE(chown("file", 1000, 1000));
    AS(1000, 1000, 0, 0, VALUE(set("file", FS_NODUMP_FL)));
    AS(1000, 1000, 0, 0, VALUE(set("file", FS_IMMUTABLE_FL)));
    AS(1000, 1000, 0, 0, VALUE(set("file", FS_APPEND_FL)));
    AS(1001, 1000, 0, 0, VALUE(set("file", 0)));
    AS(1000, 1000, 0, CAP(LINUX_IMMUTABLE), VALUE(set("file", FS_IMMUTABLE_FL)));
    AS(1000, 1000, 0, 0, VALUE(set("file", 0)));
    VALUE(flags_of("file"));
    AS(1001, 1001, 0, CAP(LINUX_IMMUTABLE), VALUE(set("file", 0)));
    AS(1001, 1001, 0, CAP(LINUX_IMMUTABLE) | CAP(FOWNER), VALUE(set("file", 0)));
    VALUE(ioctl(open("file", O_RDONLY), FS_IOC_SETFLAGS, NULL));
    VALUE(ioctl(0, FS_IOC_GETFLAGS, NULL));
    VALUE(unlink("file"));
}

int main(void)
{
    chmod(".", 0777);
    umask(0);
    a_file(FS_IMMUTABLE_FL);
    a_file(FS_APPEND_FL);
    a_directory(FS_IMMUTABLE_FL);
    a_directory(FS_APPEND_FL);
    who();
    return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /var/tmp /tmp
 * libc: glibc
 * stat, chmod, chown, utimensat, access, umask, statfs.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <time.h>

int main(void)
{
    struct stat st;
    struct statfs fs;

    umask(022);
    int fd = open("f", O_RDWR | O_CREAT, 0666);
    VALUE(write(fd, "12345", 5));
    VALUE(fstat(fd, &st));
    printf("%o %lu %ld %d %d %d\n", st.st_mode, (unsigned long)st.st_nlink, (long)st.st_size,
           st.st_uid, st.st_gid, (int)st.st_blksize);
    YES(st.st_ino > 0 && st.st_blocks >= 1 && st.st_blocks <= 8);
    time_t now = time(NULL);
    YES(st.st_mtime <= now + 1 && st.st_mtime >= now - 60 && st.st_ctime >= now - 60);
    VALUE(fchmod(fd, 04711));
    VALUE(chmod("f", 0100600));
    VALUE(stat("f", &st));
    printf("%o\n", st.st_mode);
    VALUE(fchown(fd, 5, -1));
    VALUE(chown("f", -1, 6));
    VALUE(stat("f", &st));
    printf("%d %d\n", st.st_uid, st.st_gid);
    struct timespec times[2] = {{1000000000, 123456789}, {1100000000, 987654321}};
    VALUE(utimensat(AT_FDCWD, "f", times, 0));
    VALUE(stat("f", &st));
    printf("%ld.%09ld %ld.%09ld\n", (long)st.st_atim.tv_sec, st.st_atim.tv_nsec,
           (long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    times[0].tv_nsec = UTIME_OMIT, times[1].tv_nsec = UTIME_NOW;
    VALUE(futimens(fd, times));
    VALUE(stat("f", &st));
    YES(st.st_atime == 1000000000 && st.st_mtime >= now - 60);
    times[0].tv_nsec = 2000000000;
    VALUE(utimensat(AT_FDCWD, "f", times, 0));
    VALUE(symlink("f", "l"));
    VALUE(lstat("l", &st));
    printf("%o %ld\n", st.st_mode, (long)st.st_size);
    VALUE(fstatat(AT_FDCWD, "l", &st, AT_SYMLINK_NOFOLLOW));
    VALUE(S_ISLNK(st.st_mode));
    VALUE(fstatat(fd, "", &st, AT_EMPTY_PATH));
    VALUE(S_ISREG(st.st_mode));
    VALUE(stat("/dev/null", &st));
    printf("%o %u %u\n", st.st_mode, major(st.st_rdev), minor(st.st_rdev));
    VALUE(stat("f/x", &st));
    VALUE(stat("", &st));
    VALUE(access("f", R_OK | W_OK));
    VALUE(access("f", X_OK));
    VALUE(access("f", 8));
    IN_CHILD("another user", setgid(100); setuid(1000); VALUE(open("f", O_RDONLY));
             VALUE(access("f", R_OK)); VALUE(chmod("f", 0777)); VALUE(chown("f", 1000, 100));
             VALUE(unlink("f")); VALUE(mkdir("new", 0777)); VALUE(open("/root/x", O_RDONLY)));
    VALUE(statfs(".", &fs));
    YES(fs.f_bsize == 4096 && fs.f_blocks > 1000 && fs.f_bfree <= fs.f_blocks && fs.f_namelen == 255);
    YES(fs.f_type == 0xef53 || fs.f_type == 0x01021994);
    VALUE(fstatfs(fd, &fs));
    VALUE(statfs("missing", &fs));
    struct statx stx;
    VALUE(statx(AT_FDCWD, "f", 0, STATX_BASIC_STATS, &stx));
    printf("%o %d\n", stx.stx_mode, (int)stx.stx_size);
    return 0;
}

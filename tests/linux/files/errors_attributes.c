/* SPDX-License-Identifier: BSD-2-Clause */
/* chmod, chown, utimensat, truncate: paths, values, special bits, owners and others. */
#include "paths.h"

static struct stat st;

static int do_chmod(const char *p)
{
    return chmod(p, 0640);
}

static int do_chown(const char *p)
{
    return chown(p, 1, 1);
}

static int do_lchown(const char *p)
{
    return lchown(p, 1, 1);
}

static int do_truncate(const char *p)
{
    return truncate(p, 5);
}

static int do_utime(const char *p)
{
    return utimensat(AT_FDCWD, p, NULL, 0);
}

static long mode(const char *p)
{
    lstat(p, &st);
    return st.st_mode & 07777;
}

static void owner(const char *p, uid_t uid, gid_t gid, mode_t bits)
{
    chown(p, uid, gid);
    chmod(p, bits);
}

static void values(void)
{
    struct timespec bad[2] = { { 0, 1000000000 }, { 0, 0 } }, omit[2] = { { 5, UTIME_OMIT }, { 5, UTIME_OMIT } };
    int ro = open("dir/inner", O_RDONLY), p[2];

    pipe(p);
    VALUE(chmod("file", 07777));
    VALUE(mode("file"));
    VALUE(chown("file", -1, -1));
    VALUE(mode("file"));
    VALUE(chown("file", 0, -1));
    VALUE(mode("file"));
    VALUE(chmod("dir", 07755));
    VALUE(chown("dir", 0, 0));
    VALUE(mode("dir"));
    VALUE(fchmod(99, 0));
    VALUE(fchmod(p[0], 0600));
    VALUE(fchown(99, 0, 0));
    VALUE(fchown(ro, 0, 0));
    VALUE(fchmod(ro, 0644));
    VALUE(fchmodat(99, "file", 0, 0));
    VALUE(fchownat(AT_FDCWD, "file", 0, 0, 0x10));
    VALUE(fchownat(AT_FDCWD, "", 0, 0, AT_EMPTY_PATH));
    VALUE(lchown("link", 7, 8));
    lstat("link", &st);
    VALUE(st.st_uid * 100 + st.st_gid);
    stat("link", &st);
    VALUE(st.st_uid * 100 + st.st_gid);
    VALUE(truncate("dir", 0));
    VALUE(truncate("file", -1));
    VALUE(truncate("/dev/null", 0));
    VALUE(ftruncate(ro, 0));
    VALUE(ftruncate(99, 0));
    VALUE(ftruncate(p[1], 0));
    VALUE(ftruncate(open(".", O_RDONLY), 0));
    VALUE(ftruncate(open("file", O_RDWR), -1));
    VALUE(utimensat(AT_FDCWD, "file", bad, 0));
    VALUE(utimensat(AT_FDCWD, "file", omit, 0));
    VALUE(utimensat(AT_FDCWD, "none", omit, 0));
    VALUE(syscall(SYS_utimensat, AT_FDCWD, "file", 8, 0));
    VALUE(syscall(SYS_utimensat, AT_FDCWD, NULL, NULL, 0));
    VALUE(syscall(SYS_utimensat, ro, NULL, NULL, 0));
    VALUE(syscall(SYS_utimensat, 99, NULL, NULL, 0));
    VALUE(utimensat(AT_FDCWD, "file", NULL, 0x10));
    VALUE(utimensat(99, "file", NULL, 0));
}

static void others(void)
{
    struct timespec some[2] = { { 5, 0 }, { 5, 0 } }, half[2] = { { 0, UTIME_NOW }, { 0, UTIME_OMIT } };

    close(open("mine", O_CREAT | O_RDWR, 0644));
    owner("mine", 65534, 65534, 0644);
    close(open("writable", O_CREAT | O_RDWR, 0666));
    chmod("writable", 0666);
    AS_NOBODY(
        VALUE(chmod("dir/inner", 0600));
        VALUE(chmod("closed/file", 0600));
        VALUE(chmod("mine", 06755));
        VALUE(mode("mine"));
        VALUE(chown("mine", 65534, 65534));
        VALUE(mode("mine"));
        VALUE(chown("mine", 0, -1));
        VALUE(chown("mine", -1, 5));
        VALUE(chown("mine", -1, 65534));
        VALUE(chown("dir/inner", -1, -1));
        VALUE(chown("dir/inner", 0, 0));
        VALUE(truncate("dir/inner", 0));
        VALUE(truncate("closed/file", 0));
        VALUE(truncate("writable", 10));
        VALUE(utimensat(AT_FDCWD, "dir/inner", NULL, 0));
        VALUE(utimensat(AT_FDCWD, "writable", NULL, 0));
        VALUE(utimensat(AT_FDCWD, "writable", some, 0));
        VALUE(utimensat(AT_FDCWD, "writable", half, 0));
        VALUE(utimensat(AT_FDCWD, "mine", some, 0));
    );
    owner("mine", 65534, 5, 0644);
    AS_NOBODY(
        VALUE(chmod("mine", 02755));
        VALUE(mode("mine"));
    );
    chmod("writable", 06777);
    AS_NOBODY(
        int fd = open("writable", O_WRONLY);
        VALUE(write(fd, "x", 1));
        VALUE(mode("writable"));
    );
    chmod("writable", 06777);
    AS_NOBODY(
        VALUE(truncate("writable", 0));
        VALUE(mode("writable"));
    );
}

int main(void)
{
    make_paths();
    FOR_BAD_PATHS(do_chmod);
    FOR_BAD_PATHS(do_chown);
    FOR_BAD_PATHS(do_lchown);
    FOR_BAD_PATHS(do_truncate);
    FOR_BAD_PATHS(do_utime);
    owner("file", 0, 0, 0644);
    values();
    others();
    return 0;
}

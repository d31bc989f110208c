/* SPDX-License-Identifier: BSD-2-Clause */
/* mkdir, rmdir, unlink, symlink, link, mknod: paths that cannot be walked, kinds of files, permissions. */
#include "paths.h"

static int do_mkdir(const char *p)
{
    return mkdir(p, 0700);
}

static int do_symlink(const char *p)
{
    return symlink("x", p);
}

static int do_link_from(const char *p)
{
    return link(p, "linked");
}

static int do_link_to(const char *p)
{
    return link("dir/inner", p);
}

static int do_mknod(const char *p)
{
    return mknod(p, S_IFREG | 0600, 0);
}

static void makers(void)
{
    FOR_BAD_PATHS(do_mkdir);
    rmdir("none");
    FOR_BAD_PATHS(do_symlink);
    unlink("none");
    FOR_BAD_PATHS(do_mknod);
    unlink("none");
    FOR_BAD_PATHS(do_link_from);
    VALUE(unlink("linked"));
    FOR_BAD_PATHS(do_link_to);
    unlink("none");
    VALUE(mkdir("file", 0700));
    VALUE(mkdir("dir", 0700));
    VALUE(mkdir("link", 0700));
    VALUE(mkdir("dangling", 0700));
    VALUE(mkdir("/", 0700));
    VALUE(mkdir(".", 0700));
    VALUE(mkdir("new/.", 0700));
    VALUE(mkdir("new/", 0700));
    VALUE(mkdirat(99, "x", 0700));
    VALUE(mkdirat(0, "x", 0700));
    VALUE(symlink("", "empty"));
    VALUE(symlink(long_path, "s"));
    VALUE(symlink(BAD_POINTER, "s"));
    VALUE(symlink("x", "file"));
    VALUE(symlink("x", "new2/"));
    VALUE(link("dir", "hard"));
    VALUE(link("file", "dir"));
    VALUE(link("file", "new2/"));
    VALUE(link("link", "linklink"));
    struct stat st;
    lstat("linklink", &st);
    VALUE(S_ISLNK(st.st_mode));
    VALUE(linkat(AT_FDCWD, "link", AT_FDCWD, "linkfile", AT_SYMLINK_FOLLOW));
    lstat("linkfile", &st);
    VALUE(S_ISREG(st.st_mode));
    VALUE(linkat(AT_FDCWD, "file", AT_FDCWD, "x", 0x10));
    VALUE(linkat(AT_FDCWD, "", AT_FDCWD, "x", AT_EMPTY_PATH));
    VALUE(link("/proc/self/stat", "x"));
    VALUE(mknod("n", S_IFDIR | 0600, 0));
    VALUE(mknod("n", S_IFLNK | 0600, 0));
    VALUE(mknod("n", 0130000 | 0600, 0));
    VALUE(mknod("n", 0600, 0));
    VALUE(mknod("n", 0600, 0));
    VALUE(mknodat(99, "m", 0600, 0));
}

static void removers(void)
{
    FOR_BAD_PATHS(unlink);
    FOR_BAD_PATHS(rmdir);
    VALUE(unlink("dir"));
    VALUE(unlink("dir/"));
    VALUE(unlink("dirlink/"));
    VALUE(unlink("/"));
    VALUE(unlink("."));
    VALUE(unlink(".."));
    VALUE(rmdir("dir"));
    VALUE(rmdir("dirlink"));
    VALUE(rmdir("/"));
    VALUE(rmdir("."));
    VALUE(rmdir("dir/.."));
    VALUE(rmdir("new/."));
    VALUE(rmdir("new/"));
    VALUE(unlinkat(AT_FDCWD, "file", 1));
    VALUE(unlinkat(AT_FDCWD, "file", AT_REMOVEDIR));
    VALUE(unlinkat(99, "file", 0));
    VALUE(unlinkat(0, "file", 0));
    VALUE(rmdir("/proc"));
    VALUE(unlink("/proc/self/stat"));
    VALUE(rmdir("/proc/self"));
    VALUE(mkdir("/proc/x", 0700));
    VALUE(unlink("dangling"));
    VALUE(unlink("link"));
    VALUE(unlink("loop1"));
}

static void sticky(void)
{
    mkdir("sticky", 0777);
    chmod("sticky", 01777);
    close(open("sticky/root", O_CREAT | O_RDWR, 0666));
    mkdir("sticky/dir", 0777);
    mkdir("open", 0777);
    chmod("open", 0777);
    close(open("open/root", O_CREAT | O_RDWR, 0600));
    AS_NOBODY(
        VALUE(mkdir("new", 0700));
        VALUE(mkdir("closed/new", 0700));
        VALUE(rmdir("dir"));
        VALUE(unlink("file"));
        VALUE(unlink("closed/file"));
        VALUE(symlink("x", "new"));
        VALUE(link("file", "new"));
        VALUE(link("file", "open/new"));
        VALUE(mknod("new", S_IFIFO | 0600, 0));
        VALUE(mknod("open/new", S_IFCHR | 0600, 0));
        VALUE(mknod("open/fifo", S_IFIFO | 0600, 0));
        VALUE(unlink("sticky/root"));
        VALUE(rmdir("sticky/dir"));
        VALUE(rename("sticky/root", "open/x"));
        VALUE(mkdir("sticky/own", 0700));
        VALUE(rmdir("sticky/own"));
        VALUE(unlink("open/root"));
    );
}

int main(void)
{
    make_paths();
    makers();
    removers();
    sticky();
    return 0;
}

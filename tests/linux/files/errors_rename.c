/* SPDX-License-Identifier: BSD-2-Clause */
/* rename, renameat2: kinds of both names, flags, directories into themselves, mounts, permissions, link counts. */
#include "paths.h"

static int do_from(const char *p)
{
    return rename(p, "target");
}

static int do_to(const char *p)
{
    close(open("file", O_CREAT | O_RDWR, 0600));
    return rename("file", p);
}

static int two(const char *from, const char *to, unsigned flags)
{
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static long links(const char *p)
{
    struct stat st;

    return stat(p, &st) ? -1 : (long)st.st_nlink;
}

int main(void)
{
    make_paths();
    FOR_BAD_PATHS(do_from);
    unlink("target");
    FOR_BAD_PATHS(do_to);
    VALUE(rename("none", "file"));
    VALUE(rename("file", "dir"));
    VALUE(rename("dir", "file"));
    VALUE(rename("dir", "dir/sub"));
    VALUE(rename("dir", "dir"));
    VALUE(rename("dir/inner", "dir"));
    VALUE(rename("dir", "closed"));
    VALUE(rename(".", "x"));
    VALUE(rename("dir/..", "x"));
    VALUE(rename("file", "."));
    VALUE(rename("/", "x"));
    VALUE(rename("file", "/"));
    VALUE(rename("file", "x/"));
    VALUE(rename("dir", "dir2/"));
    VALUE(rename("dir2/", "dir"));
    VALUE(rename("file", "/proc/x"));
    VALUE(rename("/proc/self", "x"));
    VALUE(rename("/proc", "x"));
    VALUE(link("file", "hard"));
    VALUE(rename("file", "hard"));
    VALUE(links("file"));
    VALUE(unlink("hard"));
    VALUE(links("."));
    mkdir("a", 0755);
    mkdir("a/sub", 0755);
    mkdir("b", 0755);
    VALUE(links("a"));
    VALUE(rename("a/sub", "b/sub"));
    VALUE(links("a"));
    VALUE(links("b"));
    VALUE(rename("b/sub", "a"));
    VALUE(links("b"));
    VALUE(two("file", "dir/inner", 1));
    VALUE(two("file", "fresh", 1));
    VALUE(two("fresh", "file", 0));
    VALUE(two("file", "dir", 2));
    VALUE(links("dir"));
    VALUE(two("file", "dir", 2));
    VALUE(two("file", "none", 2));
    VALUE(two("dir", "dir/inner", 2));
    VALUE(two("file", "file", 2));
    VALUE(two("file", "file", 1));
    VALUE(two("file", "x", 3));
    VALUE(two("file", "x", 8));
    VALUE(two("file", "x", 6));
    VALUE(two("none", BAD_POINTER, 0));
    VALUE(renameat(99, "file", AT_FDCWD, "x"));
    VALUE(renameat(AT_FDCWD, "file", 99, "x"));
    VALUE(renameat(0, "file", AT_FDCWD, "x"));
    mkdir("open", 0777);
    chmod("open", 0777);
    mkdir("open/rootdir", 0755);
    AS_NOBODY(
        VALUE(rename("file", "x"));
        VALUE(rename("file", "open/x"));
        VALUE(rename("open/rootdir", "open/moved"));
        mkdir("open/deep", 0777);
        VALUE(rename("open/moved", "open/deep/x"));
        VALUE(rename("closed/file", "open/x"));
    );
    return 0;
}

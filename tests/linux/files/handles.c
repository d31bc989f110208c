/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * name_to_handle_at, open_by_handle_at: a file found again after a rename, stale handles, sizes, errors.
 */
#include "paths.h"

static struct {
    struct file_handle head;
    unsigned char bytes[128];
} h;

static int id;

int main(void)
{
    struct stat one, two;

    make_paths();
    h.head.handle_bytes = 0;
    VALUE(name_to_handle_at(AT_FDCWD, "file", &h.head, &id, 0));
    YES(h.head.handle_bytes > 0 && h.head.handle_bytes <= 128);
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(AT_FDCWD, "file", &h.head, &id, 0));
    rename("file", "renamed");
    int dir = open(".", O_RDONLY);
    int fd = open_by_handle_at(dir, &h.head, O_RDWR);
    YES(fd >= 0);
    fstat(fd, &one);
    stat("renamed", &two);
    YES(one.st_ino == two.st_ino);
    VALUE(write(fd, "x", 1));
    fd = open_by_handle_at(AT_FDCWD, &h.head, O_RDONLY);
    VALUE(write(fd, "x", 1));
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(AT_FDCWD, "closed/file", &h.head, &id, 0));
    unlink("closed/file");
    VALUE(open_by_handle_at(dir, &h.head, O_RDONLY));
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(AT_FDCWD, "dir", &h.head, &id, 0));
    fd = open_by_handle_at(dir, &h.head, O_RDONLY | O_DIRECTORY);
    VALUE(faccessat(fd, "inner", F_OK, 0));
    VALUE(open_by_handle_at(dir, &h.head, O_RDWR));
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(AT_FDCWD, "link", &h.head, &id, 0));
    VALUE(open_by_handle_at(dir, &h.head, O_RDONLY));
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(AT_FDCWD, "link", &h.head, &id, AT_SYMLINK_FOLLOW));
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(dir, "", &h.head, &id, AT_EMPTY_PATH));
    VALUE(name_to_handle_at(dir, "", &h.head, &id, 0));
    VALUE(name_to_handle_at(AT_FDCWD, "none", &h.head, &id, 0));
    VALUE(name_to_handle_at(AT_FDCWD, "dir", &h.head, &id, 0x10));
    VALUE(name_to_handle_at(99, "dir", &h.head, &id, 0));
    h.head.handle_bytes = 129;
    VALUE(name_to_handle_at(AT_FDCWD, "dir", &h.head, &id, 0));
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(AT_FDCWD, "dir", (void *)8, &id, 0));
    VALUE(name_to_handle_at(AT_FDCWD, "dir", &h.head, (void *)8, 0));
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(AT_FDCWD, "/proc/version", &h.head, &id, 0));
    h.head.handle_bytes = 0;
    VALUE(open_by_handle_at(dir, &h.head, O_RDONLY));
    h.head.handle_bytes = 129;
    VALUE(open_by_handle_at(dir, &h.head, O_RDONLY));
    VALUE(open_by_handle_at(dir, (void *)8, O_RDONLY));
    h.head.handle_bytes = 128;
    VALUE(name_to_handle_at(AT_FDCWD, "dir", &h.head, &id, 0));
    VALUE(open_by_handle_at(99, &h.head, O_RDONLY));
    AS_NOBODY(
        VALUE(name_to_handle_at(AT_FDCWD, "dir", &h.head, &id, 0));
        VALUE(open_by_handle_at(dir, &h.head, O_RDONLY));
    );
    return 0;
}

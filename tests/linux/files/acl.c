/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /root /tmp
 * Access control lists decide: named users and groups, the mask, chmod, default lists of directories, wrong lists.
 */
#include "as_user.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define ACCESS "system.posix_acl_access"
#define DEFAULT "system.posix_acl_default"

struct entry {
    uint16_t tag, perm;
    uint32_t id;
};
enum { USER_OBJ = 1, USER = 2, GROUP_OBJ = 4, GROUP = 8, MASK = 16, OTHER = 32, NOBODY = -1 };

struct list {
    uint32_t version;
    struct entry entry[8];
};

/* Sets a list of words "tag perm id". */
static int set(const char *path, const char *name, const struct entry *entries)
{
    struct list list = { 2, { { 0 } } };
    int n = 0;

    for (; entries[n].tag; n++)
        list.entry[n] = entries[n];
    return setxattr(path, name, &list, 4 + n * 8, 0);
}

static void show(const char *path, const char *name)
{
    struct stat st;
    struct list list;
    int n = getxattr(path, name, &list, sizeof(list));

    stat(path, &st);
    printf("%s: %o", path, st.st_mode & 07777);
    if (n < 0)
        printf(" %s", error_name(errno));
    for (int i = 0; i < (n - 4) / 8; i++)
        printf(" %d/%d/%d", list.entry[i].tag, list.entry[i].perm, (int)list.entry[i].id);
    printf("\n");
}

static void decisions(void)
{
    static const struct entry named[] = { { USER_OBJ, 6, NOBODY }, { USER, 4, 1000 }, { USER, 0, 1001 }, { GROUP_OBJ, 6, NOBODY },
                                          { GROUP, 2, 2000 }, { MASK, 6, NOBODY }, { OTHER, 4, NOBODY }, { 0 } };
    static const struct entry masked[] = { { USER_OBJ, 0, NOBODY }, { USER, 7, 1000 }, { GROUP_OBJ, 7, NOBODY }, { MASK, 1, NOBODY },
                                           { OTHER, 7, NOBODY }, { 0 } };

    close(open("file", O_CREAT, 0600));
    VALUE(chown("file", 5, 6));
    VALUE(set("file", ACCESS, named));
    show("file", ACCESS);
    for (int how = R_OK; how >= W_OK; how -= 2) {
        AS(1000, 9, 0, 0, VALUE(access("file", how)));
        AS(1000, 6, 2000, 0, VALUE(access("file", how)));
        AS(1001, 6, 0, 0, VALUE(access("file", how)));
        AS(1002, 6, 0, 0, VALUE(access("file", how)));
        AS(1002, 2000, 0, 0, VALUE(access("file", how)));
        AS(1002, 9, 2000, 0, VALUE(access("file", how)));
        AS(1002, 9, 0, 0, VALUE(access("file", how)));
        AS(5, 9, 0, 0, VALUE(access("file", how)));
        AS(1001, 6, 0, CAP(DAC_OVERRIDE), VALUE(open("file", O_RDWR) >= 0));
    }
    AS(1000, 9, 0, 0, VALUE(open("file", O_RDONLY) >= 0));
    AS(1000, 9, 0, 0, VALUE(open("file", O_RDWR)));
    VALUE(chmod("file", 0604));
    show("file", ACCESS);
    AS(1000, 9, 0, 0, VALUE(access("file", R_OK)));
    VALUE(set("file", ACCESS, masked));
    show("file", ACCESS);
    AS(1000, 9, 0, 0, VALUE(access("file", R_OK)));
    AS(1000, 9, 0, 0, VALUE(access("file", X_OK)));
    AS(5, 9, 0, 0, VALUE(access("file", X_OK)));
    AS(1000, 9, 0, 0, VALUE(set("file", ACCESS, masked)));
    AS(5, 9, 0, 0, VALUE(removexattr("file", ACCESS)));
    show("file", ACCESS);
    VALUE(removexattr("file", ACCESS));
}

static void inheritance(void)
{
    static const struct entry list[] = { { USER_OBJ, 7, NOBODY }, { USER, 6, 1000 }, { GROUP_OBJ, 5, NOBODY }, { MASK, 7, NOBODY },
                                         { OTHER, 1, NOBODY }, { 0 } };
    static const struct entry plain[] = { { USER_OBJ, 7, NOBODY }, { GROUP_OBJ, 5, NOBODY }, { OTHER, 0, NOBODY }, { 0 } };

    umask(077);
    VALUE(mkdir("dir", 0755));
    VALUE(set("dir", DEFAULT, list));
    show("dir", ACCESS);
    show("dir", DEFAULT);
    close(open("dir/file", O_CREAT, 0664));
    show("dir/file", ACCESS);
    VALUE(mkdir("dir/sub", 0770));
    show("dir/sub", ACCESS);
    show("dir/sub", DEFAULT);
    VALUE(mkfifo("dir/fifo", 0622));
    show("dir/fifo", ACCESS);
    VALUE(symlink("x", "dir/link"));
    int fd = open("dir", O_TMPFILE | O_RDWR, 0640);
    struct stat st;
    fstat(fd, &st);
    printf("%o %d\n", st.st_mode, (int)fgetxattr(fd, ACCESS, NULL, 0));
    VALUE(set("dir", DEFAULT, plain));
    close(open("dir/plain", O_CREAT, 0666));
    show("dir/plain", ACCESS);
    VALUE(setxattr("dir", DEFAULT, "", 0, 0));
    close(open("dir/masked", O_CREAT, 0666));
    show("dir/masked", ACCESS);
    umask(0);
}

static void errors(void)
{
    static const struct entry no_mask[] = { { USER_OBJ, 7, NOBODY }, { USER, 7, 1 }, { GROUP_OBJ, 7, NOBODY }, { OTHER, 7, NOBODY }, { 0 } };
    static const struct entry twice[] = { { USER_OBJ, 7, NOBODY }, { USER_OBJ, 7, NOBODY }, { GROUP_OBJ, 7, NOBODY }, { OTHER, 7, NOBODY },
                                          { 0 } };
    static const struct entry eight[] = { { USER_OBJ, 8, NOBODY }, { GROUP_OBJ, 7, NOBODY }, { OTHER, 7, NOBODY }, { 0 } };
    static const struct entry group[] = { { USER_OBJ, 7, NOBODY }, { GROUP_OBJ, 7, NOBODY }, { GROUP, 7, 3 }, { MASK, 7, NOBODY },
                                          { OTHER, 7, NOBODY }, { 0 } };

    VALUE(set("file", ACCESS, no_mask));
    VALUE(set("file", ACCESS, twice));
    VALUE(set("file", ACCESS, eight));
    VALUE(setxattr("file", ACCESS, "abc", 3, 0));
    VALUE(setxattr("file", ACCESS, "abcdefgh", 8, 0));
    VALUE(set("file", DEFAULT, group));
    VALUE(removexattr("file", DEFAULT));
    VALUE(chown("file", 5, 6));
    VALUE(chmod("file", 02755));
    AS(5, 9, 0, 0, VALUE(set("file", ACCESS, group)));
    show("file", ACCESS);
    VALUE(chmod("file", 02755));
    VALUE(set("file", ACCESS, group));
    show("file", ACCESS);
}

int main(void)
{
    chmod(".", 0777);
    umask(0);
    decisions();
    inheritance();
    errors();
    return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* fsopen, fsconfig, fsmount, move_mount, open_tree, fspick, mount_setattr: mounting in steps, and what is refused. */
#include "paths.h"

#include <sys/mount.h>

static int exists(const char *p)
{
    return access(p, F_OK) == 0;
}

static long config(long fd, unsigned command, const char *key, const void *value, int aux)
{
    return syscall(SYS_fsconfig, fd, command, key, value, aux);
}

static void steps(void)
{
    long fs = syscall(SYS_fsopen, "tmpfs", 1);

    YES(fs >= 0);
    VALUE(syscall(SYS_fsmount, fs, 0, 0));
    VALUE(config(fs, 1, "source", "name", 0));
    VALUE(config(fs, 1, "source", "again", 0));
    VALUE(config(fs, 1, "size", "100k", 0));
    VALUE(config(fs, 6, NULL, NULL, 0));
    long m = syscall(SYS_fsmount, fs, 1, 8);
    YES(m >= 0);
    VALUE(syscall(SYS_fsmount, fs, 0, 0));
    VALUE(mkdirat((int)m, "made", 0755));
    VALUE(syscall(SYS_move_mount, m, "", AT_FDCWD, "dir", 4));
    VALUE(exists("dir/made"));
    VALUE(exists("dir/inner"));
    VALUE(syscall(SYS_move_mount, m, "", AT_FDCWD, "closed", 4));
    VALUE(exists("closed/made"));
    VALUE(exists("dir/inner"));
    uint64_t attr[4] = { 1, 0, 0, 0 };
    VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "closed", 0, attr, 32));
    VALUE(mkdir("closed/more", 0755));
    attr[0] = 0, attr[1] = 1;
    VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "closed", 0, attr, 32));
    VALUE(mkdir("closed/more", 0755));
    long pick = syscall(SYS_fspick, AT_FDCWD, "closed", 1);
    VALUE(config(pick, 0, "ro", NULL, 0));
    VALUE(config(pick, 7, NULL, NULL, 0));
    VALUE(mkdir("closed/again", 0755));
    close((int)pick);
    close((int)m);
    VALUE(umount("closed"));
    close((int)fs);
}

static void trees(void)
{
    long t = syscall(SYS_open_tree, AT_FDCWD, "dir", 1);

    YES(t >= 0);
    mkdir("to", 0755);
    VALUE(syscall(SYS_move_mount, t, "", AT_FDCWD, "to", 4));
    VALUE(exists("to/inner"));
    close((int)t);
    VALUE(umount("to"));
    t = syscall(SYS_open_tree, AT_FDCWD, "dir", 0);
    YES(t >= 0);
    VALUE(faccessat((int)t, "inner", F_OK, 0));
    VALUE(syscall(SYS_move_mount, t, "", AT_FDCWD, "to", 4));
    close((int)t);
    t = syscall(SYS_open_tree, AT_FDCWD, "dir", 1);
    VALUE(faccessat((int)t, "inner", F_OK, 0));
    close((int)t);
}

static void errors(void)
{
    uint64_t attr[4] = { 0 }, bad[4] = { 1ull << 40 };
    long fs = syscall(SYS_fsopen, "tmpfs", 0);

    VALUE(syscall(SYS_fsopen, "nofs", 0));
    VALUE(syscall(SYS_fsopen, "tmpfs", 2));
    VALUE(syscall(SYS_fsopen, 8, 0));
    VALUE(config(fs, 99, NULL, NULL, 0));
    VALUE(config(fs, 0, NULL, NULL, 0));
    VALUE(config(fs, 0, "ro", "x", 0));
    VALUE(config(fs, 1, "size", NULL, 0));
    VALUE(config(fs, 1, "size", "x", 1));
    VALUE(config(fs, 6, "x", NULL, 0));
    VALUE(config(-1, 0, "ro", NULL, 0));
    VALUE(config(99, 0, "ro", NULL, 0));
    VALUE(config(0, 0, "ro", NULL, 0));
    VALUE(config(fs, 1, (void *)8, "x", 0));
    VALUE(syscall(SYS_fsmount, fs, 2, 0));
    VALUE(syscall(SYS_fsmount, fs, 0, 0x100000));
    VALUE(syscall(SYS_fsmount, 99, 0, 0));
    VALUE(syscall(SYS_fsmount, 0, 0, 0));
    VALUE(syscall(SYS_open_tree, AT_FDCWD, "none", 0));
    VALUE(syscall(SYS_open_tree, AT_FDCWD, "dir", 2));
    VALUE(syscall(SYS_open_tree, AT_FDCWD, "dir", 0x8000));
    VALUE(syscall(SYS_open_tree, 99, "dir", 0));
    VALUE(syscall(SYS_move_mount, AT_FDCWD, "dir", AT_FDCWD, "to", 0));
    VALUE(syscall(SYS_move_mount, AT_FDCWD, "none", AT_FDCWD, "to", 0));
    VALUE(syscall(SYS_move_mount, AT_FDCWD, "dir", AT_FDCWD, "to", 0x1000));
    VALUE(syscall(SYS_move_mount, 99, "", AT_FDCWD, "to", 4));
    VALUE(syscall(SYS_fspick, AT_FDCWD, "dir", 0));
    VALUE(syscall(SYS_fspick, AT_FDCWD, "none", 0));
    VALUE(syscall(SYS_fspick, AT_FDCWD, "/", 64));
    VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "dir", 0, attr, 32));
    VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "dir", 0, bad, 32));
    VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "dir", 0, attr, 16));
    VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "dir", 4, attr, 32));
    attr[0] = 1;
    VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "dir", 0, attr, 32));
    VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "dir", 0, 8, 32));
    AS_NOBODY(
        VALUE(syscall(SYS_fsopen, "tmpfs", 0));
        VALUE(syscall(SYS_fsmount, fs, 0, 0));
        VALUE(syscall(SYS_open_tree, AT_FDCWD, "dir", 1));
        OK(syscall(SYS_open_tree, AT_FDCWD, "dir", 0));
        VALUE(syscall(SYS_move_mount, AT_FDCWD, "dir", AT_FDCWD, "to", 0));
        VALUE(syscall(SYS_fspick, AT_FDCWD, "/", 0));
        VALUE(syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, attr, 32));
    );
}

int main(void)
{
    make_paths();
    steps();
    trees();
    errors();
    return 0;
}

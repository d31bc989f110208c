/* SPDX-License-Identifier: BSD-2-Clause */
/* statx: masks, attributes, mount ids, birth, the same values as stat gives. */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

struct stamp {
    int64_t sec;
    uint32_t nsec;
    int32_t pad;
};

struct linux_statx {
    uint32_t mask, blksize;
    uint64_t attributes;
    uint32_t nlink, uid, gid;
    uint16_t mode, pad;
    uint64_t ino, size, blocks, attributes_mask;
    struct stamp atime, btime, ctime, mtime;
    uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
    uint64_t mnt_id, spare[13];
};

static struct linux_statx x;

static long look(const char *path, unsigned mask)
{
    memset(&x, 0x5a, sizeof(x));
    return syscall(SYS_statx, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, mask, &x);
}

static void compare(const char *path)
{
    struct stat st;

    printf("%s\n", path);
    VALUE(look(path, 0xfff));
    lstat(path, &st);
    YES(x.ino == st.st_ino && x.size == (uint64_t)st.st_size && x.nlink == st.st_nlink && x.mode == st.st_mode);
    YES(x.uid == st.st_uid && x.gid == st.st_gid && x.blksize == (uint32_t)st.st_blksize);
    YES(x.dev_major == major(st.st_dev) && x.dev_minor == minor(st.st_dev));
    YES(x.rdev_major == major(st.st_rdev) && x.rdev_minor == minor(st.st_rdev));
    YES(x.mtime.sec == st.st_mtim.tv_sec && x.mtime.nsec == (uint32_t)st.st_mtim.tv_nsec);
    YES(x.ctime.sec == st.st_ctim.tv_sec && x.atime.sec == st.st_atim.tv_sec);
    printf("mask %x attributes %lx of %lx\n", x.mask, (long)x.attributes, (long)x.attributes_mask);
}

int main(void)
{
    close(open("f", O_CREAT | O_RDWR, 0600));
    symlink("f", "l");
    compare("f");
    YES(x.btime.sec > 1000000000 && x.btime.sec <= x.ctime.sec);
    int64_t born = x.btime.sec * 1000000000 + x.btime.nsec;
    uint64_t mount = x.mnt_id;
    usleep(20000);
    chmod("f", 0640);
    VALUE(look("f", 0x800));
    YES(x.btime.sec * 1000000000 + x.btime.nsec == born);
    VALUE(look("f", 0));
    YES(x.mnt_id == mount);
    compare("l");
    compare(".");
    compare("/");
    YES(x.mnt_id == mount);
    compare("/dev/null");
    YES(x.mnt_id != mount);
    compare("/tmp");
    compare("/proc");
    return 0;
}

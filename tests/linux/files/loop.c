/* SPDX-License-Identifier: BSD-2-Clause */
/* Loop devices: binding files, what is said of them, their sizes, flags and errors. */
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "check.h"

static char buf[8];

static void show(int fd)
{
    struct loop_info64 i;
    struct loop_info old = { 0 };

    memset(&i, 0xa5, sizeof i);
    if (VALUE(ioctl(fd, LOOP_GET_STATUS64, &i)))
        return;
    VALUE(ioctl(fd, LOOP_GET_STATUS, &old));
    printf("old: %d, offset %d, flags %d, name %s\n", old.lo_number, old.lo_offset, old.lo_flags, old.lo_name);
    printf("inode %d, device %llx, offset %llu, limit %llu, number %u, flags %x, name %s\n", i.lo_inode != 0, i.lo_rdevice,
           i.lo_offset, i.lo_sizelimit, i.lo_number, i.lo_flags, i.lo_file_name);
}

static unsigned word(int fd, unsigned long command)
{
    unsigned n = 0;

    VALUE(ioctl(fd, command, &n));
    return n;
}

static void control(int c)
{
    struct stat st;

    VALUE(ioctl(c, LOOP_CTL_GET_FREE));
    VALUE(ioctl(c, LOOP_CTL_ADD, 3));
    VALUE(stat("/dev/loop12", &st));
    VALUE(ioctl(c, LOOP_CTL_ADD, 12));
    VALUE(stat("/dev/loop12", &st));
    VALUE(st.st_rdev);
    VALUE(ioctl(c, LOOP_CTL_REMOVE, 12));
    VALUE(stat("/dev/loop12", &st));
    VALUE(ioctl(c, LOOP_CTL_REMOVE, 12));
    VALUE(ioctl(c, LOOP_CTL_REMOVE, -1));
    VALUE(ioctl(c, LOOP_SET_FD, 0));
    VALUE(read(c, buf, 8));
    VALUE(write(c, buf, 8));
}

static void unbound(int l)
{
    struct loop_info64 i = { 0 };
    int p[2];

    show(l);
    VALUE(read(l, buf, 8));
    VALUE(write(l, buf, 8));
    VALUE(lseek(l, 0, SEEK_END));
    VALUE(ioctl(l, LOOP_CLR_FD, 0));
    VALUE(ioctl(l, LOOP_SET_STATUS64, &i));
    VALUE(ioctl(l, LOOP_SET_CAPACITY, 0));
    VALUE(ioctl(l, LOOP_SET_BLOCK_SIZE, 513));
    VALUE(ioctl(l, LOOP_SET_DIRECT_IO, 1));
    VALUE(ioctl(l, LOOP_CHANGE_FD, 0));
    VALUE(ioctl(l, LOOP_SET_FD, 99));
    VALUE(ioctl(l, LOOP_SET_FD, l));
    VALUE(pipe(p));
    VALUE(ioctl(l, LOOP_SET_FD, p[0]));
    VALUE(ioctl(l, LOOP_SET_FD, open(".", O_RDONLY)));
    VALUE(ioctl(l, LOOP_SET_FD, open("/dev/null", O_RDWR)));
    VALUE(mount("/dev/loop0", "dir", "ext4", 0, NULL));
    VALUE(mount("/dev/loop0", "dir", "vfat", MS_RDONLY, NULL));
}

static void transfers(int c, int l, int f)
{
    VALUE(ioctl(l, LOOP_SET_FD, f));
    VALUE(ioctl(l, LOOP_SET_FD, f));
    show(l);
    VALUE(ioctl(c, LOOP_CTL_REMOVE, 0));
    VALUE(ioctl(c, LOOP_CTL_GET_FREE));
    VALUE(lseek(l, 0, SEEK_END));
    VALUE(pread(l, buf, 5, 0));
    printf("%.5s\n", buf);
    VALUE(pwrite(l, "world", 5, 1022));
    VALUE(fsync(l));
    VALUE(pread(f, buf, 5, 1022));
    printf("%.5s\n", buf);
    VALUE(pwrite(l, "w", 1, 64 * 1024 + 512));
    VALUE(pread(l, buf, 8, 64 * 1024 + 510));
    VALUE(ftruncate(l, 100));
    VALUE(mount("/dev/loop0", "dir", "ext4", 0, NULL));
    VALUE(mount("/dev/loop0", "dir", "vfat", 0, NULL));
}

static void settings(int l, int f)
{
    struct loop_info64 i = { .lo_offset = 1022 };

    VALUE(ioctl(l, LOOP_SET_STATUS64, &i));
    VALUE(lseek(l, 0, SEEK_END));
    VALUE(pread(l, buf, 5, 0));
    printf("%.5s\n", buf);
    i.lo_sizelimit = 2000;
    i.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_READ_ONLY;
    strcpy((char *)i.lo_file_name, "abc");
    VALUE(ioctl(l, LOOP_SET_STATUS64, &i));
    show(l);
    VALUE(lseek(l, 0, SEEK_END));
    i.lo_encrypt_type = 1;
    VALUE(ioctl(l, LOOP_SET_STATUS64, &i));
    i.lo_encrypt_type = 0;
    i.lo_encrypt_key_size = 33;
    VALUE(ioctl(l, LOOP_SET_STATUS64, &i));
    i.lo_encrypt_key_size = 0;
    i.lo_offset = 1ull << 63;
    VALUE(ioctl(l, LOOP_SET_STATUS64, &i));
    i.lo_offset = 1 << 20;
    VALUE(ioctl(l, LOOP_SET_STATUS64, &i));
    VALUE(lseek(l, 0, SEEK_END));
    i.lo_offset = i.lo_sizelimit = i.lo_flags = 0;
    VALUE(ioctl(l, LOOP_SET_STATUS64, &i));
    VALUE(ioctl(l, LOOP_SET_STATUS64, 1));
    VALUE(ioctl(l, LOOP_GET_STATUS64, 1));
    VALUE(ioctl(l, LOOP_GET_STATUS64, 0));
    VALUE(ftruncate(f, 128 * 1024));
    VALUE(lseek(l, 0, SEEK_END));
    VALUE(ioctl(l, LOOP_SET_CAPACITY, 0));
    VALUE(lseek(l, 0, SEEK_END));
    VALUE(ioctl(l, LOOP_SET_BLOCK_SIZE, 1024));
    VALUE(word(l, BLKSSZGET));
    VALUE(word(l, BLKPBSZGET));
    VALUE(ioctl(l, LOOP_SET_BLOCK_SIZE, 8192));
    VALUE(ioctl(l, LOOP_SET_BLOCK_SIZE, 100));
    VALUE(ioctl(l, LOOP_SET_BLOCK_SIZE, 512));
    VALUE(ioctl(l, LOOP_SET_DIRECT_IO, 1));
    VALUE(pwrite(l, "straight", 8, 0));
    VALUE(ioctl(l, LOOP_SET_DIRECT_IO, 0));
    VALUE(ioctl(l, LOOP_CHANGE_FD, f));
    VALUE(ioctl(l, 0x12345, 0));
}

static void release(int l, int f)
{
    int other = open("/dev/loop0", O_RDONLY);

    VALUE(ioctl(other, LOOP_CLR_FD, 0)); /* not while it is open twice */
    show(l);
    close(other);
    close(l);
    l = open("/dev/loop0", O_RDWR);
    show(l);
    VALUE(ioctl(l, LOOP_SET_FD, f));
    VALUE(ioctl(l, LOOP_CLR_FD, 0));
    show(l);
    close(l);
}

static void read_only(void)
{
    int l = open("/dev/loop0", O_RDWR), f = open("file", O_RDONLY), g = open("other", O_RDWR | O_CREAT, 0600);

    VALUE(ioctl(l, LOOP_SET_FD, f));
    show(l);
    VALUE(word(l, BLKROGET));
    VALUE(pwrite(l, "x", 1, 0));
    VALUE(fsync(l));
    VALUE(ioctl(l, LOOP_CHANGE_FD, g));
    VALUE(ftruncate(g, 128 * 1024));
    VALUE(ioctl(l, LOOP_CHANGE_FD, g));
    VALUE(mount("/dev/loop0", "dir", "ext4", 0, NULL));
    VALUE(ioctl(l, LOOP_CLR_FD, 0));
    close(l);
}

static void configured(int f)
{
    struct loop_config k = { .fd = f, .block_size = 4096 };
    struct loop_config bad = k;
    int l = open("/dev/loop1", O_RDWR), on = open("/dev/loop2", O_RDWR);

    k.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR;
    VALUE(ioctl(l, LOOP_CONFIGURE, &k));
    show(l);
    VALUE(word(l, BLKSSZGET));
    close(l);
    l = open("/dev/loop1", O_RDWR);
    bad.block_size = 100;
    VALUE(ioctl(l, LOOP_CONFIGURE, &bad));
    bad.block_size = 0;
    bad.info.lo_flags = 2;
    VALUE(ioctl(l, LOOP_CONFIGURE, &bad));
    bad.fd = 99;
    VALUE(ioctl(l, LOOP_CONFIGURE, &bad));
    bad.fd = f;
    bad.info.lo_flags = 0;
    bad.info.lo_offset = bad.info.lo_sizelimit = 4096;
    VALUE(ioctl(l, LOOP_CONFIGURE, &bad));
    VALUE(ioctl(l, LOOP_CONFIGURE, &bad));
    show(l);
    VALUE(lseek(l, 0, SEEK_END));
    VALUE(ioctl(on, LOOP_SET_FD, l)); /* one on another */
    show(on);
    VALUE(pwrite(on, "deep", 4, 0));
    fsync(on);
    fsync(l);
    VALUE(pread(f, buf, 4, 4096));
    printf("%.4s\n", buf);
    VALUE(ioctl(on, LOOP_CLR_FD, 0));
    VALUE(ioctl(l, LOOP_CLR_FD, 0));
    close(on);
    close(l);
}

int main(void)
{
    int c = open("/dev/loop-control", O_RDWR), l = open("/dev/loop0", O_RDWR);
    int f = open("file", O_RDWR | O_CREAT, 0600);

    mkdir("dir", 0755);
    ftruncate(f, 64 * 1024 + 700);
    pwrite(f, "hello", 5, 0);
    control(c);
    unbound(l);
    transfers(c, l, f);
    settings(l, f);
    release(l, f);
    read_only();
    configured(f);
    IN_CHILD("user", setgid(1000); setuid(1000); VALUE(open("/dev/loop0", O_RDWR)); VALUE(open("/dev/loop-control", O_RDONLY)));
    return 0;
}

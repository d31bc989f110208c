/* SPDX-License-Identifier: BSD-2-Clause */
/* Flags and options of mounts: what is taken, shown, and changed by a remount. */
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>

#include "check.h"

enum { NOSYMFOLLOW = 256, REMOUNT_BIND = MS_REMOUNT | MS_BIND };

static void show(const char *what)
{
    FILE *f = fopen("/proc/self/mountinfo", "r");
    char line[1000], place[300], options[200], rest[300];
    struct statfs s;

    if (statfs("mnt", &s) == 0)
        printf("%s: flags %lx, %lu blocks, %lu inodes\n", what, (unsigned long)s.f_flags,
               strstr(what, "size") ? (unsigned long)s.f_blocks : 0, strstr(what, "nr_inodes") ? (unsigned long)s.f_files : 0);
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "%*d %*d %*s %*s %299s %199s %299[^\n]", place, options, rest) == 3 && strstr(place, "/mnt"))
            printf("  %s %s\n", options, rest);
    fclose(f);
}

static void flags(void)
{
    static const unsigned long list[] = {
        0, MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_SYNCHRONOUS, MS_REMOUNT | MS_RDONLY, MS_MANDLOCK, MS_DIRSYNC,
        NOSYMFOLLOW, MS_NOATIME, MS_NODIRATIME, MS_RELATIME, MS_STRICTATIME, 1 << 25 /* lazytime */, MS_SILENT,
        MS_POSIXACL, MS_I_VERSION, MS_STRICTATIME | MS_NOATIME, 0xc0ed0000ul | MS_RDONLY, 0xc0ed0000ul, 1ul << 31, 1ul << 40,
    };
    char text[40];

    for (unsigned i = 0; i < sizeof list / sizeof *list; i++) {
        snprintf(text, sizeof text, "%lx", list[i]);
        puts(text);
        if (VALUE(mount("none", "mnt", "tmpfs", list[i], NULL)) == 0) {
            show(text);
            umount("mnt");
        }
    }
}

static void options(void)
{
    static const char *const list[] = {
        "size=1m", "size=0", "nr_inodes=10", "mode=700,uid=1,gid=2", "size=1k", "nr_blocks=8", "bogus", "size=", "size=abc",
        "mode=9", "huge=never", "huge=sometimes", "mpol=default", "inode32", "size=1m,,mode=1777", "uid=-1", "ro", "noatime",
        "size=1M,size=2M", "sync,dirsync", "mode", "size=4096,nr_inodes=3",
    };
    struct stat st;

    for (unsigned i = 0; i < sizeof list / sizeof *list; i++) {
        puts(list[i]);
        if (VALUE(mount("none", "mnt", "tmpfs", 0, list[i])) == 0) {
            show(list[i]);
            stat("mnt", &st);
            printf("  %o %d %d\n", st.st_mode, (int)st.st_uid, (int)st.st_gid);
            umount("mnt");
        }
    }
}

static void limits(void)
{
    int fd;

    VALUE(mount("none", "mnt", "tmpfs", 0, "size=8k,nr_inodes=3"));
    fd = open("mnt/a", O_CREAT | O_RDWR, 0600);
    VALUE(pwrite(fd, "x", 1, 0));
    VALUE(pwrite(fd, "x", 1, 4096));
    VALUE(pwrite(fd, "x", 1, 8192));
    VALUE(mkdir("mnt/b", 0755));
    VALUE(mkdir("mnt/c", 0755));
    VALUE(rmdir("mnt/b"));
    VALUE(mkdir("mnt/c", 0755));
    VALUE(mount(NULL, "mnt", NULL, MS_REMOUNT, "size=4k"));
    VALUE(mount(NULL, "mnt", NULL, MS_REMOUNT, "nr_inodes=2"));
    VALUE(mount(NULL, "mnt", NULL, MS_REMOUNT, "size=16k,nr_inodes=4"));
    VALUE(pwrite(fd, "x", 1, 8192));
    VALUE(mkdir("mnt/b", 0755));
    VALUE(mount(NULL, "mnt", NULL, MS_REMOUNT, "bogus"));
    show("size");
    close(fd);
    VALUE(umount("mnt"));
}

static void remounts(void)
{
    static const unsigned long list[] = {
        MS_REMOUNT | MS_NOEXEC, REMOUNT_BIND | MS_NOSUID, REMOUNT_BIND | MS_RDONLY, REMOUNT_BIND | MS_STRICTATIME, REMOUNT_BIND,
        REMOUNT_BIND | MS_NOATIME | MS_NODIRATIME, REMOUNT_BIND, REMOUNT_BIND | MS_RELATIME, MS_REMOUNT | MS_SYNCHRONOUS,
        MS_REMOUNT | MS_RDONLY, MS_REMOUNT,
    };
    char text[40];

    VALUE(mount("none", "mnt", "tmpfs", 0, NULL));
    for (unsigned i = 0; i < sizeof list / sizeof *list; i++) {
        snprintf(text, sizeof text, "%lx", list[i]);
        VALUE(mount(NULL, "mnt", NULL, list[i], NULL));
        show(text);
    }
    VALUE(mkdir("mnt/d", 0755));
    VALUE(symlink("d", "mnt/l"));
    VALUE(mount(NULL, "mnt", NULL, REMOUNT_BIND | NOSYMFOLLOW, NULL));
    VALUE(open("mnt/l/x", O_CREAT, 0600));
    VALUE(open("mnt/l", O_RDONLY));
    VALUE(access("mnt/l", F_OK));
    char to[10];
    VALUE(readlink("mnt/l", to, sizeof to));
    VALUE(umount("mnt"));
}

/* Does a read change the time? */
static int touched(const char *name)
{
    struct stat before, after;
    char byte;
    int fd = open(name, O_RDONLY);

    fstat(fd, &before);
    usleep(10000);
    pread(fd, &byte, 1, 0);
    fstat(fd, &after);
    close(fd);
    return before.st_atim.tv_nsec != after.st_atim.tv_nsec;
}

static void times(unsigned long how)
{
    VALUE(mount("none", "mnt", "tmpfs", how, NULL));
    int fd = open("mnt/f", O_CREAT | O_RDWR, 0600);
    write(fd, "data", 4);
    close(fd);
    VALUE(touched("mnt/f"));
    VALUE(touched("mnt/f"));
    VALUE(umount("mnt"));
}

static void others(void)
{
    VALUE(mount("none", "mnt", "ramfs", 0, "mode=711,unknown"));
    show("ramfs");
    VALUE(umount("mnt"));
    VALUE(mount("none", "mnt", "proc", 0, "bogus"));
    VALUE(mount("none", "mnt", "proc", 0, NULL));
    show("proc");
    VALUE(umount("mnt"));
    VALUE(mount("/dev/vda", "mnt", "ext4", 0, "bogus"));
    VALUE(mount("", "mnt", "ext4", 0, NULL));
    VALUE(mount("", "mnt", "tmpfs", 0, NULL));
    VALUE(umount("mnt"));
    VALUE(mount("a b\tc", "mnt", "tmpfs", 0, NULL));
    show("name");
    VALUE(umount("mnt"));
    VALUE(mknod("none", S_IFBLK | 0600, 0x7f05));
    VALUE(mount("none", "mnt", "ext4", 0, NULL));
}

int main(void)
{
    mkdir("mnt", 0755);
    flags();
    options();
    limits();
    remounts();
    times(0);
    times(MS_STRICTATIME);
    times(MS_NOATIME);
    others();
    return 0;
}
